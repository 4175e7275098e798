import {
  BACKUP_PREFIX,
  BACKUP_TOOLS,
  type Backup,
  type BackupPolicy,
  type Consistency,
  KEPT,
  type Keep,
} from "./backup.ts";
import type { Container, Label } from "./container.ts";
import { cleanPath } from "./path.ts";

/** What a label says, or why it cannot be read: the name of a field and what is wrong, never its value. */
export type ReadBackup = { readonly backup: Backup } | { readonly mistake: string };

/** The backup that a container declares for one of its mounts. */
export interface DeclaredBackup {
  /** Place of the label. */
  readonly at: string;
  /** Path in the container that the label names, cleaned. */
  readonly target: string;
  readonly read: ReadBackup;
}

/** The mistake of a label that leaves data out without saying why. */
export const REASON_MISSING = "reason is missing";

const LONGEST = 2_000;
const MOST_DAYS = 3_660;
const MOST_KEPT = 100_000;
/** What separates fields, and what no reader shows alike, stays out of them. */
const TEXT = /^(?=\S)[^;\p{C}\p{Zl}\p{Zp}]{0,499}[^;\s\p{C}\p{Zl}\p{Zp}]$/u;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;
const SECONDS = { d: 86_400, h: 3_600, m: 60, s: 1 } as const;
const FIELDS = ["tool", "to", "schedule", "keep", "rpo", "rto", "consistent", "dump", "reason", "record", "secret"];

/**
 * Every backup that a container declares, also for a path that is no mount of it.
 *
 * @throws UnknownValue where the name of any label, or the value of one of these, is not known.
 */
export function declaredBackups(container: Container): readonly DeclaredBackup[] {
  const byTarget = new Map<string, Label[]>();
  for (const label of container.labels) {
    if (!label.key.startsWith(BACKUP_PREFIX)) continue;
    const target = cleanPath(label.key.slice(BACKUP_PREFIX.length));
    byTarget.set(target, [...(byTarget.get(target) ?? []), label]);
  }
  return [...byTarget].map(([target, labels]) => {
    const [{ at, value, secret }] = labels as [Label];
    if (labels.length > 1) return { at, target, read: { mistake: "it is declared more than once" } };
    return { at, target, read: secret ? { mistake: "it is a secret, and no secret is shown" } : readBackup(value) };
  });
}

/**
 * The backup that a container declares for its mount at `target`; null where it declares none.
 *
 * @throws UnknownValue where the name of any label, or the value of one of a backup, is not known.
 */
export function backupOf(container: Container, target: string): DeclaredBackup | null {
  const cleaned = cleanPath(target);
  return declaredBackups(container).find((declared) => declared.target === cleaned) ?? null;
}

/**
 * Reads the text of a label.
 *
 * | field | says |
 * | --- | --- |
 * | `tool` | `restic`, `borg` or `tar` |
 * | `to` | name of the place it goes to, under `backups` of the settings |
 * | `schedule` | when it runs: `daily 02:30` |
 * | `keep` | how many stay, at least: `7 daily, 4 weekly` |
 * | `rpo`, `rto` | `26h`, `7d`, `90m`, `30s` |
 * | `consistent` | `dump` (with the file in `dump`), `stop`, `snapshot`, `none-needed` (with `reason`) |
 * | `record` | file of the host with the tables that a dump holds |
 * | `secret` | `no` where it may lie unencrypted |
 *
 * `none` alone, with a `reason`, is what nobody needs back.
 */
export function readBackup(text: string): ReadBackup {
  if (text.length > LONGEST) return { mistake: "it is longer than anybody writes" };
  const fields = new Map<string, string>();
  for (const [index, part] of text.split(";").entries()) {
    const split = part.indexOf("=");
    const key = (split < 0 ? part : part.slice(0, split)).trim();
    if (split < 0 && !(index === 0 && key === "none")) return { mistake: "one of its fields has no value" };
    if (split >= 0 && !FIELDS.includes(key)) return { mistake: `it has a field other than ${FIELDS.join(", ")}` };
    if (fields.has(key)) return { mistake: `${key} stands there twice` };
    const value = split < 0 ? "" : part.slice(split + 1).trim();
    if (split >= 0 && !TEXT.test(value)) return { mistake: `${key} is empty or holds characters that no text has` };
    fields.set(key, value);
  }
  try {
    return { backup: fields.has("none") ? noneOf(fields) : policyOf(fields) };
  } catch (error) {
    if (error instanceof Mistake) return { mistake: error.message };
    throw error;
  }
}

/**
 * The text of a label, which {@link readBackup} reads as the same backup.
 *
 * @throws RangeError saying what is wrong in it.
 */
export function formatBackup(backup: Backup): string {
  const text = fieldsOf(backup)
    .map(([key, value]) => (value === undefined ? key : `${key}=${value}`))
    .join("; ");
  const odd = fieldsOf(backup).find(([, value = ""]) => value.includes(";") || value !== value.trim());
  const read = odd === undefined ? readBackup(text) : { mistake: `${odd[0]} holds a semicolon or a space at an end` };
  if ("mistake" in read) throw new RangeError(read.mistake);
  return text;
}

function fieldsOf(backup: Backup): readonly (readonly [string, string?])[] {
  if (backup.tool === "none") return [["none"], ["reason", backup.reason]];
  const { tool, to, schedule, keep, rpo, rto, consistent, record, secret } = backup;
  const kept = KEPT.flatMap((unit) => (keep[unit] === undefined ? [] : `${keep[unit]} ${unit}`));
  return [
    ["tool", tool],
    ...(to === undefined ? [] : [["to", to] as const]),
    ["schedule", schedule],
    ["keep", kept.join(", ")],
    ["rpo", formatSpan(rpo)],
    ["rto", formatSpan(rto)],
    ["consistent", consistent.kind],
    ...(consistent.kind === "dump" ? [["dump", consistent.file] as const] : []),
    ...(consistent.kind === "none-needed" ? [["reason", consistent.reason] as const] : []),
    ...(record === undefined || record === recordOf(consistent) ? [] : [["record", record] as const]),
    ...(secret ? [] : [["secret", "no"] as const]),
  ];
}

/**
 * A span of time as it is written in a declaration: `26h`, `7d`, `90m`, `30s`.
 *
 * @returns whole seconds, at least one; undefined where it is no such span.
 */
export function parseSpan(text: string): number | undefined {
  const match = /^([1-9]\d{0,8})([dhms])$/.exec(text);
  if (match === null) return undefined;
  const seconds = Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS];
  return seconds <= MOST_DAYS * SECONDS.d ? seconds : undefined;
}

/** Seconds as a span, in the largest unit that says them exactly; a day and what is above up to two of them in hours. */
export function formatSpan(seconds: number): string {
  const unit = (["d", "h", "m"] as const).find(
    (name) => seconds % SECONDS[name] === 0 && (name !== "d" || seconds >= 3 * SECONDS.d),
  );
  return unit === undefined ? `${seconds}s` : `${seconds / SECONDS[unit]}${unit}`;
}

const KINDS: readonly string[] = ["dump", "stop", "snapshot", "none-needed"] satisfies Consistency["kind"][];
/** The kind that a further field belongs to. */
const OF_KIND: Readonly<Record<string, Consistency["kind"]>> = { dump: "dump", reason: "none-needed" };

class Mistake extends Error {}

type Fields = ReadonlyMap<string, string>;

function noneOf(fields: Fields): Backup {
  only(fields, ["none", "reason"], "what needs no backup");
  return { tool: "none", reason: needed(fields, "reason") };
}

function policyOf(fields: Fields): BackupPolicy {
  const tool = BACKUP_TOOLS.find((name) => name === needed(fields, "tool"));
  if (tool === undefined) throw new Mistake(`tool is none of ${BACKUP_TOOLS.join(", ")}`);
  const to = fields.get("to");
  if (to !== undefined && !NAME.test(to)) throw new Mistake("to is no name of letters, digits, dots and hyphens");
  const consistent = consistencyOf(fields);
  const record = fields.get("record");
  const secret = fields.get("secret");
  if (secret !== undefined && secret !== "no" && secret !== "yes") throw new Mistake("secret is neither yes nor no");
  return {
    tool,
    to,
    schedule: needed(fields, "schedule"),
    keep: keepOf(needed(fields, "keep")),
    rpo: spanOf(fields, "rpo"),
    rto: spanOf(fields, "rto"),
    consistent,
    record: record === undefined ? recordOf(consistent) : pathOf("record", record),
    secret: secret !== "no",
  };
}

function consistencyOf(fields: Fields): Consistency {
  const kind = needed(fields, "consistent");
  const stray = ["dump", "reason"].find((key) => fields.has(key) && OF_KIND[key] !== kind);
  if (stray !== undefined && KINDS.includes(kind)) throw new Mistake(`${stray} says nothing where it is ${kind}`);
  switch (kind) {
    case "dump":
      return { kind, file: pathOf("dump", needed(fields, "dump")) };
    case "none-needed":
      return { kind, reason: needed(fields, "reason") };
    case "stop":
    case "snapshot":
      return { kind };
    default:
      throw new Mistake(`consistent is none of ${KINDS.join(", ")}`);
  }
}

function recordOf(consistent: Consistency): string | undefined {
  return consistent.kind === "dump" ? `${consistent.file}.record` : undefined;
}

function keepOf(text: string): Keep {
  const keep: Partial<Record<keyof Keep, number>> = {};
  for (const part of text.split(",")) {
    const [, count = "", word] = /^\s*([1-9]\d{0,5}) +([a-z]+)\s*$/.exec(part) ?? [];
    const unit = KEPT.find((name) => name === word);
    if (unit === undefined || Number(count) > MOST_KEPT)
      throw new Mistake(`keep is no list such as 7 daily, 4 weekly of ${KEPT.join(", ")}`);
    if (keep[unit] !== undefined) throw new Mistake(`keep says ${unit} twice`);
    keep[unit] = Number(count);
  }
  return keep;
}

function spanOf(fields: Fields, key: string): number {
  const seconds = parseSpan(needed(fields, key));
  if (seconds === undefined) throw new Mistake(`${key} is no time such as 26h, 7d or 90m`);
  return seconds;
}

/** A file of the host, from its root, without ways back. */
function pathOf(key: string, text: string): string {
  if (!text.startsWith("/") || text === "/" || cleanPath(text) !== text)
    throw new Mistake(`${key} is no path of a file from the root of the host`);
  return text;
}

function needed(fields: Fields, key: string): string {
  const value = fields.get(key);
  if (value === undefined) throw new Mistake(key === "reason" ? REASON_MISSING : `${key} is missing`);
  return value;
}

function only(fields: Fields, keys: readonly string[], of: string): void {
  for (const key of fields.keys()) if (!keys.includes(key)) throw new Mistake(`${key} says nothing of ${of}`);
}
