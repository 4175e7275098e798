import type { Comparison, Report } from "../policies/judge/compare.ts";
import type { Finding } from "../policies/judge/finding.ts";
import type { Outcome } from "../policies/judge/outcome.ts";
import { REPOSITORY } from "../policies/repository/repository.ts";
import { printable } from "./printable.ts";

const OUTCOMES: Record<Outcome, string> = {
  holds: "holds",
  broken: "does not hold",
  undecided: "could not be decided",
};

/** Whom a finding is about: `stack/container`, the stack, or the settings. */
export function subjectOf({ subject }: Pick<Finding, "subject">): string {
  return subject.container === null ? subject.stack || "settings" : `${subject.stack}/${subject.container}`;
}

/** The rule with what tells its findings apart, `port-on-every-address[80/tcp]`: what a waiver must name. */
export function ruleOf({ rule, detail }: Pick<Finding, "rule" | "detail">): string {
  return detail === null ? rule : `${rule}[${detail}]`;
}

/** `unknown`, or how bad it is. */
export function gradeOf({ verdict, severity }: Pick<Finding, "verdict" | "severity">): string {
  return verdict === "unknown" ? "unknown" : severity;
}

/** Who accepted a finding, until when and why; undefined where nobody did. */
export function acceptance({ waiver }: Pick<Finding, "waiver">): string | undefined {
  return waiver === null ? undefined : `until ${waiver.expires}, ${waiver.owner}: ${waiver.reason}`;
}

/** What the outcome means, in one sentence. */
export function decision(report: Report): string {
  const { summary, outcome } = report;
  const of = isOfRepository(report) ? "repository" : "declaration";
  return summary.containers === 0 ? "nothing was judged, so nothing is proved" : `the ${of} ${OUTCOMES[outcome]}`;
}

/** True of a judgement over the repository, whose subjects are parts of it and containers. */
function isOfRepository({ stacks }: Report): boolean {
  return stacks[0] === REPOSITORY;
}

/** What was judged and how often it ended in what, in one line. */
export function counts(report: Report): string {
  const { containers, rules, pass, fail, unknown, notApplicable, waived } = report.summary;
  const advice = report.findings.filter(({ level, waiver }) => level === "advisory" && waiver === null).length;
  const stacks = report.stacks.map(printable).join(", ") || "nothing";
  const parts = [
    `${pass} pass`,
    `${fail} fail`,
    `${unknown} unknown`,
    `${notApplicable} not applicable`,
    `${waived} waived`,
    ...(advice > 0 ? [`${advice} of the findings are advice`] : []),
  ];
  const subjects = isOfRepository(report) ? "subjects" : "containers";
  return `${containers} ${subjects} of ${stacks} under ${rules} rules (${report.profile}): ${parts.join(", ")}`;
}

/** What changed since the baseline, in one line. */
export function changes({ new: fresh, known, fixed, undecided }: Comparison): string {
  const parts = [
    `${fresh} new`,
    `${known} still there`,
    `${fixed.length} fixed`,
    ...(undecided.length > 0 ? [`${undecided.length} of which nobody can tell`] : []),
  ];
  return `against the baseline: ${parts.join(", ")}`;
}

/** The lines of the cure in the words of the source that the finding was made in; none where there is no cure. */
export function cureOf({ cure, location }: Pick<Finding, "cure" | "location">): readonly string[] {
  const isCompose = /\.ya?ml$/i.test(location.file ?? "");
  return (isCompose ? cure?.compose : cure?.pulumi)?.split("\n") ?? [];
}
