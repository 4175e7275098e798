import { type Report, type ReportedFinding, reportOf } from "../policies/judge/compare.ts";
import type { Judgement } from "../policies/judge/judgement.ts";
import { type Paint, plain } from "./paint.ts";
import { printable } from "./printable.ts";
import { acceptance, changes, counts, cureOf, decision, gradeOf, ruleOf, subjectOf } from "./words.ts";

/**
 * The judgement for a person: by container, worst first, then what is known from the baseline, what
 * is fixed and what is accepted, then what sums up and what decides.
 */
export function text(judgement: Judgement | Report, paint: Paint = plain): string {
  const report = reportOf(judgement);
  const open = report.findings.filter(({ waiver }) => waiver === null);
  const isKnown = ({ standing, refuses }: ReportedFinding) => standing === "known" && !refuses;
  const waived = report.findings.filter(({ waiver }) => waiver !== null);
  const blocks = [...grouped(open.filter((finding) => !isKnown(finding)))].map(([subject, findings]) =>
    block(subject, findings, paint),
  );
  const list = (heading: string, findings: readonly ReportedFinding[]) => {
    if (findings.length > 0) blocks.push(brief(heading, findings, paint));
  };
  list("Known from the baseline", open.filter(isKnown));
  list("Fixed since the baseline", report.comparison?.fixed ?? []);
  list("In the baseline, and nobody can tell whether it is gone", report.comparison?.undecided ?? []);
  list("Accepted by waiver", waived);
  return `${[...blocks, summary(report, paint)].join("\n\n")}\n`;
}

function grouped(findings: readonly ReportedFinding[]): Map<string, ReportedFinding[]> {
  const groups = new Map<string, ReportedFinding[]>();
  for (const finding of findings) {
    const subject = subjectOf(finding);
    const group = groups.get(subject);
    if (group === undefined) groups.set(subject, [finding]);
    else group.push(finding);
  }
  return groups;
}

function block(subject: string, findings: readonly ReportedFinding[], paint: Paint): string {
  return [paint.bold(printable(subject)), ...findings.flatMap((finding) => lines(finding, paint))].join("\n");
}

function lines(finding: ReportedFinding, paint: Paint): string[] {
  const refuses = finding.level === "mandatory";
  const mark = finding.verdict === "unknown" ? "?" : refuses ? "✗" : "!";
  const colour = refuses ? paint.red : paint.yellow;
  const notes = `${finding.standing === "new" ? " (new)" : ""}${refuses ? "" : " (advice)"}`;
  return [
    `  ${colour(`${mark} ${gradeOf(finding)}`)} ${paint.dim(`${finding.rule}${notes}`)}`,
    `    ${printable(finding.message)}`,
    `    ${paint.dim(`at ${printable(finding.path) || "the whole"}`)}`,
    `    ${paint.dim("→")} ${printable(finding.remedy)}`,
    ...cureOf(finding).map((line) => `      ${paint.dim(printable(line))}`),
  ];
}

function brief(heading: string, findings: readonly ReportedFinding[], paint: Paint): string {
  return [
    paint.bold(`${heading} (${findings.length})`),
    ...findings.map((finding) => {
      const line = `  ${printable(subjectOf(finding))} ${printable(ruleOf(finding))}`;
      const accepted = acceptance(finding);
      return `${line} ${paint.dim(accepted === undefined ? gradeOf(finding) : printable(accepted))}`;
    }),
  ].join("\n");
}

function summary(report: Report, paint: Paint): string {
  const colour = report.outcome === "holds" ? paint.green : report.outcome === "broken" ? paint.red : paint.yellow;
  return [
    counts(report),
    ...(report.comparison === null ? [] : [changes(report.comparison)]),
    colour(paint.bold(decision(report))),
  ].join("\n");
}
