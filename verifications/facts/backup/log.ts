import { Unseen } from "../../source.ts";
import type { Reply } from "../host/shell.ts";
import { doneOf, instant } from "./script.ts";
import type { LogValue } from "./values.ts";

/** Milliseconds of silence between two runs. */
const BETWEEN_RUNS = 30 * 60_000;

/** A line with which a run begins: of systemd, restic, borg, borgmatic, and the job that `readiness recovery job` prints. */
const BEGINS =
  /systemd\[\d+\]: Starting |\bopen repository\b|\brepository [0-9a-f]{8} opened\b|^Creating archive at |\bborgmatic\b.*\bstarting\b|\breadiness-backup begins\b/i;
/** Words that stand for themselves, and are no part of a path. */
const TROUBLE =
  /(?<![\w/.-])(?:error|errors|fatal|failed|failure|critical|traceback|exception|cannot|can't|permission denied|no space left|denied|aborted|corrupt(?:ed)?)(?![\w/-]|\.\w)/i;
/** Where the word stands and nothing is wrong. */
const NO_TROUBLE =
  /\b(?:0|no|without(?: any)?) (?:errors?|failures?|failed)\b|\b(?:errors?|failed|failures)\s*[:=]\s*0\b|\bexit-code=0\b/gi;

/**
 * The last run in the end of a log. Its lines hold anything, also passwords; what is kept are a time, a number and the
 * name of an archive.
 *
 * @param folder of plain archives, where the store is one.
 * @throws Unseen
 */
export function logOf(reply: Reply, folder: string | undefined): LogValue {
  const { lines, code } = doneOf(reply, "log", "the shell");
  const zone = reply.parts.get("zone")?.[0] ?? "";
  if (code !== 0) throw new Unseen("missing", "the log of the job is not there, or may not be read");
  const entries = lines.filter((line) => line.trim() !== "");
  if (entries.length === 0)
    throw new Unseen("missing", "the log of the job says nothing, or nothing that the user of the shell may read");
  const times = entries.map((line) => timeOf(line, zone));
  const run = entries.slice(beginOf(entries, times));
  const time = times.findLast((one) => one !== undefined) ?? null;
  const archive = run.map((line) => archiveOf(line, folder)).findLast((one) => one !== undefined);
  return {
    time,
    errors: run.filter((line) => TROUBLE.test(line.replace(NO_TROUBLE, ""))).length,
    written: archive !== undefined,
    archive: archive ?? null,
  };
}

/** Where the last run begins: behind the last long silence, and at the first beginning behind it that is the last of its kind. */
function beginOf(lines: readonly string[], times: readonly (string | undefined)[]): number {
  let begin = 0;
  let before: number | undefined;
  for (const [index, time] of times.entries()) {
    if (time === undefined) continue;
    const at = Date.parse(time);
    if (before !== undefined && at - before > BETWEEN_RUNS) begin = index;
    before = at;
  }
  const marked = lines.findLastIndex((line) => BEGINS.test(line));
  return Math.max(begin, marked);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The time at the beginning of a line: ISO 8601, seconds since 1970 as journalctl writes them, or that of syslog. */
function timeOf(line: string, zone: string): string | undefined {
  const [, date, clock, given] =
    /^\W{0,3}(?:[A-Z][a-z]{2},? )?(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,]\d{1,9})?\s?(Z|UTC|[+-]\d{2}:?\d{2})?/.exec(
      line,
    ) ?? [];
  if (date !== undefined) return instant(`${date}T${clock}${given === "UTC" ? "Z" : (given ?? zone)}`);
  const [, seconds] = /^(\d{10})\.\d{1,9} /.exec(line) ?? [];
  if (seconds !== undefined) return new Date(Number(seconds) * 1000).toISOString();
  const [, month = "", day = "", time] = /^([A-Z][a-z]{2}) ([ \d]\d) (\d{2}:\d{2}:\d{2}) /.exec(line) ?? [];
  if (!MONTHS.includes(month)) return undefined;
  // Nothing says the year: the newest that is not more than a day ahead.
  const at = (year: number) =>
    instant(`${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, "0")}-${day.replace(" ", "0")}T${time}${zone}`);
  const year = new Date().getUTCFullYear();
  const current = at(year);
  return current !== undefined && Date.parse(current) > Date.now() + 86_400_000 ? at(year - 1) : current;
}

/** Archives that tools name when they have written one: restic, borg with `--stats`; and files of the folder. */
function archiveOf(line: string, folder: string | undefined): string | undefined {
  const restic = /\bsnapshot ([0-9a-f]{8,64}) saved\b|"snapshot_id":"([0-9a-f]{8,64})"/
    .exec(line)
    ?.slice(1)
    .find(Boolean);
  if (restic !== undefined) return restic;
  const borg = /(?:^|\s)Archive name: (\S{1,200})\s*$/.exec(line)?.[1];
  if (borg !== undefined) return borg;
  if (folder === undefined || /\b(?:remov|delet|unlink|prun|forg[eo]t|rotat)/i.test(line)) return undefined;
  const at = line.indexOf(`${folder.replace(/\/+$/, "")}/`);
  const name =
    at < 0 ? undefined : /^[^\s'"`,;:)]{1,200}/.exec(line.slice(at + folder.replace(/\/+$/, "").length + 1))?.[0];
  return name;
}
