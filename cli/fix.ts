import { type CheckOptions, checkFiles } from "../gate/check.ts";
import { hunks, unified } from "../gate/fix/diff.ts";
import { holdsNames, shownLine } from "../gate/fix/shown-line.ts";
import { writeFixed } from "../gate/fix/write.ts";
import { type FixedFile, type Fixes, fixFiles } from "../gate/fix.ts";
import type { Finding } from "../policies/judge/finding.ts";
import { printable } from "../reports/printable.ts";
import { ruleOf, subjectOf } from "../reports/words.ts";
import { type Format, type Output, print } from "./output.ts";

/** What `readiness check --fix` takes besides what is judged. */
export interface FixFlags extends Output {
  readonly format: Format;
  readonly write?: boolean;
  readonly behaviourChanging?: boolean;
}

/**
 * `readiness check --fix`: shows what cures would change, behind the report; with `--write` it writes
 * that first and reports what is left. Beside a report for machines it speaks on standard error.
 *
 * @returns the exit code of the judgement over the files as they are then.
 */
export async function fix(options: CheckOptions, flags: FixFlags): Promise<number> {
  const writes = flags.write === true;
  const stream = flags.format === "text" ? process.stdout : process.stderr;
  const fixes = fixFiles({ ...options, behaviourChanging: flags.behaviourChanging === true });
  const report = () => print(checkFiles(options), flags.format, flags);
  if (writes) {
    for (const file of fixes.files) writeFixed(file);
    stream.write(`${describe(fixes, writes)}\n`);
    return report();
  }
  const code = await report();
  stream.write(`\n${describe(fixes, writes)}`);
  return code;
}

function describe({ files, fixed, unfixed }: Fixes, writes: boolean): string {
  const cured = writes ? "Cured" : "Would be cured";
  const none = "No finding has a cure that can be worked into the text without a person.";
  const next = "Nothing was written; --write writes what does not change how a service behaves.";
  return [
    ...files.map(diffOf),
    ...listed(
      `${cured} (${fixed.length})`,
      fixed.map(({ finding, behaviour }) => `${named(finding)}: ${effect(behaviour, finding.cure?.decide ?? null)}`),
    ),
    ...listed(
      `Left alone (${unfixed.length})`,
      unfixed.map(({ finding, why }) => `${named(finding)}: ${why}`),
    ),
    ...(fixed.length === 0 ? [none] : writes ? [] : [next]),
    "",
  ].join("\n");
}

function diffOf({ file, before, after, keys }: FixedFile): string {
  const show = (line: string) => printable(shownLine(line, keys.every(holdsNames)));
  return unified(printable(file), hunks(before, after), show).split("\n").map(printable).join("\n");
}

function listed(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`), ""];
}

function named(finding: Finding): string {
  return printable(`${subjectOf(finding)} ${ruleOf(finding)}`);
}

function effect(behaviour: "same" | "changes", decide: string | null): string {
  if (behaviour === "same") return "the service behaves the same";
  return `behaviour-changing${decide === null ? "" : `; decide ${printable(decide)}`}`;
}
