import type { Container } from "../../model/container.ts";
import {
  type Beside,
  below,
  type Change,
  Entry,
  NoWords,
  type Path,
  parsePath,
  type Spelling,
  type Written,
} from "./change.ts";
import type { Edit, Secret, Wanted, WantedEntry, WantedMount } from "./edit.ts";
import { changed, type ElementField, elementField, elementsOf, known, nameOf, partOf } from "./field.ts";
import { newNames } from "./new-names.ts";
import { plainName } from "./values.ts";

const MEBIBYTE = 1024 * 1024;

type Write = (value: Wanted) => Written;

const asIs: Write = (value) => value;
const size: Write = (value) => (value === -1 ? -1 : `${Math.ceil(Number(value) / MEBIBYTE)}m`);
const seconds: Write = (value) => `${value}s`;
const duration: Write = (value) => `${Number(value) / 1000}s`;

/** Settings of the model as keys of a service. https://github.com/compose-spec/compose-spec/blob/main/05-services.md */
const SETTINGS: Readonly<Record<string, readonly [keys: readonly string[], write: Write]>> = {
  name: [["container_name"], asIs],
  image: [["image"], asIs],
  user: [["user"], asIs],
  networkMode: [["network_mode"], asIs],
  readOnly: [["read_only"], asIs],
  shmSize: [["shm_size"], size],
  privileged: [["privileged"], asIs],
  pidMode: [["pid"], asIs],
  ipcMode: [["ipc"], asIs],
  utsMode: [["uts"], asIs],
  usernsMode: [["userns_mode"], asIs],
  cgroupnsMode: [["cgroup"], asIs],
  cgroupParent: [["cgroup_parent"], asIs],
  runtime: [["runtime"], asIs],
  memory: [["mem_limit"], size],
  memorySwap: [["memswap_limit"], size],
  memoryReservation: [["mem_reservation"], size],
  cpus: [["cpus"], asIs],
  pidsLimit: [["pids_limit"], asIs],
  stopTimeout: [["stop_grace_period"], seconds],
  "healthcheck.test": [["healthcheck", "test"], asIs],
  "healthcheck.timeout": [["healthcheck", "timeout"], duration],
  "logging.driver": [["logging", "driver"], asIs],
  apiSocket: [["use_api_socket"], asIs],
};

/** Lists of the model by their key in a service. */
const LISTS: Readonly<Record<string, string>> = {
  groups: "group_add",
  env: "environment",
  labels: "labels",
  ports: "ports",
  networks: "networks",
  dns: "dns",
  mounts: "volumes",
  devices: "devices",
  capAdd: "cap_add",
  capDrop: "cap_drop",
  securityOptions: "security_opt",
  command: "command",
  entrypoint: "entrypoint",
  ulimits: "ulimits",
  dependsOn: "depends_on",
  deviceRules: "device_cgroup_rules",
  volumesFrom: "volumes_from",
  links: "links",
  gpus: "gpus",
  buildArguments: "args",
};

/** Parts of elements in their long form. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  "ports.ip": ["host_ip"],
  "ports.external": ["published"],
  "mounts.readOnly": ["read_only"],
  "mounts.source": ["source"],
  "mounts.propagation": ["bind", "propagation"],
};

/**
 * Spells edits as changes of a compose service.
 *
 * @throws NoWords where compose has no key for one of them.
 */
export function spellCompose(container: Container, edits: readonly Edit[]): Spelling {
  const changes: Change[] = [];
  const beside: Beside[] = [];
  for (const edit of edits) {
    if (edit.kind === "plain-volume") {
      beside.push({ kind: "plain-volume", name: edit.volume, ...decided(edit) });
      continue;
    }
    beside.push(...newNames(container, edit));
    const content = contentOf(container, edit);
    if (content === undefined) changes.push(...spell(container, edit));
    else beside.push(content);
  }
  return { changes, beside };
}

/** The key of the service that declares a container. */
export function serviceOf(container: Container): string {
  const path = container.source === "compose" ? parsePath(container.locate("").path) : undefined;
  return path?.length === 2 ? String(path[1]) : container.name;
}

type ContainerEdit = Exclude<Edit, { kind: "plain-volume" }>;

function spell(container: Container, edit: ContainerEdit): Change[] {
  const { field } = edit;
  if (edit.kind === "join") return [added(container, "networks", new Entry(edit.network, null), edit)];
  if (edit.kind === "add") return [addition(container, edit)];
  if (elementField(field) !== undefined) return [inList(container, edit)];
  if (field === "terminal") return ["tty", "stdin_open"].map((key) => ({ op: "remove", keys: [key], place: [key] }));
  if (field.startsWith("restart.")) return restart(container, edit);
  if (field === "gpus") return [setting(container, ["gpus"], (value) => [request(value)], edit)];
  const option = /^(sysctls|logging\.options)\.(.+)$/.exec(field);
  if (option !== null) {
    const keys = option[1] === "sysctls" ? ["sysctls"] : ["logging", "options"];
    return [setting(container, [...keys, option[2] as string], asIs, edit)];
  }
  const list = LISTS[field];
  if (list !== undefined && edit.kind === "remove")
    return [{ op: "remove", keys: [list], place: [list], ...decided(edit) }];
  const setTo = SETTINGS[field];
  if (setTo === undefined) throw new NoWords(field);
  const change = setting(container, ...setTo, edit);
  const isSwitchedOff = field === "healthcheck.test" && container.healthcheck?.kind === "disabled";
  return isSwitchedOff
    ? [change, { op: "remove", keys: ["healthcheck", "disable"], place: ["healthcheck", "disable"] }]
    : [change];
}

function setting(container: Container, keys: readonly string[], write: Write, edit: ContainerEdit): Change {
  const place = placeOf(container, edit.field, keys);
  return edit.kind === "set"
    ? { op: "set", keys, place, value: write(edit.value), ...decided(edit) }
    : { op: "remove", keys, place, ...decided(edit) };
}

/** One text holds the policy and the number of attempts; below `deploy` they are apart. */
function restart(container: Container, edit: ContainerEdit): Change[] {
  const place = placeOf(container, "restart", ["restart"]);
  const isDeployed = place.includes("restart_policy");
  const isCount = edit.field === "restart.maxRetries";
  if (isDeployed) {
    const keys = ["deploy", "restart_policy", isCount ? "max_attempts" : "condition"];
    const op = edit.kind === "set" ? { op: "set" as const, value: edit.value as Written } : { op: "remove" as const };
    return [{ ...op, keys, place: keys, ...decided(edit) }];
  }
  const policy = edit.kind === "set" && !isCount ? edit.value : container.restart.policy;
  const text = edit.kind === "set" && isCount ? `${String(policy)}:${String(edit.value)}` : String(policy);
  return [{ op: "set", keys: ["restart"], place, value: text, ...decided(edit) }];
}

function addition(container: Container, edit: Extract<Edit, { kind: "add" }>): Change {
  const { field, value } = edit;
  if (field === "mounts") {
    const wanted = value as WantedMount;
    if (wanted.type !== "tmpfs") return added(container, "mounts", shortMount(changed(wanted)), edit);
    const others = elementsOf(container, "mounts").some((mount) => known(() => mount.type) === "tmpfs");
    return { op: "add", keys: ["tmpfs"], place: ["tmpfs"], value: wanted.target, others, ...decided(edit) };
  }
  if (field === "env" || field === "labels") {
    const { key, value: text } = value as WantedEntry;
    return added(container, field, new Entry(key, text), edit);
  }
  return added(container, field, value as string, edit);
}

function added(container: Container, list: string, value: Written, edit: { readonly decide?: string }): Change {
  const key = LISTS[list];
  if (key === undefined) throw new NoWords(list);
  const others = elementsOf(container, list).length > 0;
  return { op: "add", keys: [key], place: [key], value, others, ...decided(edit) };
}

function inList(container: Container, edit: Extract<Edit, { kind: "set" | "remove" }>): Change {
  const field = elementField(edit.field) as ElementField;
  const { list, index } = field;
  const part = partOf(field);
  if (list === "healthcheck.test") return word(container, edit, index);
  if (list === "files") return file(container, edit, index);
  if (list === "dependsOn" && edit.kind === "set") return condition(container, edit, index);
  const key = LISTS[list];
  if (key === undefined) throw new NoWords(edit.field);
  const elements = elementsOf(container, list);
  const element = elements[index] ?? {};
  const usual = list === "mounts" && known(() => element.type) === "tmpfs" ? "tmpfs" : key;
  const place = placeOf(container, `${list}.${index}`, [usual, index]);
  const keys = list === "buildArguments" ? ["build", key] : [typeof place[0] === "string" ? place[0] : key];
  const about = { name: nameOf(list, index, element), others: elements.length > 1 };
  if (edit.kind === "remove")
    return {
      op: "remove",
      keys,
      place,
      element: { inner: [], name: about.name },
      others: about.others,
      ...decided(edit),
    };
  const whole = rewritten(list, changed(element, part, edit.value));
  const inner = PARTS[`${list}.${part}`] ?? [];
  return {
    op: "set",
    keys,
    place,
    value: inner.length === 0 ? whole : list === "ports" ? String(edit.value) : edit.value,
    element: { inner, whole, name: about.name },
    others: about.others,
    ...decided(edit),
  };
}

/** A word of a test that is one text is the whole text. */
function word(container: Container, edit: ContainerEdit, index: number): Change {
  const keys = ["healthcheck", "test"];
  const place = placeOf(container, `healthcheck.test.${index}`, [...keys, index + 1]);
  if (edit.kind !== "set") throw new NoWords(edit.field);
  return {
    op: "set",
    keys,
    place,
    value: edit.value,
    element: { inner: [], whole: edit.value, name: `element ${index + 1}` },
    others: true,
    ...decided(edit),
  };
}

/** The content of a file stands in a section of its own, beside the services. */
function contentOf(container: Container, edit: Edit): Beside | undefined {
  const element = elementField(edit.field);
  if (edit.kind !== "set" || element?.list !== "files") return undefined;
  const target = known(() => container.files[element.index]?.target) ?? "";
  const usual = ["configs", plainName(target.slice(target.lastIndexOf("/") + 1)), "content"];
  const found = container.source === "compose" ? parsePath(container.locate(edit.field).path) : undefined;
  const place = found?.[0] === "configs" && found.length === 3 ? found.map(String) : usual;
  return { kind: "setting", place, value: edit.value, ...decided(edit) };
}

/** What is waited for is a key, or an element of a list that only names it. */
function condition(container: Container, edit: Extract<Edit, { kind: "set" }>, index: number): Change {
  const name = nameOf("dependsOn", index, elementsOf(container, "dependsOn")[index]);
  const place = placeOf(container, `dependsOn.${index}`, ["depends_on", name]);
  const keys = ["depends_on", name, "condition"];
  return { op: "set", keys, place: [...place, "condition"], value: edit.value, ...decided(edit) };
}

/** A file is taken out where the service names it. */
function file(container: Container, edit: ContainerEdit, index: number): Change {
  const name = nameOf("files", index, elementsOf(container, "files")[index]);
  const place = placeOf(container, `files.${index}`, ["configs", index]);
  const others = elementsOf(container, "files").length > 1;
  const taken: Change = { op: "remove", keys: [String(place[0])], place, element: { inner: [], name }, others };
  return { ...taken, ...decided(edit) };
}

/** The parts of an element that one of its kind has; only those are read. */
interface Known {
  readonly key: string;
  readonly value: string | Secret;
  readonly name: string;
}

function rewritten(list: string, element: Record<string, unknown>): Written {
  const { key, value, name } = element as unknown as Known;
  switch (list) {
    case "ports":
      return shortPort(element);
    case "mounts":
      return element.type === "tmpfs" ? shortTmpfs(element) : shortMount(element);
    case "env":
    case "labels":
    case "buildArguments":
      return new Entry(key, value);
    case "securityOptions":
      return `${key}:${value}`;
    case "gpus":
      return request(name);
    default:
      return value ?? name;
  }
}

function request(id: unknown): Written {
  return { driver: "nvidia", device_ids: [String(id)], capabilities: ["gpu"] };
}

function shortPort({ ip, external, internal, count, protocol }: Record<string, unknown>): string {
  const run = (first: unknown) =>
    typeof count === "number" && count > 1 ? `${Number(first)}-${Number(first) + count - 1}` : String(first);
  const address = String(ip).includes(":") && !String(ip).startsWith("[") ? `[${ip}]` : String(ip);
  const host = ip === undefined || ip === "0.0.0.0" ? "" : `${address}:`;
  const published = external === undefined ? (host === "" ? "" : ":") : `${run(external)}:`;
  return `${host}${published}${run(internal)}${protocol === undefined || protocol === "tcp" ? "" : `/${protocol}`}`;
}

function shortMount({ source, target, readOnly, propagation }: Record<string, unknown>): string {
  const modes = [...(readOnly === true ? ["ro"] : []), ...(propagation === undefined ? [] : [String(propagation)])];
  return [...(source === undefined ? [] : [source]), target, ...(modes.length > 0 ? [modes.join(",")] : [])].join(":");
}

function shortTmpfs({ target, options }: Record<string, unknown>): string {
  return options === undefined || options === "" ? String(target) : `${target}:${options}`;
}

/** Where a field stands in the service; the usual place where it stands nowhere, or in another source. */
function placeOf(container: Container, field: string, usual: Path): Path {
  if (container.source !== "compose") return usual;
  const top = parsePath(container.locate("").path);
  const found = parsePath(container.locate(field).path);
  const place = top === undefined || found === undefined ? undefined : below(found, top);
  if (place === undefined || place.length === 0) return usual;
  // What a field lies in is known where the field itself stands nowhere.
  return usual.length > place.length && place.every((key, index) => usual[index] === key) ? usual : place;
}

function decided({ decide }: { readonly decide?: string }): { readonly decide?: string } {
  return decide === undefined ? {} : { decide };
}

/** What a secret is called where compose takes it from outside: `DB_PASSWORD`. */
export function variableOf({ name }: Secret): string {
  return name.toUpperCase().replaceAll("-", "_");
}
