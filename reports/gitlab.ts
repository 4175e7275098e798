import { type Report, type ReportedFinding, reportOf } from "../policies/judge/compare.ts";
import type { Judgement } from "../policies/judge/judgement.ts";
import type { Severity } from "../policies/severity.ts";
import { printable } from "./printable.ts";
import { sourceFile } from "./source-file.ts";
import { acceptance, decision, subjectOf } from "./words.ts";

const SEVERITIES: Record<Severity, "blocker" | "critical" | "major" | "minor"> = {
  critical: "blocker",
  high: "critical",
  medium: "major",
  low: "minor",
};

/**
 * The judgement as a GitLab code quality report (GitLab documentation, "Code Quality report format").
 * A finding without a file has its subject for a path, because a path is required. GitLab compares
 * the reports of two branches by fingerprint itself.
 */
export function gitlab(judgement: Judgement | Report): string {
  const report = reportOf(judgement);
  const issues = report.findings.map(issue);
  if (report.summary.containers === 0)
    issues.push({
      description: decision(report),
      check_name: "nothing-judged",
      fingerprint: "0".repeat(32),
      severity: "blocker",
      location: { path: "readiness", lines: { begin: 1 } },
    });
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function issue(finding: ReportedFinding) {
  const accepted = acceptance(finding);
  const { file, line } = finding.location;
  const subject = printable(subjectOf(finding));
  const words = `${subject}: ${finding.verdict === "unknown" ? "unknown: " : ""}${printable(finding.message)}`;
  return {
    description: accepted === undefined ? words : `${words} (accepted ${printable(accepted)})`,
    check_name: finding.rule,
    fingerprint: finding.fingerprint,
    severity: accepted === undefined ? SEVERITIES[finding.severity] : "info",
    location: { path: file === undefined ? subject : sourceFile(file), lines: { begin: line ?? 1 } },
  };
}
