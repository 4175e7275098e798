import { Unseen } from "../../source.ts";
import type { Reply } from "../host/shell.ts";
import { type Content, contentOf, encryptedOf, HEAD } from "./content.ts";
import type { Asking, Effort } from "./restic.ts";
import { sampleOf } from "./sample.ts";
import { clockOf, doneOf, GENTLE, PRELUDE, type Problem, wellDone } from "./script.ts";
import { type ArchivesValue, type ArchiveValue, LONGEST_LIST, type ReadableValue } from "./values.ts";

/**
 * Plain files in a folder and in the folders in it, newest first, with their first bytes. A name with a sign that would
 * break a line is left out.
 */
const LIST = `${PRELUDE}
files() {
  cd -- "$1" || return
  [ -d . ] || return
  find . -maxdepth 2 -type f ! -path '*[[:cntrl:]]*' -exec stat -c '%Y %s %n' {} + | sort -rn | awk -v most="$2" '
    NR <= most { print } END { print "count " NR }' | while IFS= read -r line; do
    printf '%s\\n' "$line"
    case $line in
      count*) ;;
      *) rest=\${line#* }; echo "head $(od -An -v -tx1 -N ${HEAD} "\${rest#* }" | tr -d ' \\n')" ;;
    esac
  done
}
run now now
run files files "$1" "$2"
`;

/** \`unpack KIND\` and \`inside KIND FILE\`, which says \`tar\`, \`sql\` or \`other\`. */
const UNPACK = `${PRELUDE}
unpack() {
  case $1 in
    gzip) limited "$left" gzip -dc ;;
    zstd) limited "$left" zstd -dcq ;;
    xz) limited "$left" xz -dc ;;
    bzip2) limited "$left" bzip2 -dc ;;
    *) limited "$left" cat ;;
  esac
}
inside() {
  case $1 in
    tar | zeros) echo tar ;;
    sql) echo sql ;;
    *)
      head=$(unpack "$1" <"$2" 2>/dev/null | od -An -v -tx1 -N 265 | tr -d ' \\n')
      case $(printf %s "$head" | cut -c515-524) in
        7573746172) echo tar ;;
        *)
          case $head in
            2d2d0a2d2d20506f737467726553514c206461746162617365* | 2f2a4d21* | 2f2a21393939* | 2d2d204d61726961444220* | 2d2d204d7953514c20*) echo sql ;;
            *[!0]*) echo other ;;
            *) if [ \${#head} = 530 ]; then echo tar; else echo other; fi ;;
          esac ;;
      esac ;;
  esac
}
`;

/** Triples of a number, a kind and a file: what is in each, by a list of its members that is read to its end. */
const MEMBERS = `${UNPACK}
began=$(date +%s)
left=20
members() {
  cd -- "$1" || return
  shift
  while [ $# -gt 2 ]; do
    [ $(($(date +%s) - began)) -lt 20 ] || break
    what=$(inside "$2" "$3")
    echo "inside $1 $what"
    case $what in
      tar)
        { { unpack "$2" <"$3"; echo "unpacked $?" >&3; } | { tar -tvf - --numeric-owner; echo "listed $?" >&3; cat >/dev/null; } | awk -v id="$1" '
          /^-/ { files++; bytes += $3 }
          {
            kind = substr($0, 1, 1)
            name = $0
            if (!sub(/^[^ ]+ +[^ ]+ +[0-9,]+ +[^ ]+ +[^ ]+ /, "", name)) { odd = 1; next }
            if (kind == "l") sub(/ -> .*/, "", name)
            if (kind == "h") sub(/ link to .*/, "", name)
            sub(/^(\\.?\\/)+/, "", name); sub(/\\/+$/, "", name)
            if (name == "" || name == ".") { whole = 1; next }
            count = split(name, steps, "/"); above = ""; known = 0
            for (at = 1; at <= count; at++) {
              above = above (at == 1 ? "" : "/") steps[at]
              if (above in roots) { known = 1; break }
            }
            if (!known) { if (++found > 1000) odd = 1; else roots[name] = 1 }
          }
          END {
            printf "sum %s %.0f %.0f\\n", id, bytes, files
            if (!odd && !whole) for (name in roots) print "root " id " " name
            if (odd || whole) print "unclear " id
          }'
        } 3>&1 2>/dev/null ;;
      sql)
        { { unpack "$2" <"$3"; echo "unpacked $?" >&3; } | wc -c | awk -v id="$1" '{ printf "sum %s %.0f 1\\n", id, $1 }'; } 3>&1 2>/dev/null ;;
    esac
    echo "done $1"
    shift 3
  done
}
run members members "$@"
`;

/** Reads archives to their end: folder, seconds, and triples as above. */
const READ = `${UNPACK}${GENTLE}left=$2
read_through() {
  cd -- "$1" || return
  shift 2
  while [ $# -gt 2 ]; do
    what=$(inside "$2" "$3")
    echo "inside $1 $what"
    case $2 in
      pgdump) limited "$left" pg_restore -f /dev/null "$3" 2>&1; echo "unpacked $?" ;;
      *)
        case $what in
          tar) { { unpack "$2" <"$3"; echo "unpacked $?" >&3; } | { tar -tf - >/dev/null; echo "listed $?" >&3; tail -c 1024; } ; } 3>&1 2>&1 >/dev/null
            if [ "$2" = tar ]; then echo "padding $(tail -c 1024 "$3" | tr -d '\\000' | wc -c)"; fi ;;
          sql) { { unpack "$2" <"$3"; echo "unpacked $?" >&3; } | tail -c 400 | { grep -cE '^-- (Dump completed|PostgreSQL database (cluster )?dump complete)' | sed 's/^/complete /' >&3; }; } 3>&1 2>&1 ;;
          *) { { unpack "$2" <"$3"; echo "unpacked $?" >&3; } >/dev/null; } 3>&1 2>&1 ;;
        esac ;;
    esac
    echo "done $1"
    shift 3
  done
}
run through read_through "$@"
`;

/** One file of a folder. */
interface Found {
  /** Path from the folder on, \`./name\`. */
  readonly name: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly stored: number;
  readonly content: Content;
}

/** Archives that are looked into in passing, as far as the time reaches. */
const MOST = 60;
/** Bytes of such an archive. */
const SMALL = 256 * 1024 * 1024;

/** Plain archives and dumps of a folder; the id of each is its path in the folder. @throws Unseen */
export async function folderArchives(folder: string, ask: Asking): Promise<ArchivesValue> {
  const { files, count, now } = await filesOf(folder, ask);
  const archives = files.map(
    (file): ArchiveValue => ({
      id: idOf(file),
      time: new Date(file.time * 1000).toISOString(),
      paths: null,
      bytes: null,
      files: null,
      stored: file.stored,
    }),
  );
  const small = archives.filter(
    (_, index) => isPlain(files[index] as Found) && (files[index] as Found).stored <= SMALL,
  );
  const kinds = new Map(archives.map(({ id }, index) => [id, files[index] as Found]));
  // Which archives are of the same data is not known before they are looked into; names that differ in digits are.
  const sample = sampleOf(
    small.map(({ id }) => ({ id, paths: [id.replace(/\d+/g, "0")] })),
    MOST,
  );
  const triples = sample.flatMap(({ id }, index) => {
    const { content, name } = kinds.get(id) as Found;
    return [String(index), content, name];
  });
  const inside =
    triples.length === 0 ? new Map() : membersOf(await ask({ text: MEMBERS, words: [folder, ...triples] }));
  const known = new Map(sample.map(({ id }, index) => [id, inside.get(String(index))]));
  return {
    archives: archives.map((one) => {
      const { paths, ...sum } = known.get(one.id) ?? {};
      const isDump = paths === "itself" || kinds.get(one.id)?.content === "pgdump";
      return { ...one, ...sum, paths: isDump ? [`${folder.replace(/\/+$/, "")}/${one.id}`] : (paths ?? null) };
    }),
    count,
    encrypted: encryptedOf(files[0]?.content),
    now,
  };
}

const idOf = ({ name }: Found) => name.slice(2);
const PLAIN: readonly Content[] = ["gzip", "zstd", "xz", "bzip2", "tar", "zeros", "sql"];
const isPlain = ({ content }: Found) => PLAIN.includes(content);

async function filesOf(folder: string, ask: Asking) {
  const reply = await ask({ text: LIST, words: [folder, String(LONGEST_LIST)] });
  const now = clockOf(reply);
  const { lines, code } = doneOf(reply, "files", "the shell");
  if (code !== 0) throw new Unseen("missing", "the folder of the archives is not there, or may not be read");
  const files: Found[] = [];
  let count: number | undefined;
  let beside = 0;
  for (const [index, line] of lines.entries()) {
    const [, time, size, name] = /^(\d{1,12}) (\d{1,16}) (\.\/.+)$/.exec(line) ?? [];
    if (name !== undefined) {
      const content = contentOf(/^head ([0-9a-f]*)$/.exec(lines[index + 1] ?? "")?.[1] ?? "");
      if (content === "beside") beside++;
      else files.push({ name, time: Number(time), stored: Number(size), content });
    }
    count ??= /^count \d{1,12}$/.test(line) ? Number(line.slice(6)) : undefined;
  }
  if (count === undefined) throw new Unseen("protocol", "the folder of the archives was not listed to its end");
  return { files, count: count - beside, now };
}

type Inside = Pick<ArchiveValue, "bytes" | "files"> & { readonly paths: readonly string[] | "itself" | null };

/** What a list of members says; one that was not read to its end, or unpacked badly, says nothing. */
function membersOf(reply: Reply): Map<string, Inside> {
  const all = new Map<string, Inside>();
  let roots: string[] = [];
  let sum: Inside | undefined;
  let kind: string | undefined;
  let whole = true;
  let clear = true;
  for (const line of wellDone(reply, "members", "the shell")) {
    const [word = "", id = ""] = line.split(" ", 2);
    const rest = line.slice(word.length + id.length + 2);
    if (word === "inside") [roots, sum, kind, whole, clear] = [[], undefined, rest, true, true];
    else if (word === "unpacked" || word === "listed") whole &&= id === "0";
    else if (word === "unclear") clear = false;
    else if (word === "root") roots.push(`/${rest}`);
    else if (word === "sum") {
      const [bytes, files] = rest.split(" ").map(Number);
      if (Number.isSafeInteger(bytes) && Number.isSafeInteger(files))
        sum = { bytes: bytes as number, files: files as number, paths: null };
    } else if (word === "done" && sum !== undefined && whole)
      all.set(id, { ...sum, paths: kind === "sql" ? "itself" : clear ? roots.sort() : null });
  }
  return all;
}

const READ_AT_ONCE = 3;

/** Reads the newest archives to their end, as far as that is no more than `megabytes`, but one always. @throws Unseen */
export async function folderReadable(
  folder: string,
  { megabytes, seconds }: Effort,
  ask: Asking,
): Promise<ReadableValue> {
  const begun = Date.now();
  const { files } = await filesOf(folder, ask);
  const newest = files[0];
  if (newest === undefined) throw new Unseen("missing", "the folder holds no archive that could be read");
  if (newest.content === "encrypted")
    throw new Unseen("not-asked", "the newest archive is encrypted, so only a restore with its key can read it");
  let bytes = 0;
  const chosen = files.slice(0, READ_AT_ONCE).filter(({ content, stored }, index) => {
    if (content === "encrypted") return false;
    bytes += stored;
    return index === 0 || bytes <= megabytes * 1024 * 1024;
  });
  const triples = chosen.flatMap(({ content, name }, index) => [String(index), content, name]);
  const reply = await ask({ text: READ, words: [folder, String(seconds), ...triples] });
  const problems = problemsOf(wellDone(reply, "through", "the shell"), chosen);
  const all = files.reduce((sum, { stored }) => sum + stored, 0);
  const read = chosen.reduce((sum, { stored }) => sum + stored, 0);
  return {
    ok: problems.length === 0,
    problems,
    share: all === 0 ? 1 : Math.round((1e6 * read) / all) / 1e6,
    seconds: Math.round((Date.now() - begun) / 100) / 10,
  };
}

/** @throws Unseen where one was not read to its end because of time or of a tool that is not there. */
function problemsOf(lines: readonly string[], chosen: readonly Found[]): Problem[] {
  const problems = new Set<Problem>();
  let said: string[] = [];
  let read = 0;
  for (const line of lines) {
    said.push(line);
    if (!/^done \d+$/.test(line)) continue;
    const problem = problemOfOne(said, chosen[read] as Found);
    if (problem !== undefined) problems.add(problem);
    said = [];
    read++;
  }
  if (read < chosen.length) throw new Unseen("timeout", "the newest archives were not read to their end in time");
  return [...problems];
}

function problemOfOne(said: readonly string[], { content, stored }: Found): Problem | undefined {
  const number = (word: string) => {
    const line = said.findLast((one) => new RegExp(`^${word} \\d+$`).test(one));
    return line === undefined ? undefined : Number(line.slice(word.length + 1));
  };
  const unpacked = number("unpacked");
  if (unpacked === 124 || unpacked === 137) throw new Unseen("timeout", "an archive was not read to its end in time");
  if (unpacked === 127) throw new Unseen("missing", "what unpacks an archive is not installed on the host");
  if (stored === 0) return "cut-off";
  const text = said.join("\n");
  const isCut =
    /unexpected end of file|Unexpected EOF|premature end|truncated|Unexpected end of input|file ends unexpectedly|could not read from input file: end of file/i;
  if (unpacked !== 0) return isCut.test(text) ? "cut-off" : "damaged-pack";
  const listed = number("listed");
  if (listed !== undefined && listed !== 0) return isCut.test(text) ? "cut-off" : "damaged-pack";
  if ((number("padding") ?? 0) > 0 || number("complete") === 0) return "cut-off";
  // What is packed has a sum of its own; what is not says nothing about itself.
  if (content === "other")
    throw new Unseen("protocol", "the newest archive is of no kind that tells whether it is whole");
  return undefined;
}
