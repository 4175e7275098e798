import { type Report, type ReportedFinding, reportOf } from "../policies/judge/compare.ts";
import type { Judgement } from "../policies/judge/judgement.ts";
import { printable } from "./printable.ts";
import { sourceFile } from "./source-file.ts";
import { acceptance, changes, counts, decision, gradeOf, ruleOf, subjectOf } from "./words.ts";

/**
 * The judgement as GitHub workflow commands, worst first, because GitHub shows the first ten of each
 * kind in a step ("Workflow commands", "Limits for annotations"): errors for what refuses, warnings
 * for advice, notices for what is accepted or known, and the decision last.
 */
export function github(judgement: Judgement | Report): string {
  const report = reportOf(judgement);
  const sum = [counts(report), ...(report.comparison === null ? [] : [changes(report.comparison)]), decision(report)];
  return [
    ...report.findings.map(annotation),
    command(report.outcome === "holds" ? "notice" : "error", { title: "readiness" }, sum.join("\n")),
    "",
  ].join("\n");
}

function annotation(finding: ReportedFinding): string {
  const { file, line, column, path } = finding.location;
  const accepted = acceptance(finding);
  const quiet = accepted !== undefined || (finding.standing === "known" && !finding.refuses);
  const note =
    accepted !== undefined ? `\naccepted ${accepted}` : finding.standing === null ? "" : ` (${finding.standing})`;
  return command(
    finding.refuses ? "error" : quiet ? "notice" : "warning",
    {
      ...(file === undefined ? {} : { file: sourceFile(file), line, col: line === undefined ? undefined : column }),
      title: `${gradeOf(finding)}: ${ruleOf(finding)}`,
    },
    `${subjectOf(finding)}: ${finding.message}${note}\nat ${path || "the whole"}\n→ ${finding.remedy}`,
  );
}

function command(
  name: "error" | "warning" | "notice",
  properties: Record<string, string | number | undefined>,
  message: string,
): string {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  const words = given.map(([key, value]) => `${key}=${property(String(value))}`).join(",");
  return `::${name} ${words}::${message.split("\n").map(printable).map(data).join("%0A")}`;
}

/** As the runner takes it apart (command.ts of actions/toolkit, escapeData). */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** As the runner takes it apart (command.ts of actions/toolkit, escapeProperty). */
function property(text: string): string {
  return data(printable(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
