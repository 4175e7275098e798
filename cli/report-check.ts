import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { filesOf, VERIFICATION_FORMATS } from "../reports/verification/index.ts";
import { readHistory } from "../verifications/run/history.ts";
import type { RecordedRun } from "../verifications/run/record.ts";
import { Usage } from "./usage.ts";
import { judged, toolVersion, trendOf } from "./verification-output.ts";

/** Differences of one report that are named. */
const MOST = 10;

/**
 * Compares reports with what their record gives now, byte for byte.
 *
 * A record and its reports that were all made anew together agree with each other; only a digest that was
 * kept elsewhere tells them apart.
 *
 * @param files reports by the names that `--out` gives them, or folders of them.
 * @param digest that the record had, where it is known from elsewhere.
 * @param history folder of the runs that attestations may name.
 * @returns what differs, each a sentence; it never repeats what a file holds.
 * @throws Usage where a file is none of the reports.
 */
export function checkReports(
  run: RecordedRun,
  files: readonly string[],
  digest: string | undefined,
  history: string | undefined,
): string[] {
  const differences: string[] = [];
  if (digest !== undefined && digest !== run.digest)
    differences.push("the record has another digest than the run had: it was made anew, or belongs to another run");
  const report = judged(run);
  const trend = history === undefined ? [] : trendOf(run, history);
  const expected = new Map(VERIFICATION_FORMATS.flatMap((format) => Object.entries(filesOf(report, format, trend))));
  for (const file of files.flatMap((file) => reportsIn(file, expected))) {
    const wanted = expected.get(basename(file));
    if (wanted === undefined)
      throw new Usage(`${file} has the name of no report; they are ${[...expected.keys()].join(", ")}`);
    differences.push(...compare(file, readFileSync(file), wanted));
  }
  if (history !== undefined) {
    const known = new Set(readHistory(history).runs.map(({ digest }) => digest));
    for (const { line, digest } of report.attestations)
      if (!known.has(digest)) differences.push(`the attestation of ${line} names a report of no run in ${history}`);
  }
  return differences;
}

function reportsIn(path: string, expected: ReadonlyMap<string, string>): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const found = readdirSync(path).filter((name) => expected.has(name));
  if (found.length === 0) throw new Usage(`${path} holds no report, so nothing can be compared`);
  return found.sort().map((name) => join(path, name));
}

function compare(file: string, bytes: Buffer, wanted: string): string[] {
  if (bytes.equals(Buffer.from(wanted))) return [];
  const text = bytes.toString("utf8");
  const paths = file.endsWith(".json") ? differingPaths(text, wanted) : undefined;
  if (paths !== undefined && paths.length > 0)
    return paths.map((path) =>
      path === "record"
        ? `${file} is the report of another run`
        : path === "tool"
          ? `${file} was judged by another version than ${toolVersion()}; compare it with that one`
          : `${file} was changed after the run: ${path} is not what the record gives`,
    );
  const [lines, right] = [text.split("\n"), wanted.split("\n")];
  const first = lines.findIndex((line, index) => line !== right[index]);
  return [
    `${file} was changed after the run: line ${(first < 0 ? lines.length : first) + 1} is not what the record gives`,
  ];
}

/** Where two documents differ, `score.low`; undefined where one is no JSON. */
function differingPaths(text: string, wanted: string): string[] | undefined {
  try {
    const paths: string[] = [];
    collect(JSON.parse(text), JSON.parse(wanted), "", paths);
    return paths;
  } catch {
    return undefined;
  }
}

function collect(is: unknown, should: unknown, path: string, paths: string[]): void {
  if (paths.length >= MOST || is === should) return;
  if (typeof is !== "object" || typeof should !== "object" || is === null || should === null) {
    paths.push(path || "the whole");
    return;
  }
  // Names of the document that was changed may hold anything, so only those of the right one are told.
  const strange = Object.keys(is).some((key) => !Object.hasOwn(should, key));
  if (strange) paths.push(`what is in ${path || "the whole"}`);
  for (const [key, value] of Object.entries(should))
    collect((is as Record<string, unknown>)[key], value, path === "" ? key : `${path}.${key}`, paths);
}
