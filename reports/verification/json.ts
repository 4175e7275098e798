import type { VerificationReport } from "../../verifications/judgement/report.ts";

/** The report as JSON, described by `verification.schema.json`; the same bytes for the same report. */
export function json(report: VerificationReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
