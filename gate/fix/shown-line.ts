/** Keys whose values are names, numbers and paths that a finding may show. */
const HARMLESS: ReadonlySet<string> = new Set(
  `cap_add cap_drop cgroup cgroup_parent condition container_name cpus device_cgroup_rules devices disable driver
  group_add host_ip image init interval ipc links max-file max-size max_attempts mem_limit mem_reservation
  memswap_limit network_mode networks pid pids_limit ports privileged propagation published read_only restart runtime
  security_opt shm_size stdin_open stop_grace_period timeout tmpfs tty ulimits user userns_mode uts volumes
  volumes_from`.split(/\s+/),
);
/** Keys that hold such keys and nothing of their own. */
const AROUND: ReadonlySet<string> = new Set(["depends_on", "logging"]);

/** Whether what stands below this key of a service are names that a finding may show. */
export function holdsNames(key: string): boolean {
  return HARMLESS.has(key) || AROUND.has(key);
}

const ITEM = /^(\s*-\s+)(.*)$/;
const KEY = /^(\s*(?:-\s+)?)("?)([\w.-]+)\2:(\s.*)?$/;
/** Capabilities, options of security, ports, images and paths; nothing that assigns a value. */
const NAME = /^"?[\w./:@-]{1,120}"?(?:\s+#.*)?$/;

/**
 * A line of a compose file as a diff may show it: what could be the value of a variable, a label, a
 * command or anything else that nobody is to see is `…`.
 *
 * @param itemsAreNames whether every list that was edited holds names.
 */
export function shownLine(line: string, itemsAreNames: boolean): string {
  if (line.trim() === "") return line;
  const key = KEY.exec(line);
  if (key !== null) {
    const [, indent = "", quote = "", name = "", value = ""] = key;
    const rest = value.trim();
    const isShown = rest === "" || (HARMLESS.has(name) && isPlain(rest));
    return `${indent}${quote}${name}${quote}:${isShown ? value : " …"}`;
  }
  const item = ITEM.exec(line);
  if (item !== null) return itemsAreNames && NAME.test(item[2] as string) ? line : `${item[1]}…`;
  return "…";
}

/** Texts, numbers and lists of names. */
function isPlain(value: string): boolean {
  return /^["'[\]{}\w\s.,:/@%-]{0,200}$/.test(value.replace(/\s+#.*$/, ""));
}
