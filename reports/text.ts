import type { Finding } from "../policies/judge/finding.ts";
import type { Judgement } from "../policies/judge/judgement.ts";
import { type Outcome, outcomeOf } from "../policies/judge/outcome.ts";
import { type Paint, plain } from "./paint.ts";

const VERDICT: Record<Outcome, string> = {
  holds: "holds",
  broken: "does not hold",
  undecided: "could not be decided",
};

/** The judgement for a person: by container, worst first, then what is accepted, then one line that sums up. */
export function text(judgement: Judgement, paint: Paint = plain): string {
  const open = judgement.findings.filter(({ waiver }) => waiver === null);
  const waived = judgement.findings.filter(({ waiver }) => waiver !== null);
  const blocks = [...grouped(open)].map(([subject, findings]) => block(subject, findings, paint));
  if (waived.length > 0) blocks.push(accepted(waived, paint));
  return `${[...blocks, summary(judgement, paint)].join("\n\n")}\n`;
}

function grouped(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const subject = subjectOf(finding);
    const group = groups.get(subject);
    if (group === undefined) groups.set(subject, [finding]);
    else group.push(finding);
  }
  return groups;
}

function subjectOf({ subject }: Finding): string {
  return subject.container === null ? subject.stack || "settings" : `${subject.stack}/${subject.container}`;
}

function block(subject: string, findings: readonly Finding[], paint: Paint): string {
  return [paint.bold(printable(subject)), ...findings.flatMap((finding) => lines(finding, paint))].join("\n");
}

function lines(finding: Finding, paint: Paint): string[] {
  const refuses = finding.level === "mandatory";
  const mark = finding.verdict === "unknown" ? "?" : refuses ? "✗" : "!";
  const colour = refuses ? paint.red : paint.yellow;
  const note = finding.verdict === "unknown" ? "unknown" : finding.severity;
  return [
    `  ${colour(`${mark} ${note}`)} ${paint.dim(`${finding.rule}${refuses ? "" : " (advice)"}`)}`,
    `    ${printable(finding.message)}`,
    `    ${paint.dim(`at ${printable(finding.path) || "the whole"}`)}`,
    `    ${paint.dim("→")} ${printable(finding.remedy)}`,
  ];
}

function accepted(waived: readonly Finding[], paint: Paint): string {
  return [
    paint.bold(`Accepted by waiver (${waived.length})`),
    ...waived.map(
      (finding) =>
        `  ${printable(subjectOf(finding))} ${finding.rule}${finding.detail === null ? "" : `[${printable(finding.detail)}]`} ${paint.dim(
          `until ${finding.waiver?.expires}, ${printable(finding.waiver?.owner ?? "")}: ${printable(finding.waiver?.reason ?? "")}`,
        )}`,
    ),
  ].join("\n");
}

function summary(judgement: Judgement, paint: Paint): string {
  const { containers, rules, pass, fail, unknown, notApplicable, waived } = judgement.summary;
  const outcome = outcomeOf(judgement);
  const advice = judgement.findings.filter(({ level, waiver }) => level === "advisory" && waiver === null).length;
  const colour = outcome === "holds" ? paint.green : outcome === "broken" ? paint.red : paint.yellow;
  const stacks = judgement.stacks.map(printable).join(", ") || "nothing";
  const counts = [
    `${pass} pass`,
    `${fail} fail`,
    `${unknown} unknown`,
    `${notApplicable} not applicable`,
    `${waived} waived`,
    ...(advice > 0 ? [`${advice} of the findings are advice`] : []),
  ];
  return `${containers} containers of ${stacks} under ${rules} rules (${judgement.profile}): ${counts.join(", ")}\n${colour(
    paint.bold(containers === 0 ? "nothing was judged, so nothing is proved" : `the declaration ${VERDICT[outcome]}`),
  )}`;
}

/** Control characters of a hostile name must not reach the terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "�");
}
