import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { RecordError, type RecordedRun, readRecord, textOf } from "../verifications/run/record.ts";
import type { Done } from "./options.ts";
import { checkReports } from "./report-check.ts";
import { Usage } from "./usage.ts";
import { publish, type VerificationOutput, verificationReports } from "./verification-output.ts";

interface ReportFlags extends VerificationOutput {
  /** True without files. */
  readonly check?: true | readonly string[];
  readonly digest?: string;
}

/** `readiness report` */
export function addReport(root: Command, done: Done): void {
  const command = root
    .command("report")
    .description("show a stored run again, or check that neither it nor its reports were changed after the run")
    .argument("<run>", "the record that `readiness verify --record` wrote");
  verificationReports(command)
    .option("--check [report...]", "judge nothing: compare the record, and these reports or folders of them, with it")
    .option("--digest <sha256>", "with --check: the digest that the record had, from where nobody could change it")
    .addHelpText(
      "after",
      "\nExit codes: 0 ready, 1 not ready, 2 could not be verified; with --check: 0 unchanged, 1 changed.",
    )
    .action(async (file: string, flags: ReportFlags) => done(run(file, flags)));
}

function run(file: string, { check, digest, ...output }: ReportFlags): number {
  if (check === undefined) {
    if (digest !== undefined) throw new Usage("--digest is what --check compares with; add --check");
    return publish(readRun(file), output);
  }
  if (output.format.length > 0 || output.out !== undefined)
    throw new Usage("--check compares and writes nothing; leave out --format and --out");
  let stored: RecordedRun;
  try {
    stored = readRun(file);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    process.stdout.write(`${error.message}\n`);
    return CHANGED;
  }
  const differences = checkReports(stored, check === true ? [] : check, digest, output.history);
  for (const difference of differences) process.stdout.write(`${difference}\n`);
  if (differences.length > 0) return CHANGED;
  process.stdout.write(`unchanged since the run: record ${stored.digest}\n`);
  return 0;
}

const CHANGED = 1;

function readRun(file: string): RecordedRun {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Error(`the record ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`);
  }
  return readRecord(file, textOf(file, bytes));
}
