import type { ReportViolation } from "@pulumi/policy";
import type { Finding } from "../judge/finding.ts";
import { redactFinding } from "../judge/redact.ts";

/**
 * What one violation may override (makeReportViolationFun in server.ts of pulumi/pulumi-policy,
 * since 1.20; not in its declarations).
 */
interface Override {
  readonly message: string;
  readonly urn?: string;
  readonly name?: string;
  readonly description?: string;
  readonly severity?: string;
  readonly enforcementLevel?: string;
}

/**
 * Reports a finding. One that is accepted stays visible as advice; the level of the others is that
 * of the policy, or of the rule where one policy speaks for several rules.
 */
export function tell(
  report: ReportViolation,
  finding: Finding,
  urn: string | undefined,
  secrets: ReadonlySet<string>,
  speaksFor: "itself" | "several-rules" = "itself",
): void {
  const level = finding.waiver !== null ? "advisory" : speaksFor === "several-rules" ? finding.level : undefined;
  override(report, {
    message: words(redactFinding(finding, secrets)),
    name: finding.rule,
    description: finding.title,
    severity: finding.severity,
    ...(urn === undefined ? {} : { urn }),
    ...(level === undefined ? {} : { enforcementLevel: level }),
  });
}

/** Reports a violation in words, and at a level, that are not those of the policy. */
export function override(report: ReportViolation, violation: Override): void {
  (report as unknown as (violation: Override) => void)(violation);
}

function words({ title, subject, message, path, remedy, verdict, waiver }: Finding): string {
  const accepted = waiver === null ? [] : [`Accepted until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`];
  return [
    verdict === "unknown" ? `${title}: unknown` : title,
    `${subject.container ?? subject.stack}: ${message}`,
    `at ${path === "" ? "the resource" : path}`,
    `→ ${remedy}`,
    ...accepted,
  ].join("\n");
}
