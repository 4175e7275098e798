import type { BackupStore, ExpectedHost } from "../verifications/expectation.ts";
import { ASK } from "./databases.ts";
import { addressOf, ENGINES, folderOf, openStore, STATE, storesOf } from "./job.ts";
import { type Item, inOrder } from "./plan.ts";
import { command, line, quote } from "./words.ts";

/** What a host that is made anew is given back: files before its containers are made, databases once they run. */
export const STAGES = ["files", "databases", "history"] as const;
export type Stage = (typeof STAGES)[number];

/**
 * A script for the new host that brings back one stage from the places that other hosts hold.
 *
 * It writes only where nothing lies yet, and ends with a status other than 0 where anything is missing.
 *
 * @param from name of the host that holds the copies; the first copy of each place where it is undefined.
 */
export function restoreScript(host: ExpectedHost, items: readonly Item[], stage: Stage, from?: string): string {
  const engines = [...new Set(items.flatMap(({ dump }) => dump?.engine ?? []))].sort();
  const actions = {
    files: () => [
      ...(host.data ?? []).flatMap(({ backup, kind, source }) =>
        backup?.tool === "none" && kind === "folder" ? command("mkdir", "-p", source) : [],
      ),
      ...items.filter((item) => !isWithin(item, items)).flatMap((item) => filesOf(item, from)),
    ],
    databases: () => items.flatMap((item) => databaseOf(host, item)),
    history: () => storesOf(items).flatMap((store) => historyOf(store, from)),
  };
  return [
    "#!/bin/sh",
    `# Brings back ${line(host.name)}: its ${stage}. Printed by \`readiness recovery restore\`. Needs root.`,
    "set -eu",
    "export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    `HOST=${quote(host.name)}`,
    ...(stage === "databases" ? [] : [`STATE=${STATE}`]),
    FRAME,
    ...(stage === "databases" ? [ASK, ...engines.map((engine) => ENGINES[engine])] : []),
    ...actions[stage](),
    `say ${quote(`${stage} are back`)}`,
    "",
  ].join("\n");
}

/** The same place as another host holds it; the place itself where no other does. */
export function placeOf(store: BackupStore, from?: string): BackupStore {
  const copy = store.copies.find(({ host }) => from === undefined || host === from);
  if (copy === undefined) return store;
  return { ...store, repository: addressOf(store, copy) };
}

/** What lies in a folder that comes back as a whole came back with it. */
function isWithin({ data, dump }: Item, items: readonly Item[]): boolean {
  return (
    dump === undefined &&
    items.some(
      (other) =>
        other.dump === undefined && other.data.kind === "folder" && data.source.startsWith(`${other.data.source}/`),
    )
  );
}

function filesOf(item: Item, from: string | undefined): string[] {
  const { data, mark, store, dump } = item;
  const place = placeOf(store, from);
  const folder = folderOf(item);
  const volume = dump === undefined && data.kind === "volume";
  const paths = volume ? [] : dump === undefined ? [data.source] : [dump.file];
  return [
    ...openStore(place),
    ...(volume ? [`docker volume create ${quote(data.source)} >/dev/null`] : []),
    `empty ${volume ? `"$(volume ${quote(data.source)})"` : command(...paths)}`,
    command(`${store.tool}_restore`, mark),
    `there ${volume ? `"$(volume ${quote(data.source)})"` : command(...paths)}`,
    ...(folder === undefined ? [] : [command("make_folder", data.source, folder)]),
    command("say", `${data.source} is back`),
  ];
}

function databaseOf(host: ExpectedHost, { data, dump }: Item): string[] {
  if (dump === undefined) return [];
  const { engine, container, file, record } = dump;
  const users = inOrder(host, usersOf(host, container));
  const load =
    engine === "redis"
      ? `put_redis ${quote(container)} ${quote(file)} ${data.kind === "volume" ? `"$(volume ${quote(data.source)})"` : quote(data.source)}`
      : command("load", engine, container, file);
  return [
    command("stop", ...[...users].reverse()),
    ...(engine === "redis" ? [] : [command("await", engine, container)]),
    load,
    ...(record === undefined ? [] : [command("compare", engine, container, record)]),
    command("start", ...users),
    command("say", `${data.source} is back in ${container}`),
  ];
}

/** Everything on the host that cannot work without a container, however far away. */
function usersOf({ containers }: ExpectedHost, of: string): string[] {
  const users = new Set<string>([of]);
  for (let size = 0; size !== users.size; ) {
    size = users.size;
    for (const { name, dependsOn } of containers) if (dependsOn.some((needed) => users.has(needed))) users.add(name);
  }
  users.delete(of);
  return [...users];
}

/** The new host's own place, with all that the copy holds. */
function historyOf(store: BackupStore, from: string | undefined): string[] {
  const place = placeOf(store, from);
  if (place === store || store.tool !== "restic") return [];
  return [...openStore(store), command("restic_history", place.repository)];
}

const FRAME = String.raw`say() { printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*"; }
volume() { docker volume inspect --format '{{.Mountpoint}}' "$1"; }
# Nothing that lies somewhere is written over.
empty() {
  for path; do
    if [ -f "$path" ] && [ -s "$path" ]; then say "error: $path is there already"; return 1; fi
    if [ -d "$path" ] && [ -n "$(ls -A "$path")" ]; then say "error: $path holds something already"; return 1; fi
  done
}
# The folder of a database, as it was and empty: Docker makes none, and the server may not be root.
make_folder() {
  mkdir -p "$1"
  read -r owner mode <"$2"
  chown "$owner" "$1"
  chmod "$mode" "$1"
}
there() {
  for path; do
    [ -e "$path" ] || { say "error: $path did not come back"; return 1; }
  done
}
quiet() { said=$("$@" 2>&1) || { status=$?; printf '%s\n' "$said"; return "$status"; }; }
restic_restore() { quiet restic restore latest --host "$HOST" --tag "$1" --target /; }
restic_history() {
  quiet restic init --from-repo "$1" --from-password-file "$RESTIC_PASSWORD_FILE" --copy-chunker-params
  quiet restic copy --from-repo "$1" --from-password-file "$RESTIC_PASSWORD_FILE"
}
borg_restore() {
  archive=$(borg list --glob-archives "$1.*" --last 1 --format '{archive}')
  [ -n "$archive" ] || { say "error: there is no archive of $1"; return 1; }
  (cd / && borg extract "::$archive")
}
tar_restore() {
  archive=$(find "$FOLDER" -maxdepth 1 -name "$1.*.tar.gz*" | sort | tail -n 1)
  [ -n "$archive" ] || { say "error: there is no archive of $1"; return 1; }
  case $archive in
    *.enc) openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -pass "file:$KEY" -in "$archive" ;;
    *) cat "$archive" ;;
  esac | tar --extract --gzip --numeric-owner --xattrs --directory /
}
stop() { for name; do docker stop "$name" >/dev/null; done; }
start() { for name; do docker start "$name" >/dev/null; done; }
# Until the server answers twice: one that makes its folder answers, too, and ends again.
await() {
  tries=0 answers=0
  while [ "$answers" -lt 2 ]; do
    if database "$1" ready "$2" </dev/null >/dev/null 2>&1; then answers=$((answers + 1)); else answers=0; fi
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { say "error: $2 does not answer"; return 1; }
    sleep 2
  done
}
# $1 engine, $2 container, $3 dump
load() {
  case $3 in
    *.gz) gzip -t "$3" && gzip -dc "$3" ;;
    *.zst) zstd -tq "$3" && zstd -dcq "$3" ;;
    *) cat "$3" ;;
  esac | database "$1" load "$2"
}
# Every table of the record is there again, with no row less.
compare() {
  database "$1" count "$2" </dev/null >"$3.now"
  awk -F '\t' '
    $1 == "database" { database = $0 }
    FNR == NR { if ($1 == "table") rows[database, $2] = $3; next }
    $1 == "table" && (!((database, $2) in rows) || rows[database, $2] + 0 < $3 + 0) { print "error: table " $2 ": fewer rows than were recorded"; bad = 1 }
    $1 == "table" { tables++ }
    END { exit bad || tables == 0 }' "$3.now" "$3"
  rm "$3.now"
}
# Redis reads its file when it starts; one that keeps a log of its own (appendonly) reads that instead.
put_redis() {
  docker stop "$1" >/dev/null
  cp "$2" "$3/dump.rdb"
  chown --reference "$3" "$3/dump.rdb"
  docker start "$1" >/dev/null
}
`;
