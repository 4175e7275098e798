import { KEPT } from "../model/backup.ts";
import type { BackupCopy, BackupStore } from "../verifications/expectation.ts";
import { ASK, MARIADB, MONGODB, POSTGRESQL, REDIS } from "./databases.ts";
import type { DumpedEngine, Item } from "./plan.ts";
import { DUMP, FRAME, TOOLS } from "./tools.ts";
import { command, line, quote } from "./words.ts";

/** The part of a script that asks an engine. */
export const ENGINES: Readonly<Record<DumpedEngine, string>> = {
  postgresql: POSTGRESQL,
  mariadb: MARIADB,
  mongodb: MONGODB,
  redis: REDIS,
};

/** Where the job notes which containers it has stopped, and works. */
export const STATE = "/var/lib/readiness-backup";

/**
 * The backup job of a host: a POSIX shell script that does what the declaration says.
 *
 * It asks databases for their dumps, stops what has to be stopped, writes one archive for each volume or folder, thins out
 * and copies to the other places. Every part is tried; it ends with a status other than 0 where one of them failed.
 *
 * @param host name of the stack.
 * @param items what there is to do, at least one.
 */
export function backupJob(host: string, items: readonly Item[]): string {
  const stores = storesOf(items);
  const engines = [
    ...new Set(items.flatMap((item) => [item.dump?.engine ?? [], counted(item)?.engine ?? []].flat())),
  ].sort();
  const tools = [...new Set(stores.map(({ tool }) => tool))].sort();
  const log = stores.find((store) => store.log !== undefined)?.log;
  return [
    "#!/bin/sh",
    `# Backs up ${line(host)}: what its declaration says, and nothing else. Printed by \`readiness recovery job\`; print it anew`,
    "# when the declaration changes. Needs root, docker, flock, gzip and what it calls by name below.",
    "# By its schedule; `all` as its only argument writes an archive of everything, also of what is not due yet.",
    "# Status: 0 all was written, copied and thinned out; 75 another run is under way; anything else is a failure.",
    "set -eu",
    "export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    `HOST=${quote(host)}`,
    `STATE=${STATE}`,
    "ALL=$" + "{1:-}",
    ...(log === undefined ? [] : [`exec >>${quote(log)} 2>&1`]),
    FRAME,
    ...(engines.length > 0 ? [ASK, DUMP, ...engines.map((engine) => ENGINES[engine])] : []),
    ...tools.map((tool) => TOOLS[tool]),
    ...items.map((item, at) => shellFunction(`data_${at + 1}`, archiving(item))),
    ...stores.flatMap((store) => {
      const own = items.filter((item) => item.store === store);
      return [
        shellFunction(endOf(store), [...openStore(store), ...thinning(own), `${store.tool}_end`]),
        ...store.copies.map((copy, at) => shellFunction(copyOf(store, at), copying(store, copy, own))),
      ];
    }),
    "say readiness-backup begins",
    "start_stopped",
    ...stores.flatMap((store) => [
      ...items
        .filter((item) => item.store === store)
        .map(
          (item) =>
            `if ${command("due", item.mark, String(item.every))}; then ${command("attempt", item.data.source, `data_${items.indexOf(item) + 1}`)}; fi`,
        ),
      command("attempt", store.name, endOf(store)),
      ...store.copies.map((copy, at) => command("attempt", `copy of ${store.name} on ${copy.host}`, copyOf(store, at))),
    ]),
    "",
  ].join("\n");
}

function copying(store: BackupStore, copy: BackupCopy, own: readonly Item[]): string[] {
  if (store.tool === "tar") return [...openStore(store), command("tar_copy", copy.host, quote(copy.repository))];
  const there = openStore({ ...store, repository: addressOf(store, copy) });
  const thinned = [...thinning(own), `${store.tool}_end`];
  // Archives of borg were written there one by one.
  if (store.tool === "borg") return [...there, ...thinned];
  return [...there, `FROM=${quote(store.repository)}`, "restic_copy", ...thinned];
}

/** Places that items go to, each once. */
export function storesOf(items: readonly Item[]): BackupStore[] {
  return [...new Set(items.map(({ store }) => store))];
}

/**
 * How the host calls the place of a copy: over ssh, by the name of the other host's stack. Root's `~/.ssh/config` says where
 * that is and with which key.
 */
export function addressOf({ tool }: Pick<BackupStore, "tool">, { host, repository }: BackupCopy): string {
  return tool === "borg" ? `ssh://${host}${repository}` : `sftp:${host}:${repository}`;
}

function archiving(item: Item): string[] {
  const { mark, data, store, dump, stops, policy } = item;
  const count = counted(item);
  const record = dump?.record ?? (count === undefined ? undefined : policy.record);
  const live = data.kind === "volume" ? `"$(volume ${quote(data.source)})"` : quote(data.source);
  const folder = folderOf(item);
  const paths = [
    dump === undefined ? live : quote(dump.file),
    ...(record === undefined ? [] : [quote(record)]),
    ...(folder === undefined ? [] : [quote(folder)]),
  ];
  const archive = [`${store.tool}_archive`, mark, ...paths].join(" ");
  return [
    ...openStore(store),
    ...(dump === undefined ? [] : [command("dump", dump.engine, dump.container, dump.file, dump.record ?? "")]),
    ...(folder === undefined ? [] : [`stat -c '%u:%g %a' ${quote(data.source)} >${quote(folder)}`]),
    ...(count === undefined || record === undefined
      ? []
      : [
          `${command("database", count.engine, "count", count.container)} >${quote(`${record}.partial`)} </dev/null`,
          command("mv", `${record}.partial`, record),
        ]),
    ...(stops.length === 0 ? [] : [command("stop", ...stops)]),
    archive,
    ...(store.tool === "borg"
      ? store.copies.flatMap((copy) => [
          ...openStore({ ...store, repository: addressOf(store, copy) }),
          ["borg_again", mark, ...paths].join(" "),
        ])
      : []),
  ];
}

/** Where it is noted whose the folder of a database is, which is not in the archive itself. */
export function folderOf({ data, dump }: Item): string | undefined {
  return dump === undefined || data.kind === "volume" ? undefined : `${dump.file}.folder`;
}

/** The database whose rows are counted before its files are copied. */
function counted({ data: { database }, dump, policy }: Item) {
  if (dump !== undefined || policy.record === undefined || database === null || database.engine === "other")
    return undefined;
  return { engine: database.engine, container: database.container };
}

/** Sets what the tool of a place needs to open it. */
export function openStore({ tool, repository, passwordFile }: BackupStore): string[] {
  switch (tool) {
    case "restic":
      return [
        `export RESTIC_REPOSITORY=${quote(repository)} RESTIC_PASSWORD_FILE=${quote(passwordFile ?? "")} RESTIC_CACHE_DIR="$STATE/cache"`,
      ];
    case "borg":
      return [
        `export BORG_REPO=${quote(repository)} BORG_RSH="ssh -o BatchMode=yes" BORG_RELOCATED_REPO_ACCESS_IS_OK=no`,
        passwordFile === undefined
          ? "export BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes"
          : `export BORG_PASSCOMMAND=${quote(command("cat", passwordFile))}`,
      ];
    case "tar":
      return [`FOLDER=${quote(repository)} KEY=${quote(passwordFile ?? "")}`];
  }
}

/** restic looks through a repository once for all that are kept alike. */
function thinning(items: readonly Item[]): string[] {
  const rules = items.map(({ mark, policy, store }) => {
    const kept = KEPT.flatMap((unit) => {
      const count = policy.keep[unit];
      if (count === undefined) return [];
      return store.tool === "tar" ? [`${unit}=${count}`] : [`--keep-${unit}`, String(count)];
    });
    return { mark, tool: store.tool, kept };
  });
  const alike = new Map<string, string[]>();
  for (const { mark, tool, kept } of rules)
    if (tool === "restic") alike.set(kept.join(" "), [...(alike.get(kept.join(" ")) ?? []), mark]);
  return [
    ...rules.flatMap(({ mark, tool, kept }) => (tool === "restic" ? [] : command(`${tool}_thin`, mark, ...kept))),
    ...[...alike].map(([kept, marks]) =>
      command("restic_thin", ...kept.split(" "), ...marks.flatMap((mark) => ["--tag", mark])),
    ),
  ];
}

function shellFunction(name: string, lines: readonly string[]): string {
  return `${name}() {\n${lines.map((text) => `  ${text}\n`).join("")}}`;
}

/** Names of functions of the script. */
function endOf(store: BackupStore): string {
  return `end_${store.name.replace(/\W/g, "_")}`;
}

function copyOf(store: BackupStore, at: number): string {
  return `copy_${at + 1}_${store.name.replace(/\W/g, "_")}`;
}
