import type { Failure } from "../../fact.ts";
import { Unseen } from "../../source.ts";
import type { Reply } from "../host/shell.ts";

/**
 * Begins every script about backups. `run NAME COMMAND…` runs a command without any input and says in the part NAME what
 * it printed, at most `$longest` bytes, and in the part `NAMEend` the end of what it complained about, with the line
 * `exit CODE` last. `limited SECONDS COMMAND…` ends a command after that time. `$zone` is the time zone of the host;
 * everything after speaks of UTC.
 */
export const PRELUDE = `PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
zone=$(date +%z)
export PATH LC_ALL=C TZ=UTC
longest=7000000
exec 4>&1
if timeout --foreground -k 1 1 true 2>/dev/null; then bound=long; elif timeout 1 true 2>/dev/null; then bound=short; else bound=; fi
limited() {
  seconds=$1; shift
  case $bound in
    long) timeout --foreground -k 2 "$seconds" "$@" ;;
    short) timeout "$seconds" "$@" ;;
    *) "$@" ;;
  esac
}
run() {
  part=$1; shift
  echo "@begin $part"
  said=$( { { "$@" 2>&3 3>&- 4>&- </dev/null; echo "exit $?" >&3; } | { head -c "$longest"; echo; } | sed 's/^/= /' >&4; } 3>&1 | tail -c 8192)
  echo "@end $part"
  echo "@begin \${part}end"
  printf '%s\\n' "$said" | sed 's/^/= /'
  echo "@end \${part}end"
}
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }
`;

/** Lets others on the host go first. */
export const GENTLE = `if command -v ionice >/dev/null; then ionice -c 2 -n 7 -p $$ 2>/dev/null; fi
renice -n 10 -p $$ >/dev/null 2>&1
`;

/** What a command of a script did. */
export interface Done {
  readonly lines: readonly string[];
  readonly code: number;
  /** Why it failed, by known kinds; undefined where it did not, or where nobody knows. */
  readonly problem: Problem | undefined;
}

export const PROBLEMS = ["damaged-pack", "wrong-key", "locked", "not-a-repository", "cut-off", "other"] as const;
export type Problem = (typeof PROBLEMS)[number];

/** What tools say, in English because of `LC_ALL=C`: restic 0.14 to 0.18, borg 1.2 and 1.4, GNU tar, gzip, xz, zstd. The first that fits. */
const SAID: readonly (readonly [RegExp, Problem])[] = [
  [
    /wrong password|no key found|passphrase supplied in .* is incorrect|empty password|Can ?not acquire a passphrase|Key file for repository .* not found|Resolving password failed|password file|PASSCOMMAND supplied/i,
    "wrong-key",
  ],
  [/already locked|Failed to create\/acquire the lock|lock.*timeout/i, "locked"],
  [
    /unexpected end of file|Unexpected EOF in archive|premature end|truncated|Unexpected end of input|file ends unexpectedly/i,
    "cut-off",
  ],
  [
    /unable to open config file|Is there a repository at|is not a valid repository|Repository .* does not exist|UnicodeDecodeError|MissingSectionHeaderError|config file does not exist|not a directory/i,
    "not-a-repository",
  ],
  [
    /unexpected (?:file|pack) size|ReadFull: unexpected EOF|contains .*errors|ciphertext verification failed|hash mismatch|integrity error|not found in (?:index|repository)|Missing (?:file chunk|segment)|object count mismatch|errors found|crc error|data error|invalid compressed data|corrupt|does not look like a tar|Skipping to next header|checksum/i,
    "damaged-pack",
  ],
];

/** Exit codes of `timeout`: that of the time that ran out, and that of being killed afterwards. */
const RAN_OUT = [124, 137];
/** Of a shell that finds no such command. */
const NO_COMMAND = 127;

/**
 * What `run` says of a command.
 *
 * @param tool its name, for messages.
 * @throws Unseen where it was not run to its end.
 */
export function doneOf({ parts, ended }: Reply, part: string, tool: string): Done {
  const lines = parts.get(part);
  const end = parts.get(`${part}end`);
  const code = /^exit (\d{1,3})$/.exec(end?.at(-1) ?? "")?.[1];
  if (lines === undefined || end === undefined || code === undefined) throw new Unseen(ended.failure, ended.message);
  const done = Number(code);
  const problem = done === 0 ? undefined : problemOf(end);
  // restic tries again and again to read what is damaged; that it said so is enough.
  if (RAN_OUT.includes(done) && problem !== "damaged-pack") throw new Unseen("timeout", `${tool} did not end in time`);
  if (done === NO_COMMAND) throw new Unseen("missing", `${tool} is not installed where the shell of the host looks`);
  return { lines, code: done, problem };
}

/** The kind of a complaint. Nothing of its words is kept: they hold names, addresses and sometimes more. */
export function problemOf(complaint: readonly string[]): Problem | undefined {
  const text = complaint.join("\n");
  return SAID.find(([pattern]) => pattern.test(text))?.[1];
}

const REASONS: Readonly<Record<Problem, readonly [Failure, string]>> = {
  "damaged-pack": ["protocol", "says that what it reads is damaged"],
  "wrong-key": ["denied", "says that the key does not open it; look at passwordFile in the settings"],
  locked: ["denied", "says that somebody else holds the lock"],
  "not-a-repository": ["missing", "finds no repository there"],
  "cut-off": ["protocol", "says that what it reads ends in the middle"],
  other: ["protocol", "fails for a reason of its own"],
};

/** @throws Unseen where the command failed. */
export function wellDone(reply: Reply, part: string, tool: string): readonly string[] {
  const { lines, code, problem } = doneOf(reply, part, tool);
  if (code === 0) return lines;
  const [failure, words] = REASONS[problem ?? "other"];
  throw new Unseen(failure, `${tool} ${words}`);
}

/** @throws Unseen where the lines are no JSON. */
export function jsonOf(lines: readonly string[], tool: string): unknown {
  try {
    return JSON.parse(lines.join("\n"));
  } catch {
    throw new Unseen("protocol", `${tool} says what is no JSON, or more than is read`);
  }
}

/** The clock of the host. @throws Unseen */
export function clockOf(reply: Reply): string {
  const [said = ""] = wellDone(reply, "now", "date");
  return instant(said) ?? odd("date");
}

/** An ISO time in UTC with milliseconds; a time without a zone is in UTC. Undefined for anything else. */
export function instant(text: unknown): string | undefined {
  if (typeof text !== "string" || text.length > 64) return undefined;
  const [, day, time, fraction = "", zone = "Z"] =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?\s?(Z|[+-]\d{2}:?\d{2})?$/.exec(text) ?? [];
  if (day === undefined || time === undefined) return undefined;
  const colon = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const date = new Date(`${day}T${time}.${fraction.slice(0, 3).padEnd(3, "0")}${colon}`);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** @throws Unseen always. */
export function odd(tool: string): never {
  throw new Unseen("protocol", `${tool} says what cannot be read`);
}

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A list of texts; undefined for anything else. */
export function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((one): one is string => typeof one === "string") ? value : undefined;
}
