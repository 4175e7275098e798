import { Unseen } from "../../source.ts";
import type { Reply, Script } from "../host/shell.ts";
import { sampleOf, sizesOf } from "./sample.ts";
import { clockOf, doneOf, GENTLE, instant, isMap, jsonOf, odd, PRELUDE, textsOf, wellDone } from "./script.ts";
import { type ArchivesValue, type ArchiveValue, LONGEST_LIST, type ReadableValue } from "./values.ts";

/** Where a repository is, and what opens it. */
export interface Place {
  readonly repository: string;
  readonly passwordFile: string | undefined;
}

export type Asking = (script: Script) => Promise<Reply>;

/** Without a lock and without a cache nothing is written, neither there nor here. */
const OPEN = `${PRELUDE}
unset RESTIC_REPOSITORY_FILE RESTIC_PASSWORD_COMMAND
RESTIC_REPOSITORY=$1
if [ -n "$2" ]; then unset RESTIC_PASSWORD; RESTIC_PASSWORD_FILE=$2; export RESTIC_PASSWORD_FILE; fi
export RESTIC_REPOSITORY
shift 2
`;

const SNAPSHOTS = `${OPEN}run now now
run snapshots limited 40 restic snapshots --json --no-lock --no-cache
`;

/** Snapshots whose files are counted at most. */
const MOST = 200;

/** Files and bytes of snapshots, as `sum ID BYTES FILES`, as far as the time reaches; one that was not read to its end is left out. */
const SUMS = `${OPEN}
began=$(date +%s)
sums() {
  for id; do
    [ $(($(date +%s) - began)) -lt 25 ] || break
    { limited 20 restic ls --json --no-lock --no-cache "$id" 2>/dev/null; echo "exit $?"; } | awk -v id="$id" '
      index($0, "\\"type\\":\\"file\\",") { files++; if (match($0, /"size":[0-9]+/)) bytes += substr($0, RSTART + 7, RLENGTH - 7) }
      $0 == "exit 0" { printf "sum %s %.0f %.0f\\n", id, bytes, files }'
  done
}
run sums sums "$@"
`;

const CHECK = `${OPEN}${GENTLE}# A number of percent that takes about as long as reading $2 megabytes; 5 where nobody knows how large it is.
percent=5
if [ -n "$1" ]; then
  size=$(limited 20 du -sk -- "$1" 2>/dev/null | awk 'NR == 1 { print int($1 / 1024) }')
  if [ -n "$size" ]; then percent=100; [ "$size" -gt "$2" ] && percent=$((100 * $2 / size)); [ "$percent" -lt 1 ] && percent=1; fi
fi
percentage() { echo "$percent"; }
run structure limited "$3" restic check --no-lock --no-cache
case $said in *"exit 0") run percentage percentage; run check limited "$3" restic check --no-lock --no-cache --read-data-subset="$percent%" ;; esac
`;

/** @throws Unseen */
export async function resticArchives(place: Place, ask: Asking): Promise<ArchivesValue> {
  const words = [place.repository, place.passwordFile ?? ""];
  const reply = await ask({ text: SNAPSHOTS, words });
  const now = clockOf(reply);
  const list = jsonOf(wellDone(reply, "snapshots", "restic"), "restic");
  // A repository without any says null.
  const all = (list === null ? [] : Array.isArray(list) ? list : odd("restic")).map(snapshotOf);
  const archives = all.sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0)).slice(0, LONGEST_LIST);
  const sample = sampleOf(archives, MOST);
  const sums =
    sample.length === 0
      ? new Map()
      : sizesOf(await ask({ text: SUMS, words: [...words, ...sample.map(({ id }) => id)] }), "restic");
  return {
    archives: archives.map((one) => ({ ...one, ...sums.get(one.id) })),
    count: all.length,
    encrypted: true,
    now,
  };
}

function snapshotOf(value: unknown): ArchiveValue {
  const { id, time, paths } = isMap(value) ? value : odd("restic");
  const at = instant(time);
  if (typeof id !== "string" || !/^[0-9a-f]{64}$/.test(id) || at === undefined) return odd("restic");
  return { id, time: at, paths: textsOf(paths) ?? null, bytes: null, files: null, stored: null };
}

/**
 * Reads a part of the data, all of it where it is no more than `megabytes`.
 *
 * @param folder of the repository, where it lies on the host.
 * @throws Unseen
 */
export async function resticReadable(
  place: Place,
  folder: string | undefined,
  { megabytes, seconds }: Effort,
  ask: Asking,
): Promise<ReadableValue> {
  const words = [place.repository, place.passwordFile ?? "", folder ?? "", String(megabytes), String(seconds)];
  const begun = Date.now();
  const reply = await ask({ text: CHECK, words });
  const took = () => Math.round((Date.now() - begun) / 100) / 10;
  const structure = doneOf(reply, "structure", "restic check");
  if (structure.code !== 0) return { ok: false, problems: [structure.problem ?? "other"], share: 0, seconds: took() };
  const percent = Number(wellDone(reply, "percentage", "restic check")[0]);
  const { code, problem } = doneOf(reply, "check", "restic check");
  if (!(percent >= 1 && percent <= 100)) throw new Unseen("protocol", "restic check does not say how much it has read");
  return { ok: code === 0, problems: code === 0 ? [] : [problem ?? "other"], share: percent / 100, seconds: took() };
}

/** How much is read of a store at once. */
export interface Effort {
  readonly megabytes: number;
  readonly seconds: number;
}
