import type { ExpectedHost } from "../expectation.ts";
import { folderOf } from "../facts/backup/repository.ts";
import type { RestoreTask } from "./task.ts";

/** Where scratch folders are made unless the settings say otherwise. */
export const SCRATCH = "/var/tmp";
/** Bytes of files that are restored at most; what is larger is measured by a part. */
export const LIMIT = 2 * 1024 ** 3;

/** A text as one word of a POSIX shell. */
export function word(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export interface Chosen {
  /** Sixteen hexadecimal digits. */
  readonly id: string;
  /** Folder of the host. */
  readonly scratch: string;
}

/** What is set before the guardian when it only takes away what drills before it left. */
export function sweepSettings({ id, scratch }: Chosen): string {
  return [`ID=${id}`, `PARENT=${word(scratch)}`, "SWEEP=1", ""].join("\n");
}

/** What is set before guardian and worker. */
export function restoreSettings({ host, data, store }: RestoreTask, limit: number, chosen: Chosen): string {
  const { backup } = data;
  if (backup === null || backup.tool === "none") throw new Error(`${data.source} has no backup`);
  const dump = backup.consistent.kind === "dump" ? backup.consistent.file : "";
  const record = backup.record ?? (dump === "" ? "" : `${dump}.record`);
  const values = {
    TOOL: store.tool,
    REPOSITORY: store.repository,
    KEY: store.passwordFile ?? "",
    VOLUME: data.kind === "volume" ? data.source : "",
    SOURCE: data.kind === "folder" ? data.source : "",
    DUMP: dump,
    RECORD: record,
    LIMIT: String(limit),
    ENGINE: data.database?.engine ?? "",
    IMAGE: data.database?.image ?? "",
    CONSISTENT: backup.consistent.kind,
  };
  return [
    `ID=${chosen.id}`,
    `PARENT=${word(chosen.scratch)}`,
    "SWEEP=0",
    ...Object.entries(values).map(([name, value]) => `${name}=${word(value)}`),
    hands("PROTECT", [...folders(host), ...places(store)]),
    hands("VOLUMES", volumes(host)),
    "",
  ].join("\n");
}

/** A function that calls another with these words. */
function hands(name: string, words: readonly string[]): string {
  return `${name}() { "$@"${words.map((text) => ` ${word(text)}`).join("")}; }`;
}

/** What lives on the host: declared folders, and where dumps are written. */
function folders({ data = [] }: ExpectedHost): string[] {
  const dumps = data.flatMap(({ backup }) =>
    backup !== null && backup.tool !== "none" && backup.consistent.kind === "dump"
      ? [backup.consistent.file.replace(/\/[^/]*$/, "") || "/"]
      : [],
  );
  return [...new Set([...data.flatMap(({ kind, source }) => (kind === "folder" ? source : [])), ...dumps])];
}

/** Where backups lie, as far as that is on a host. */
function places({ repository, copies }: RestoreTask["store"]): string[] {
  return [repository, ...copies.map((copy) => copy.repository)].flatMap((place) => folderOf(place) ?? []);
}

function volumes({ data = [], volumes: named }: ExpectedHost): string[] {
  return [...new Set([...named, ...data.flatMap(({ kind, source }) => (kind === "volume" ? source : []))])];
}
