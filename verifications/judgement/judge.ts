import type { Check } from "../check.ts";
import { FAILURES, type Fact, type Failure } from "../fact.ts";
import type { RecordedRun } from "../run/record.ts";
import { attestedOn, lapsed } from "./attestations.ts";
import { causesOf, unknownsOf } from "./causes.ts";
import { CRITERION } from "./criteria.ts";
import { evaluate } from "./evaluate.ts";
import { gradeOf } from "./grade.ts";
import { LINES } from "./lines.ts";
import { matrixOf } from "./matrix.ts";
import type { ReportedScore, VerificationReport } from "./report.ts";
import { type Result, STATES } from "./result.ts";
import type { Attested, Score } from "./score.ts";
import { type Decision, decide } from "./verdict.ts";
import { waive } from "./waive.ts";

/**
 * Judges a run from its record alone, as seen from its end: the same record and the same checks give the
 * same report, whenever and wherever.
 *
 * @param tool version of the tool that judges.
 */
export function judgeRun(run: RecordedRun, checks: readonly Check[], tool: string): VerificationReport {
  const { expectation, facts, judging, finished, started, digest } = run;
  const today = new Date(finished).toISOString().slice(0, 10);
  const ids = new Set(checks.map(({ id }) => id));
  const found = evaluate({ expectation, facts, checks, now: finished });
  const { results, problems } = waive(found, judging.waivers, today, ids);
  const { attestations } = judging;
  const attested = attestedOn(attestations, today);
  const unread = expectation.hosts.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`));
  const { score, standings, verdict, reasons } = decide({
    results,
    attested,
    criteria: judging.criteria,
    lines: judging.lines,
    containers: expectation.hosts.reduce((sum, { containers }) => sum + containers.length, 0),
    unread,
  });
  return {
    version: 1,
    tool,
    record: digest,
    started,
    finished,
    criteria: judging.criteria,
    lines: judging.lines ?? null,
    verdict,
    reasons,
    score: reportedScore(score, standings, attested),
    summary: summaryOf(results, checks.length),
    causes: causesOf(results),
    unknowns: unknownsOf(results, facts),
    unwritten: [...new Set(LINES.flatMap(({ checks }) => checks.filter((id) => !ids.has(id))))].sort(),
    hosts: matrixOf(expectation, facts, results, finished),
    checks: checks.map(({ id, criterion, lines, title, why, proof, remedy, blocker, validFor }) => ({
      id,
      criterion,
      lines,
      title,
      why,
      proof,
      remedy,
      blocker,
      validFor,
    })),
    results,
    attestations: attestations.attestations.map((one) => {
      const { line, who, when, expires, statement, digest } = one;
      return { line, who, when, expires, statement, digest, holds: lapsed(one, today) === undefined };
    }),
    problems: [
      ...unread,
      ...problems,
      ...attestations.invalid.map(
        ({ message, location }) =>
          `${attestations.file}:${location.line ?? 1} an attestation counts nothing: ${message}`,
      ),
      ...attestations.attestations.flatMap((one) => lapsed(one, today) ?? []),
    ],
    facts: outcomesOf(facts),
  };
}

function reportedScore(
  { low, high, coverage, criteria }: Score,
  standings: Decision["standings"],
  attested: Attested,
): ReportedScore {
  const byId = new Map(LINES.map((line) => [line.id, line]));
  return {
    low,
    high,
    coverage,
    ...gradeOf(low),
    criteria: criteria.map(({ lines, ...criterion }) => ({
      ...criterion,
      ...CRITERION[criterion.criterion],
      standing: standings.get(criterion.criterion) ?? "unknown",
      lines: lines.map(({ line, ...interval }) => {
        const { text = "", checks = [], attested: needed = false } = byId.get(line) ?? {};
        return { line, text, checks, attested: needed ? attested.has(line) : null, ...interval };
      }),
    })),
  };
}

function summaryOf(results: readonly Result[], checks: number): VerificationReport["summary"] {
  const count = (wanted: Result["state"]) => results.filter(({ state }) => state === wanted).length;
  const [pass, fail, unknown, waived] = STATES.map(count) as [number, number, number, number];
  return { results: results.length, checks, pass, fail, unknown, waived };
}

function outcomesOf(facts: readonly Fact[]): Readonly<Record<"seen" | Failure, number>> {
  const count = (wanted: string) =>
    facts.filter(({ observation }) =>
      observation.status === "seen" ? wanted === "seen" : observation.failure === wanted,
    ).length;
  return Object.fromEntries(["seen" as const, ...FAILURES].map((outcome) => [outcome, count(outcome)])) as Record<
    "seen" | Failure,
    number
  >;
}
