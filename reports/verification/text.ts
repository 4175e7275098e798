import { shown } from "../../verifications/judgement/grade.ts";
import type { ReportedHost, VerificationReport } from "../../verifications/judgement/report.ts";
import { type Paint, plain } from "../paint.ts";
import { printable } from "../printable.ts";
import { backupRows, restoreOfHost } from "./backups.ts";
import {
  accepted,
  capital,
  counts,
  decision,
  percent,
  plural,
  range,
  SIGNS,
  scoreLine,
  subjectOf,
  titleOf,
  unattested,
  when,
} from "./words.ts";

/** Entries of a list before the rest is counted; the other formats have all. */
const MOST = 25;
/** Cells of a bar. */
const BAR = 20;

/** The report for a person: the causes first, then what is unknown, the score, and last what decides. */
export function text(report: VerificationReport, paint: Paint = plain): string {
  return `${[
    section("Causes", causes(report, paint), paint),
    section("Nobody can tell", unknowns(report, paint), paint),
    ...report.hosts.map((host) => backups(host, paint)),
    section("Accepted by waiver", waivers(report, paint), paint),
    section("Nobody's word for", words(report), paint),
    section(
      "Not read or not counted",
      report.problems.map((problem) => [`  ${printable(problem)}`]),
      paint,
    ),
    table(report, paint),
    conclusion(report, paint),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

function section(heading: string, entries: readonly (readonly string[])[], paint: Paint): string {
  if (entries.length === 0) return "";
  const left = entries.length - MOST;
  return [
    paint.bold(`${heading} (${entries.length})`),
    ...entries.slice(0, MOST).flat(),
    ...(left > 0 ? [paint.dim(`  and ${left} more, which the other formats name`)] : []),
  ].join("\n");
}

function causes(report: VerificationReport, paint: Paint): string[][] {
  return report.causes.map(({ result, state, blocker, messages, hangs }) => {
    const colour = state === "fail" ? paint.red : paint.yellow;
    const told = new Set<string>();
    return [
      `  ${colour(`${SIGNS[state]} ${printable(subjectOf(result))}`)} ${titleOf(report, result)}${blocker ? paint.red(" (blocker)") : ""}`,
      ...messages.flatMap(({ message, remedy }) => {
        const line = `    ${printable(capital(message))}`;
        if (told.has(remedy)) return [line];
        told.add(remedy);
        return [line, `    ${paint.dim("→")} ${printable(remedy)}`];
      }),
      ...(hangs.length > 0
        ? [`    ${paint.dim(`keeps ${plural(hangs.length, "other result")} from being known: ${examples(hangs)}`)}`]
        : []),
    ];
  });
}

function unknowns({ unknowns, unwritten }: VerificationReport, paint: Paint): string[][] {
  const entries = unknowns.map(({ message, known, results }) => [
    `  ${paint.yellow("?")} ${printable(message)}`,
    `    ${paint.dim(`${plural(results.length, "result")}: ${examples(results)}`)}`,
    `    ${paint.dim("→")} ${printable(known)}`,
  ]);
  if (unwritten.length > 0)
    entries.push([
      `  ${paint.yellow("?")} this version has no ${listOf(unwritten)}`,
      `    ${paint.dim("→")} A newer version may have them; their lines of the definition count nothing until then.`,
    ]);
  return entries;
}

const listOf = (checks: readonly string[]) => `check for ${plural(checks.length, "thing")}: ${checks.join(", ")}`;

function examples(results: readonly string[]): string {
  const first = results.slice(0, 3).map(printable).join(", ");
  return results.length > 3 ? `${first}, …` : first;
}

function backups(host: ReportedHost, paint: Paint): string {
  const rows = backupRows(host).map(({ state, data, kept, last, restored, loss, time, why }) => {
    const [first] = why;
    if (state === null)
      return [
        `  - ${printable(data)} ${paint.dim(`${printable(kept)}${first === undefined ? "" : `: ${printable(first)}`}`)}`,
      ];
    const colour = state === "pass" ? paint.green : state === "fail" ? paint.red : paint.yellow;
    const more = why.length > 1 ? paint.dim(` (and ${why.length - 1} more)`) : "";
    return [
      `  ${colour(`${SIGNS[state]} ${printable(data)}`)} ${printable(kept)}; last ${printable(last)}; restore proved ${printable(restored)}; loss ${loss}; restore ${time}`,
      ...(first === undefined ? [] : [`    ${printable(capital(first))}${more}`]),
    ];
  });
  const sum = restoreOfHost(host);
  return [
    section(`Backups of ${printable(host.name)}`, rows, paint),
    ...(sum === undefined ? [] : [`  ${printable(sum)}`]),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function waivers(report: VerificationReport, paint: Paint): string[][] {
  return accepted(report).map(({ result, by }) => [
    `  ${SIGNS.waived} ${printable(result)} ${paint.dim(printable(by))}`,
  ]);
}

function words(report: VerificationReport): string[][] {
  return unattested(report).map(({ line, text }) => [`  ${line} ${text}`]);
}

function table({ score, criteria }: VerificationReport, paint: Paint): string {
  const width = Math.max(...score.criteria.map(({ title }) => title.length));
  const rows = score.criteria.map(({ criterion, title, minimum, standing, low, high, coverage }) => {
    const line = `${title.padEnd(width)}  ${bar(low, high)}  ${range({ low, high }).padEnd(14)} at least ${minimum}, ${percent(coverage)} decided`;
    if (!criteria.includes(criterion)) return paint.dim(`    ${line}, not asked for`);
    const colour = standing === "pass" ? paint.green : standing === "fail" ? paint.red : paint.yellow;
    return `  ${colour(SIGNS[standing])} ${line}`;
  });
  return [paint.bold("Score"), ...rows].join("\n");
}

/** What is proved is full, what nobody can tell is shaded, what is disproved is empty. */
function bar(low: number, high: number): string {
  const cells = (value: number) => Math.floor((Number(shown(value)) * BAR) / 100);
  return "█".repeat(cells(low)) + "▒".repeat(cells(high) - cells(low)) + "·".repeat(BAR - cells(high));
}

function conclusion(report: VerificationReport, paint: Paint): string {
  const colour = report.verdict === "ready" ? paint.green : report.verdict === "not-ready" ? paint.red : paint.yellow;
  const { reasons } = report;
  const left = reasons.length - MOST;
  return [
    counts(report),
    when(report),
    paint.dim(`record ${report.record}`),
    scoreLine(report),
    ...reasons
      .slice(0, MOST)
      .map(({ state, message }) =>
        state === "fail"
          ? `${paint.red(SIGNS.fail)} ${printable(message)}`
          : `${paint.yellow(SIGNS.unknown)} ${printable(message)}`,
      ),
    ...(left > 0 ? [paint.dim(`and ${left} more reasons`)] : []),
    colour(paint.bold(capital(decision(report)))),
  ].join("\n");
}
