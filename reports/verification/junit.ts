import type { VerificationReport } from "../../verifications/judgement/report.ts";
import type { Remark, Result, State } from "../../verifications/judgement/result.ts";
import { element, lines } from "../xml.ts";
import { decision, scoreLine } from "./words.ts";

const OUTCOMES: Readonly<Record<State, "failure" | "error" | "skipped" | undefined>> = {
  pass: undefined,
  fail: "failure",
  unknown: "error",
  waived: "skipped",
};

interface Case {
  readonly state: State;
  readonly xml: string;
}

/**
 * The report as JUnit XML: a suite for the verdict, which is red exactly where the estate is not ready, and a
 * suite for each check with a case for each subject. What nobody can tell is an `error`, never `skipped`.
 */
export function junit(report: VerificationReport): string {
  const byCheck = Map.groupBy(report.results, ({ check }) => check);
  const suites = [
    suite("verdict", [verdictOf(report)]),
    ...report.checks.map(({ id }) => suite(id, (byCheck.get(id) ?? []).map(caseOf))),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="readiness">\n${suites.join("")}</testsuites>\n`;
}

function suite(name: string, cases: readonly Case[]): string {
  const count = (wanted: State) => cases.filter(({ state }) => state === wanted).length;
  const attributes = {
    name,
    tests: cases.length,
    failures: count("fail"),
    errors: count("unknown"),
    skipped: count("waived"),
  };
  return `${element("testsuite", attributes, ["\n", ...cases.map(({ xml }) => `${xml}\n`)])}\n`;
}

function verdictOf(report: VerificationReport): Case {
  const state: State = report.verdict === "ready" ? "pass" : report.verdict === "not-ready" ? "fail" : "unknown";
  const told = [scoreLine(report), ...report.reasons.map(({ message }) => message), `record ${report.record}`];
  return testcase("verdict", "the estate is ready", state, decision(report), told);
}

function caseOf(result: Result): Case {
  const { check, subject, state, remarks } = result;
  const message = remarks[0]?.message ?? "";
  return testcase(check, `${subject.host}/${subject.name}`, state, message, remarks.map(told));
}

function told({ message, remedy, cause, waiver }: Remark): string {
  const accepted = waiver === null ? "" : ` (accepted until ${waiver.expires}, ${waiver.owner}: ${waiver.reason})`;
  return `${message}${cause === null ? "" : ` [${cause}]`}${accepted} → ${remedy}`;
}

function testcase(classname: string, name: string, state: State, message: string, told: readonly string[]): Case {
  const outcome = OUTCOMES[state];
  const content =
    outcome === undefined
      ? told.length === 0
        ? []
        : [element("system-out", {}, [lines(told)])]
      : [element(outcome, { message, ...(outcome === "skipped" ? {} : { type: outcome }) }, [lines(told)])];
  return { state, xml: element("testcase", { classname, name }, content) };
}
