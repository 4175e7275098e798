import { Unseen } from "../../source.ts";
import { quoted } from "../host/shell.ts";
import type { Asking, Effort, Place } from "./restic.ts";
import { sampleOf, sizesOf } from "./sample.ts";
import { clockOf, doneOf, GENTLE, instant, isMap, jsonOf, odd, PRELUDE, textsOf, wellDone } from "./script.ts";
import { type ArchivesValue, type ArchiveValue, LONGEST_LIST, type ReadableValue } from "./values.ts";

/**
 * Without its lock nothing is written to the repository. What borg itself notes of repositories goes into a folder that
 * is gone afterwards; its keys stay where they are.
 */
const OPEN = `${PRELUDE}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
BORG_REPO=$1
BORG_CACHE_DIR=$scratch/cache
BORG_SECURITY_DIR=$scratch/security
BORG_RELOCATED_REPO_ACCESS_IS_OK=yes
BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes
: "\${BORG_RSH:=ssh -oBatchMode=yes}"
if [ -n "$2" ]; then unset BORG_PASSPHRASE BORG_PASSPHRASE_FD; BORG_PASSCOMMAND=$2; export BORG_PASSCOMMAND; fi
export BORG_REPO BORG_CACHE_DIR BORG_SECURITY_DIR BORG_RELOCATED_REPO_ACCESS_IS_OK BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK BORG_RSH
shift 2
`;

const LIST = `${OPEN}run now now
run list limited 40 borg list --bypass-lock --json --format '{command_line}'
`;

/** Archives that are listed, as far as the time reaches. */
const MOST = 60;

/** Pairs of a number and the name of an archive. */
const SUMS = `${OPEN}
began=$(date +%s)
sums() {
  while [ $# -gt 1 ]; do
    [ $(($(date +%s) - began)) -lt 20 ] || break
    { limited 20 borg list --bypass-lock --json-lines --format '{size}' "::$2" 2>/dev/null; echo "exit $?"; } | awk -v id="$1" '
      index($0, "{\\"type\\": \\"-\\",") == 1 { files++; if (match($0, /"size": [0-9]+/)) bytes += substr($0, RSTART + 8, RLENGTH - 8) }
      $0 == "exit 0" { printf "sum %s %.0f %.0f\\n", id, bytes, files }'
    shift 2
  done
}
run sums sums "$@"
`;

/** Reads all where that is no more than $2 megabytes, else what the newest archive needs. */
const CHECK = `${OPEN}${GENTLE}size=
[ -n "$1" ] && size=$(limited 20 du -sk -- "$1" 2>/dev/null | awk 'NR == 1 { print int($1 / 1024) }')
if [ -n "$size" ] && [ "$size" -le "$2" ]; then
  run check limited "$3" borg check --bypass-lock --verify-data
else
  run archives limited "$3" borg check --bypass-lock --archives-only --last 1
  if [ -n "$4" ]; then run extract limited "$3" borg extract --bypass-lock --dry-run "::$4"; fi
fi
`;

/** Modes that only sign what they store. https://borgbackup.readthedocs.io/en/stable/usage/init.html */
const READABLE_BY_ALL = ["none", "authenticated", "authenticated-blake2"];
const ENCRYPTED = /^(?:repokey|keyfile)(?:-|$)/;

/** The archives of a repository; the id of each is its name, which is what a restore takes. @throws Unseen */
export async function borgArchives(place: Place, ask: Asking): Promise<ArchivesValue> {
  const words = wordsOf(place);
  const reply = await ask({ text: LIST, words });
  const now = clockOf(reply);
  const said = jsonOf(wellDone(reply, "list", "borg"), "borg");
  const { archives: list, encryption } = isMap(said) ? said : odd("borg");
  if (!Array.isArray(list)) return odd("borg");
  const all = list.map(archiveOf);
  const archives = all.sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0)).slice(0, LONGEST_LIST);
  const sample = sampleOf(archives, MOST);
  const pairs = sample.flatMap(({ id }, index) => [String(index), id]);
  const sums = pairs.length === 0 ? new Map() : sizesOf(await ask({ text: SUMS, words: [...words, ...pairs] }), "borg");
  const byId = new Map(sample.map(({ id }, index) => [id, sums.get(String(index))]));
  return {
    archives: archives.map((one) => ({ ...one, ...byId.get(one.id) })),
    count: all.length,
    encrypted: encryptedOf(encryption),
    now,
  };
}

function wordsOf({ repository, passwordFile }: Place): string[] {
  return [repository, passwordFile === undefined ? "" : `cat -- ${quoted(passwordFile)}`];
}

function encryptedOf(encryption: unknown): boolean | null {
  const mode = isMap(encryption) ? encryption.mode : undefined;
  if (typeof mode !== "string") return null;
  return ENCRYPTED.test(mode) ? true : READABLE_BY_ALL.includes(mode) ? false : null;
}

function archiveOf(value: unknown): ArchiveValue {
  const { name, start, command_line: line } = isMap(value) ? value : odd("borg");
  const at = instant(start);
  if (typeof name !== "string" || name === "" || at === undefined) return odd("borg");
  return { id: name, time: at, paths: pathsOf(line) ?? null, bytes: null, files: null, stored: null };
}

/** Options of `borg create` that take the next word. https://borgbackup.readthedocs.io/en/stable/usage/create.html */
const WITH_VALUE = new Set(
  `--debug-topic --lock-wait --umask --remote-path --remote-ratelimit --upload-ratelimit --remote-buffer --upload-buffer
  --debug-profile --rsh --filter --stdin-name --stdin-user --stdin-group --stdin-mode -e --exclude --exclude-from
  --pattern --exclude-if-present --files-cache --files-changed --comment --timestamp -c --checkpoint-interval
  --chunker-params -C --compression`.split(/\s+/),
);
/** Options that name paths elsewhere than on the command line, where nobody looks. */
const ELSEWHERE = /^--(?:paths-from-stdin|paths-from-command|patterns-from|content-from-command)\b/;

/** Folders that `borg create` was told; undefined where the line does not say them, or not from the root on. */
function pathsOf(line: unknown): string[] | undefined {
  const words = textsOf(line);
  const create = words?.indexOf("create") ?? -1;
  if (words === undefined || create < 0) return undefined;
  const found: string[] = [];
  let options = true;
  for (let at = create + 1; at < words.length; at++) {
    const word = words[at] as string;
    if (options && word === "--") options = false;
    else if (options && ELSEWHERE.test(word)) return undefined;
    else if (options && WITH_VALUE.has(word)) at++;
    else if (!options || !/^-./s.test(word)) found.push(word);
  }
  const [archive, ...paths] = found;
  if (archive?.includes("::") !== true || paths.length === 0) return undefined;
  return paths.every((path) => path.startsWith("/")) ? paths : undefined;
}

/**
 * Reads all of a small repository, and what the newest archive is made of in a large one.
 *
 * @param folder of the repository, where it lies on the host.
 * @throws Unseen
 */
export async function borgReadable(
  place: Place,
  folder: string | undefined,
  { megabytes, seconds }: Effort,
  ask: Asking,
): Promise<ReadableValue> {
  const begun = Date.now();
  const list = await ask({ text: LIST, words: wordsOf(place) });
  const listed = doneOf(list, "list", "borg");
  const took = () => Math.round((Date.now() - begun) / 100) / 10;
  const bad = (problem: string | undefined): ReadableValue => ({
    ok: false,
    problems: [problem ?? "other"],
    share: 0,
    seconds: took(),
  });
  if (listed.code !== 0) return bad(listed.problem);
  const said = jsonOf(listed.lines, "borg");
  const { archives } = isMap(said) ? said : odd("borg");
  const all = Array.isArray(archives) ? archives.map(archiveOf) : odd("borg");
  const newest = all.reduce<ArchiveValue | undefined>(
    (a, b) => (a === undefined || a.time < b.time ? b : a),
    undefined,
  );
  const words = [...wordsOf(place), folder ?? "", String(megabytes), String(seconds), newest?.id ?? ""];
  const reply = await ask({ text: CHECK, words });
  if (reply.parts.has("check")) {
    const { code, problem } = doneOf(reply, "check", "borg check");
    return code === 0 ? { ok: true, problems: [], share: 1, seconds: took() } : bad(problem ?? "damaged-pack");
  }
  const checked = doneOf(reply, "archives", "borg check");
  if (checked.code !== 0) return bad(checked.problem ?? "damaged-pack");
  if (newest === undefined) throw new Unseen("missing", "borg finds no archive that could be read");
  const { code, problem } = doneOf(reply, "extract", "borg extract");
  return code === 0
    ? { ok: true, problems: [], share: Math.round(1e6 / all.length) / 1e6, seconds: took() }
    : bad(problem ?? "damaged-pack");
}
