import type { Criterion } from "../check.ts";
import { kindsOf } from "./accepted.ts";
import { CRITERION } from "./criteria.ts";
import { READY_FROM, reaches, shown } from "./grade.ts";
import { blocks, type Result, resultId } from "./result.ts";
import { type Attested, type Score, scoreOf } from "./score.ts";

export const VERDICTS = ["ready", "not-ready", "could-not-verify"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** 0 ready, 1 not ready, 2 could not be verified. */
export const EXIT_CODES: Readonly<Record<Verdict, number>> = { ready: 0, "not-ready": 1, "could-not-verify": 2 };

/** Why the estate is not ready, or why nobody can tell. */
export interface Reason {
  readonly kind: "blocker" | "minimum" | "line" | "score" | "declaration";
  /** `fail` where it is so whatever the rest turns out to be. */
  readonly state: "fail" | "unknown";
  readonly message: string;
}

export interface Judged {
  readonly results: readonly Result[];
  readonly attested: Attested;
  /** The criteria that the verdict is about. */
  readonly criteria: readonly Criterion[];
  /** Lines that the verdict is about instead: every one of them, wholly. */
  readonly lines?: readonly string[] | undefined;
  /** Containers that are declared. */
  readonly containers: number;
  /** Parts of the declaration that could not be read. */
  readonly unread: readonly string[];
}

/** Whether a criterion reaches its minimum, cannot any more, or nobody can tell. */
export type Standing = "pass" | "fail" | "unknown";

export interface Decision {
  readonly score: Score;
  readonly standings: ReadonlyMap<Criterion, Standing>;
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
}

/**
 * Decides. Ready is what is proved: no blocker that failed or that nobody can tell (but for those that block when they failed only), every criterion at its
 * minimum and the sum at least 85, all by the low end. Not ready is what stays so however the unknown turns
 * out, and whatever somebody accepted. The rest could not be verified.
 */
export function decide({ results, attested, criteria, lines, containers, unread }: Judged): Decision {
  const score = scoreOf(results, attested);
  // What could come out at best: a waiver says that somebody knows, and not that it is well.
  const best = scoreOf(
    results.map((result) => (result.state === "waived" ? { ...result, state: "fail" } : result)),
    attested,
  );
  const reasons: Reason[] = unread.map((message) => ({ kind: "declaration", state: "unknown", message }));
  if (containers === 0)
    reasons.push({ kind: "declaration", state: "unknown", message: "no container is declared, so nothing is proved" });
  reasons.push(
    ...blockers(
      results.filter((result) =>
        lines === undefined ? criteria.includes(result.criterion) : countsFor(result, lines),
      ),
      results,
    ),
  );
  const standings = new Map(
    score.criteria.map(({ criterion, low }, index) => [
      criterion,
      standing(low, best.criteria[index]?.high ?? 0, CRITERION[criterion].minimum),
    ]),
  );
  for (const { criterion, low } of score.criteria) {
    const state = standings.get(criterion) ?? "unknown";
    const { title, minimum } = CRITERION[criterion];
    if (state !== "pass" && lines === undefined && criteria.includes(criterion))
      reasons.push({ kind: "minimum", state, message: `${title} is proved to ${shown(low)} of at least ${minimum}` });
  }
  if (lines !== undefined) reasons.push(...openLines(score, accepting(results, attested), lines));
  const whole = standing(score.low, best.high, READY_FROM);
  if (whole !== "pass" && lines === undefined && criteria.length === score.criteria.length)
    reasons.push({
      kind: "score",
      state: whole,
      message: `the score is proved to ${shown(score.low)} of at least ${READY_FROM}`,
    });
  const worst = reasons.some(({ state }) => state === "fail") ? "not-ready" : "could-not-verify";
  return { score, standings, verdict: reasons.length === 0 ? "ready" : worst, reasons };
}

/** A check without a line tells whether anything could be seen at all, and so counts for all of them. */
function countsFor({ lines }: Result, wanted: readonly string[]): boolean {
  return lines.length === 0 || lines.some((line) => wanted.includes(line));
}

/** What would be proved if all held that somebody accepted: as in the gate, that keeps nobody from deploying. */
function accepting(results: readonly Result[], attested: Attested): Score {
  const kindOf = kindsOf(results);
  return scoreOf(
    results.map((result) => (kindOf(result) === "waived" ? { ...result, state: "pass" } : result)),
    attested,
  );
}

function openLines(score: Score, accepted: Score, wanted: readonly string[]): Reason[] {
  const proved = new Map(score.criteria.flatMap(({ lines }) => lines.map(({ line, low }) => [line, low])));
  return accepted.criteria
    .flatMap(({ lines }) => lines)
    .filter(({ line, low }) => wanted.includes(line) && !reaches(low, 100))
    .map(({ line, low, high }) => ({
      kind: "line",
      state: standing(low, high, 100) === "fail" ? "fail" : "unknown",
      message: `${line} is proved to ${shown(proved.get(line) ?? 0)} of 100`,
    }));
}

function standing(low: number, most: number, least: number): Standing {
  if (reaches(low, least)) return "pass";
  return reaches(most, least) ? "unknown" : "fail";
}

/** Blockers of the criteria in question; what hangs on another result is told with that one, once. */
function blockers(own: readonly Result[], all: readonly Result[]): Reason[] {
  const byId = new Map(all.map((result) => [resultId(result), result]));
  const causes = own.filter(blocks).map((result) => {
    const by = result.remarks.find(({ blockedBy }) => blockedBy !== null)?.blockedBy;
    return (by == null ? undefined : byId.get(by)) ?? result;
  });
  const once = [...new Map(causes.map((cause) => [resultId(cause), cause])).values()];
  const failed = once
    .filter(({ state }) => state !== "unknown")
    .map((result): Reason => ({ kind: "blocker", state: "fail", message: `${resultId(result)}: ${saidOf(result)}` }));
  const unknown = Map.groupBy(
    once.filter(({ state }) => state === "unknown"),
    ({ check }) => check,
  );
  return [...failed, ...[...unknown.values()].map(untold)];
}

/** Subjects of one check of which nobody can tell are one reason, however many they are. */
function untold(results: readonly Result[]): Reason {
  const [first, ...others] = results as [Result, ...Result[]];
  const more = others.length === 0 ? "" : ` (and ${others.length} more of ${first.check})`;
  return { kind: "blocker", state: "unknown", message: `${resultId(first)}: ${saidOf(first)}${more}` };
}

function saidOf({ state, remarks }: Result): string {
  const message = remarks[0]?.message ?? "it does not hold";
  return state === "waived" ? `${message} (accepted, and it blocks all the same)` : message;
}
