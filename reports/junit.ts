import { type Report, type ReportedFinding, reportOf } from "../policies/judge/compare.ts";
import type { Judgement } from "../policies/judge/judgement.ts";
import { acceptance, decision, gradeOf, ruleOf } from "./words.ts";
import { element, lines } from "./xml.ts";

const WHOLE = "the stack as a whole";

interface Case {
  readonly name: string;
  readonly state: "failure" | "error" | "skipped" | "passed";
  readonly xml: string;
}

/**
 * The judgement as JUnit XML: a suite for each stack, in it a case for the stack as a whole and one
 * for each container that was judged. A case has one outcome, because readers look at
 * one only, and `skipped` would hide a failure beside it: `failure` where something refuses, else
 * `error` where something could not be decided, else `skipped` where everything is accepted or
 * known, else it passes; its text names all findings, advice too. What is red here is exactly what
 * does not hold.
 */
export function junit(judgement: Judgement | Report): string {
  const report = reportOf(judgement);
  const stacks = [...new Set([...report.stacks, ...report.findings.map(({ subject }) => subject.stack)])].sort();
  const byStack = new Map<string, ReportedFinding[]>(stacks.map((stack) => [stack, []]));
  for (const finding of report.findings) byStack.get(finding.subject.stack)?.push(finding);
  const containers = Map.groupBy(report.containers, ({ stack }) => stack);
  const suites = [...byStack].map(([stack, findings]) => {
    const judged = (containers.get(stack) ?? []).map(({ name }) => name);
    return suite(stack || "settings", casesOf(stack, judged, findings));
  });
  if (report.summary.containers === 0)
    suites.push(suite("readiness", [outcome("readiness", "something is judged", "error", decision(report), [])]));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="readiness">\n${suites.join("")}</testsuites>\n`;
}

function suite(name: string, cases: readonly Case[]): string {
  const count = (state: Case["state"]) => cases.filter((one) => one.state === state).length;
  const attributes = {
    name,
    tests: cases.length,
    failures: count("failure"),
    errors: count("error"),
    skipped: count("skipped"),
  };
  return `${element("testsuite", attributes, ["\n", ...cases.map(({ xml }) => `${xml}\n`)])}\n`;
}

function casesOf(stack: string, judged: readonly string[], findings: readonly ReportedFinding[]): Case[] {
  const containers = new Map<string | null, ReportedFinding[]>([null, ...judged].map((name) => [name, []]));
  for (const finding of findings) {
    const group = containers.get(finding.subject.container);
    if (group === undefined) containers.set(finding.subject.container, [finding]);
    else group.push(finding);
  }
  return [...containers]
    .sort(([a], [b]) => (a === null ? -1 : b === null ? 1 : a < b ? -1 : 1))
    .map(([container, own]) => caseOf(stack || "settings", container ?? WHOLE, own));
}

function caseOf(suiteName: string, name: string, findings: readonly ReportedFinding[]): Case {
  const refusing = findings.filter(({ refuses }) => refuses);
  const told = findings.map(line);
  const state = refusing.some(({ verdict }) => verdict === "fail")
    ? "failure"
    : refusing.length > 0
      ? "error"
      : findings.length > 0 && findings.every(({ waiver, standing }) => waiver !== null || standing === "known")
        ? "skipped"
        : "passed";
  const message =
    state === "skipped"
      ? `${findings.length} accepted or known: ${rules(findings)}`
      : `${refusing.length} refused: ${rules(refusing)}`;
  return outcome(suiteName, name, state, message, told);
}

function outcome(
  classname: string,
  name: string,
  state: Case["state"],
  message: string,
  told: readonly string[],
): Case {
  const content =
    state === "passed"
      ? told.length === 0
        ? []
        : [element("system-out", {}, [lines(told)])]
      : [element(state, { message, ...(state === "skipped" ? {} : { type: state }) }, [lines(told)])];
  return { name, state, xml: element("testcase", { classname, name }, content) };
}

function rules(findings: readonly ReportedFinding[]): string {
  return [...new Set(findings.map(({ rule }) => rule))].join(", ");
}

function line(finding: ReportedFinding): string {
  const accepted = acceptance(finding);
  const note =
    accepted !== undefined
      ? `accepted ${accepted}`
      : finding.refuses
        ? "refused"
        : finding.standing === "known"
          ? "known from the baseline"
          : "advice";
  const { message, path, remedy } = finding;
  return `[${gradeOf(finding)}, ${note}] ${ruleOf(finding)}: ${message} (at ${path || "the whole"}) → ${remedy}`;
}
