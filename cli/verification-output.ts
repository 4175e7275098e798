import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { paintFor } from "../reports/paint.ts";
import { filesOf, VERIFICATION_FORMATS, type VerificationFormat, written } from "../reports/verification/index.ts";
import { text } from "../reports/verification/text.ts";
import { pointOf, type TrendPoint } from "../reports/verification/trend.ts";
import { CHECKS } from "../verifications/checks/index.ts";
import { judgeRun } from "../verifications/judgement/judge.ts";
import type { VerificationReport } from "../verifications/judgement/report.ts";
import { EXIT_CODES } from "../verifications/judgement/verdict.ts";
import { readHistory } from "../verifications/run/history.ts";
import type { RecordedRun } from "../verifications/run/record.ts";
import { Usage } from "./usage.ts";

/** Values of the options that `verificationReports` adds. */
export interface VerificationOutput {
  readonly format: readonly VerificationFormat[];
  readonly out?: string;
  readonly history?: string;
}

/** Adds the options of every command that ends in the report of a run. */
export function verificationReports(command: Command): Command {
  return command
    .addOption(
      new Option("--format <format>", "how to report (repeatable; default: text, with --out all)")
        .choices([...VERIFICATION_FORMATS])
        .argParser((value: string, all: readonly VerificationFormat[] = []) => [...all, formatOf(value)])
        .default([], "text"),
    )
    .option("--out <folder>", "write the reports as files into this folder, and print the text")
    .option("--history <folder>", "show the trend over the records in this folder, and compare times with them");
}

function formatOf(value: string): VerificationFormat {
  const format = VERIFICATION_FORMATS.find((known) => known === value);
  if (format === undefined) throw new Usage(`--format is one of ${VERIFICATION_FORMATS.join(", ")}`);
  return format;
}

/** Judges a run by the checks of this version. */
export function judged(run: RecordedRun): VerificationReport {
  return judgeRun(run, CHECKS, toolVersion());
}

export function toolVersion(): string {
  return (createRequire(import.meta.url)("pulumi-readiness/package.json") as { version: string }).version;
}

/**
 * Prints the report of a run, writes the files that are wanted, and returns the exit code that the verdict
 * means: 0 ready, 1 not ready, 2 could not be verified.
 *
 * @throws Error where a file cannot be written or the history cannot be read.
 */
export function publish(run: RecordedRun, { format, out, history }: VerificationOutput): number {
  const report = judged(run);
  const trend = history === undefined ? [] : trendOf(run, history);
  if (out !== undefined) writeReports(report, format.length === 0 ? VERIFICATION_FORMATS : format, out, trend);
  for (const one of out === undefined && format.length > 0 ? format : (["text"] as const))
    process.stdout.write(one === "text" ? text(report, paintFor(process.stdout)) : written(report, one, trend));
  return EXIT_CODES[report.verdict];
}

/** The runs of a folder until this one, and this one: a run that is stored later changes no report. */
export function trendOf(run: RecordedRun, folder: string): TrendPoint[] {
  const { runs, problems } = readHistory(folder);
  for (const problem of problems) process.stderr.write(`readiness: ${problem}\n`);
  const before = runs.filter(({ finished, digest }) => finished <= run.finished && digest !== run.digest);
  return [...before, run].map((one) => pointOf(judged(one)));
}

function writeReports(
  report: VerificationReport,
  formats: readonly VerificationFormat[],
  folder: string,
  trend: readonly TrendPoint[],
): void {
  for (const format of formats)
    for (const [name, content] of Object.entries(filesOf(report, format, trend))) {
      const file = join(folder, name);
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, content);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
        throw new Error(`the ${format} report cannot be written to ${file} (${code})`);
      }
    }
}
