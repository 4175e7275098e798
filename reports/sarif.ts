import { type Report, type ReportedFinding, reportOf } from "../policies/judge/compare.ts";
import type { Finding } from "../policies/judge/finding.ts";
import { FINGERPRINT } from "../policies/judge/fingerprint.ts";
import type { Judgement } from "../policies/judge/judgement.ts";
import { EXIT_CODES } from "../policies/judge/outcome.ts";
import type { Severity } from "../policies/severity.ts";
import type { About } from "./about.ts";
import { printable } from "./printable.ts";
import { sourceUri } from "./source-file.ts";
import { decision, subjectOf } from "./words.ts";

/** Where the standard keeps its schema (OASIS, SARIF 2.1.0 with errata 01). */
const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

const LEVELS: Record<Severity, "error" | "warning" | "note"> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
};
/** Inside the ranges in which GitHub's code scanning names a number ("SARIF support for code scanning"). */
const SECURITY_SEVERITY: Record<Severity, string> = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" };

/**
 * The judgement as SARIF 2.1.0. What is unknown is a result of the kind `fail` like what fails: any
 * other kind must have the level `none` (3.27.10), and unknown must not look harmless. What is fixed
 * since the baseline is a result with the state `absent`.
 */
export function sarif(judgement: Judgement | Report, about: About): string {
  const report = reportOf(judgement);
  const shown = [...report.findings, ...(report.comparison?.fixed ?? [])];
  const ruleIds = [...new Set(shown.map(({ rule }) => rule))].sort();
  const first = new Map(shown.toReversed().map((finding) => [finding.rule, finding]));
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "pulumi-readiness",
            semanticVersion: about.version,
            rules: ruleIds.map((id) => describe(first.get(id) as Finding, about)),
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            exitCode: EXIT_CODES[report.outcome],
            exitCodeDescription: decision(report),
          },
        ],
        columnKind: "utf16CodeUnits",
        results: shown.map((finding) => result(finding, ruleIds.indexOf(finding.rule))),
        properties: { profile: report.profile, stacks: report.stacks, summary: report.summary },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function describe({ rule, title, severity, remedy }: Finding, { rules }: About) {
  const { why, remedy: usual, references } = rules.get(rule) ?? { why: title, remedy, references: [] };
  const sources = references.map((reference) =>
    reference.url === undefined ? `- ${reference.title}` : `- [${reference.title}](${reference.url})`,
  );
  return {
    id: rule,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: {
      text: `${why}\n\n${usual}`,
      markdown: [
        `**Why.** ${why}`,
        `**What to do.** ${usual}`,
        ...(sources.length > 0 ? [sources.join("\n")] : []),
      ].join("\n\n"),
    },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ["security"], "security-severity": SECURITY_SEVERITY[severity] },
  };
}

function result(finding: ReportedFinding, ruleIndex: number) {
  const { rule, severity, level, verdict, detail, remedy, cure, fingerprint, standing, waiver } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    kind: "fail",
    level: LEVELS[severity],
    message: {
      text: message(`${subjectOf(finding)}: ${verdict === "unknown" ? "unknown: " : ""}${finding.message}`),
    },
    locations: [location(finding)],
    partialFingerprints: { [FINGERPRINT]: fingerprint },
    ...(standing === null ? {} : { baselineState: BASELINE_STATES[standing] }),
    // Where a run suppresses anything, every result must say whether it is suppressed (3.27.23).
    suppressions:
      waiver === null
        ? []
        : [
            {
              kind: "external",
              status: "accepted",
              justification: waiver.reason,
              properties: { owner: waiver.owner, expires: waiver.expires },
            },
          ],
    properties: { verdict, enforcement: level, refuses: finding.refuses, detail, remedy, cure },
  };
}

const BASELINE_STATES = { new: "new", known: "unchanged", fixed: "absent", undecided: "unchanged" } as const;

/** `[text](target)` would become a link (3.11.6). */
function message(text: string): string {
  return printable(text).replaceAll("](", "] (");
}

function location(finding: Finding) {
  const { file, line, column, path } = finding.location;
  const subject = subjectOf(finding);
  const name = finding.subject.container ?? subject;
  return {
    ...(file === undefined
      ? {}
      : {
          physicalLocation: {
            artifactLocation: { uri: sourceUri(file) },
            ...(line === undefined
              ? {}
              : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }),
          },
        }),
    logicalLocations: [
      {
        name: printable(name),
        fullyQualifiedName: printable(path === "" ? subject : `${subject}/${path}`),
        kind: "resource",
      },
    ],
  };
}
