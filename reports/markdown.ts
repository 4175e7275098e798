import { type Report, type ReportedFinding, reportOf } from "../policies/judge/compare.ts";
import type { Judgement } from "../policies/judge/judgement.ts";
import { printable } from "./printable.ts";
import { acceptance, changes, counts, cureOf, decision, gradeOf, ruleOf, subjectOf } from "./words.ts";

/** GitHub takes 65,536 characters in a comment; the rest is left to whoever posts it. In bytes of UTF-8. */
const LONGEST = 60_000;
/** What the frame of the sections that are still to come may need. */
const RESERVE = 2_000;
const LONGEST_CELL = 400;
const LONGEST_LINE = 2_000;

/** Stands first, so that whoever posts the comment finds the one to replace. */
export const MARK = "<!-- readiness -->";

interface Section {
  readonly heading: string;
  readonly folded: boolean;
  readonly findings: readonly ReportedFinding[];
  /** The last column: what to do, or who accepted it. */
  readonly last: { readonly heading: string; readonly of: (finding: ReportedFinding) => string };
}

/**
 * The judgement as Markdown for a comment or a step summary: what refuses first, the rest folded.
 * Never longer than `longest` bytes; what does not fit is counted, not dropped in silence.
 */
export function markdown(judgement: Judgement | Report, longest: number = LONGEST): string {
  const report = reportOf(judgement);
  const head = [
    MARK,
    `## Readiness: ${decision(report)}`,
    ...(report.comparison === null ? [] : [`**${capital(changes(report.comparison))}**`]),
    safe(counts(report), LONGEST_LINE),
  ].join("\n\n");
  const sections = sectionsOf(report);
  // Where not all findings fit beside the exact cures, the findings come first.
  const whole = written(head, sections, longest, snippet);
  return (whole.left === 0 ? whole : written(head, sections, longest, () => "")).text;
}

function written(
  head: string,
  sections: readonly Section[],
  longest: number,
  beside: (finding: ReportedFinding) => string,
): { readonly text: string; readonly left: number } {
  let text = `${head}\n`;
  let left = 0;
  for (const section of sections) {
    const part = table(section, longest - RESERVE - Buffer.byteLength(text), beside);
    text += part.rows;
    left += part.left;
  }
  return { text, left };
}

function sectionsOf({ findings, comparison }: Report): Section[] {
  const remedy = { heading: "What to do", of: ({ remedy }: ReportedFinding) => remedy };
  const known = ({ standing, refuses, waiver }: ReportedFinding) => waiver === null && standing === "known" && !refuses;
  const sections: Section[] = [
    { heading: "Refused", folded: false, findings: findings.filter(({ refuses }) => refuses), last: remedy },
    {
      heading: "Advice",
      folded: true,
      findings: findings.filter((one) => one.waiver === null && !one.refuses && !known(one)),
      last: remedy,
    },
    { heading: "Fixed since the baseline", folded: true, findings: comparison?.fixed ?? [], last: remedy },
    { heading: "Still there, known from the baseline", folded: true, findings: findings.filter(known), last: remedy },
    {
      heading: "In the baseline, and nobody can tell whether it is gone",
      folded: true,
      findings: comparison?.undecided ?? [],
      last: remedy,
    },
    {
      heading: "Accepted by waiver",
      folded: true,
      findings: findings.filter(({ waiver }) => waiver !== null),
      last: { heading: "Accepted", of: (finding) => acceptance(finding) ?? "" },
    },
  ];
  return sections.filter((section) => section.findings.length > 0);
}

function table(
  { heading, folded, findings, last }: Section,
  room: number,
  beside: (finding: ReportedFinding) => string,
): { readonly rows: string; readonly left: number } {
  const start = folded
    ? `\n<details><summary>${heading} (${findings.length})</summary>\n`
    : `\n### ${heading} (${findings.length})\n`;
  const end = folded ? "\n</details>\n" : "";
  const columns = `\n| | Subject | What is wrong | ${last.heading} |\n| --- | --- | --- | --- |\n`;
  const rows: string[] = [];
  let used = Buffer.byteLength(start + columns + end);
  for (const finding of findings) {
    const row = rowOf(finding, last.of(finding), beside(finding));
    used += Buffer.byteLength(row);
    if (used > room) break;
    rows.push(row);
  }
  const left = findings.length - rows.length;
  const more =
    left === 0
      ? ""
      : `\n${rows.length === 0 ? left : `and ${left} more`} that do not fit here; the full report has them.\n`;
  return { rows: `${start}${rows.length === 0 ? "" : columns}${rows.join("")}${more}${end}`, left };
}

function rowOf(finding: ReportedFinding, last: string, beside: string): string {
  const grade = `${gradeOf(finding)}${finding.standing === "new" ? ", new" : ""}`;
  const where = finding.standing === "fixed" || finding.path === "" ? "" : `<br><sub>${safe(finding.path)}</sub>`;
  return `| ${grade} | ${safe(subjectOf(finding))} | ${safe(finding.message)}<br><sub>${safe(ruleOf(finding))}</sub>${where} | ${safe(last)}${beside} |\n`;
}

/** In one cell of a table; advice goes without, so that there is room for all that refuses. */
function snippet(finding: ReportedFinding): string {
  const lines = finding.refuses ? cureOf(finding).map((line) => safe(line)) : [];
  return lines.length === 0 ? "" : `<details><summary>Exactly</summary><pre>${lines.join("<br>")}</pre></details>`;
}

const REFERENCE = /[@#!%~&$^](?=[\w"])|:(?=\/\/|(?:[a-z+-][\w+-]*|100|1234):)/gi;
const MARKUP = /[&<>`*_[\]~|\\$!]/g;

/**
 * Hostile text as text: no markup, no line break, no link, no mention of a person and no reference
 * to an issue, which a comment would send messages about. An empty comment keeps a sign from its name.
 */
export function safe(text: string, longest: number = LONGEST_CELL): string {
  const shown = printable(text);
  const clipped = shown.length > longest ? `${shown.slice(0, longest).toWellFormed()}…` : shown;
  return clipped
    .replace(REFERENCE, "$&\u0000")
    .replace(MARKUP, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll("www.", "www\u0000.")
    .replaceAll("\u0000", "<!-- -->");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
