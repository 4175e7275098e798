import type { Mount } from "../../model/container.ts";
import type { Stack } from "../../model/stack.ts";
import { isEngineSocket } from "../mounts/engine-socket.ts";
import { cleanPath, isWithin } from "../mounts/host-path.ts";
import { isRootEquivalent } from "../mounts/system-folder.ts";

/** Data outside of containers: a volume of the engine, or a folder or file of the host. */
export interface Storage {
  readonly kind: "volume" | "folder";
  /** Name of the volume, or path on the host. */
  readonly source: string;
}

/** Trees that the system makes anew at every start, or whose files are not files. */
const NOT_KEPT = ["/dev", "/proc", "/run", "/sys", "/tmp", "/var/tmp", "/lib/modules", "/usr/lib/modules"];
/** Files of the host's own system, which are the same after it was set up again. */
const OF_THE_HOST: ReadonlySet<string> = new Set([
  "/",
  "/etc/hostname",
  "/etc/hosts",
  "/etc/localtime",
  "/etc/machine-id",
  "/etc/resolv.conf",
  "/etc/timezone",
  "/usr/share/zoneinfo",
]);
/** Where the engine keeps what is in a volume of the local driver. https://docs.docker.com/engine/storage/volumes/ */
const VOLUME_FOLDER = /^\/var\/lib\/docker\/volumes\/([^/]+)\/_data$/;

/**
 * What a mount writes outside of the container, where that is data: not what it only reads, memory, a socket,
 * a volume without a name (which goes with its container), or the host's own system, which other rules judge.
 *
 * @throws UnknownValue where that cannot be told yet.
 */
export function storageOf(mount: Mount): Storage | undefined {
  const { type } = mount;
  if ((type !== "bind" && type !== "volume") || mount.readOnly || mount.source === undefined) return undefined;
  if (type === "volume") return { kind: "volume", source: mount.source };
  const path = cleanPath(mount.source);
  const volume = VOLUME_FOLDER.exec(path.slice(0, 512))?.[1];
  if (volume !== undefined) return { kind: "volume", source: volume };
  const isSystem = OF_THE_HOST.has(path) || NOT_KEPT.some((folder) => isWithin(path, folder)) || isRootEquivalent(path);
  return isSystem || isEngineSocket(path) || path.endsWith(".sock") ? undefined : { kind: "folder", source: path };
}

/** Names of the volumes of a stack that are memory: the driver `local` with the type `tmpfs`. */
export function volumesInMemory({ volumes }: Stack): ReadonlySet<string> {
  return new Set(
    volumes.flatMap(({ name, options }) =>
      options.some(({ key, value }) => key === "type" && value === "tmpfs") ? [name] : [],
    ),
  );
}

/** The same for the same data, whoever mounts it. */
export function keyOf({ kind, source }: Storage): string {
  return `${kind} ${source}`;
}
