import { baseName, isWithin } from "./host-path.ts";

/**
 * Folders whose writer is root on the host, by their exact path: most of what lies deeper is ordinary
 * (`/var/lib/app`, `/root/.docker/app/data`, `/usr/share/fonts`).
 */
const WRITABLE: ReadonlySet<string> = new Set([
  "/bin",
  "/etc",
  "/lib",
  "/lib/modules",
  "/lib/systemd/system",
  "/lib64",
  "/root",
  "/root/.bashrc",
  "/root/.profile",
  "/root/.ssh",
  "/sbin",
  "/usr",
  "/usr/bin",
  "/usr/lib",
  "/usr/lib/systemd/system",
  "/usr/local",
  "/usr/local/bin",
  "/usr/local/sbin",
  "/usr/sbin",
  "/var/lib",
  "/var/spool/cron",
]);

/** Folders of which every part makes its writer root on the host. */
const WRITABLE_WITH_ALL_BELOW: readonly string[] = [
  "/boot",
  "/proc",
  "/sys/fs/cgroup",
  "/sys/kernel",
  "/var/lib/containerd",
  "/var/lib/docker",
  "/var/spool/cron/crontabs",
];

/** Entries of /etc that the host executes or trusts; an application's own (`/etc/letsencrypt`) is none. */
const ETC_WRITABLE: ReadonlySet<string> = new Set([
  "anacrontab",
  "apt",
  "bash.bashrc",
  "containerd",
  "cron.d",
  "cron.daily",
  "cron.hourly",
  "cron.monthly",
  "cron.weekly",
  "crontab",
  "docker",
  "environment",
  "group",
  "gshadow",
  "init.d",
  "ld.so.conf",
  "ld.so.conf.d",
  "ld.so.preload",
  "modprobe.d",
  "pam.d",
  "passwd",
  "profile",
  "profile.d",
  "rc.local",
  "security",
  "shadow",
  "ssh",
  "sudoers",
  "sudoers.d",
  "sysctl.conf",
  "sysctl.d",
  "systemd",
  "udev",
]);

/** What gives secrets of the host away, by its exact path: data below /home or /srv is ordinary. */
const READABLE: ReadonlySet<string> = new Set([
  "/boot",
  "/dev",
  "/etc",
  "/home",
  "/proc",
  "/proc/kcore",
  "/root",
  "/sys",
  "/var/lib",
  "~",
]);

/** What gives secrets of the host or of other containers away in every part. */
const READABLE_WITH_ALL_BELOW: readonly string[] = ["/proc/1", "/sys/kernel", "/var/lib/containerd", "/var/lib/docker"];

/** Entries of /etc that not everybody may read; `localtime`, `machine-id`, `passwd` and `ssl/certs` are none. */
const ETC_READABLE: ReadonlySet<string> = new Set(["gshadow", "shadow", "ssh", "sudoers", "sudoers.d"]);

/** Folders in a home that hold nothing but credentials; `~/.docker/app/data` is not `~/.docker`. */
const CREDENTIALS: ReadonlySet<string> = new Set([".aws", ".docker", ".gnupg", ".kube", ".ssh"]);

/** Files in those folders that hold the credentials. */
const CREDENTIAL_FILES: readonly string[] = ["/.aws/credentials", "/.docker/config.json", "/.kube/config"];

/** A volume's own folder below the engine's: data of that volume only. */
const ONE_VOLUME = /^\/var\/lib\/docker\/volumes\/[^/]+(\/|$)/;

/**
 * True where writing means being root on the host. https://docs.docker.com/engine/security/#docker-daemon-attack-surface
 *
 * @param path as {@link hostPath} gives it.
 */
export function isRootEquivalent(path: string): boolean {
  if (WRITABLE.has(path)) return true;
  if (path.startsWith("/etc/")) return ETC_WRITABLE.has(entryOfEtc(path));
  return WRITABLE_WITH_ALL_BELOW.some((folder) => isWithin(path, folder)) && !ONE_VOLUME.test(path);
}

/**
 * True where reading gives away secrets of the host, of its users or of other containers.
 *
 * @param path as {@link hostPath} gives it.
 */
export function isSensitive(path: string): boolean {
  if (READABLE.has(path) || CREDENTIALS.has(baseName(path))) return true;
  if (path.startsWith("/etc/")) return ETC_READABLE.has(entryOfEtc(path));
  if (CREDENTIAL_FILES.some((file) => path.endsWith(file))) return true;
  return READABLE_WITH_ALL_BELOW.some((folder) => isWithin(path, folder)) && !ONE_VOLUME.test(path);
}

function entryOfEtc(path: string): string {
  const end = path.indexOf("/", 5);
  return end < 0 ? path.slice(5) : path.slice(5, end);
}
