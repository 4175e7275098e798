import { CRITERIA, type Criterion } from "../check.ts";
import { CRITERION } from "./criteria.ts";
import { LINES, type Line } from "./lines.ts";
import type { Result, State } from "./result.ts";

/**
 * What is proved (low) and what is not disproved (high), of 100. Unknown and waived count nothing in the
 * low end and in full in the high one, so that missing data never makes a score better.
 */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Share of what there is to prove that was decided at all, 0 to 1. */
  readonly coverage: number;
}

export interface LineScore extends Interval {
  readonly line: string;
}

export interface CriterionScore extends Interval {
  readonly criterion: Criterion;
  readonly lines: readonly LineScore[];
}

export interface Score extends Interval {
  readonly criteria: readonly CriterionScore[];
}

const COUNTS: Readonly<Record<State, readonly [low: number, high: number, decided: number]>> = {
  pass: [1, 1, 1],
  fail: [0, 0, 1],
  unknown: [0, 1, 0],
  waived: [0, 1, 1],
};
const NOTHING: Interval = { low: 0, high: 100, coverage: 0 };

/** Lines that a valid attestation stands for; it never stands in for a check. */
export type Attested = ReadonlySet<string>;

/**
 * The score of results: every line of a criterion counts the same, every check of a line, and every
 * subject of a check. Lines and their checks are a fixed table, so a check that did not run is unknown
 * and takes its share with it.
 */
export function scoreOf(results: readonly Result[], attested: Attested): Score {
  const byCheck = Map.groupBy(results, ({ check }) => check);
  const criteria = CRITERIA.map((criterion): CriterionScore => {
    const lines = LINES.filter((line) => line.criterion === criterion).map((line) =>
      scoreLine(line, byCheck, attested),
    );
    return { criterion, ...mean(lines), lines };
  });
  const weighted = (value: (one: CriterionScore) => number) =>
    criteria.reduce((sum, one) => sum + (value(one) * CRITERION[one.criterion].weight) / 100, 0);
  return {
    low: weighted(({ low }) => low),
    high: weighted(({ high }) => high),
    coverage: weighted(({ coverage }) => coverage),
    criteria,
  };
}

function scoreLine(line: Line, byCheck: ReadonlyMap<string, readonly Result[]>, attested: Attested): LineScore {
  const parts = line.checks.map((check) => scoreCheck(byCheck.get(check) ?? []));
  if (line.attested) parts.push(attested.has(line.id) ? { low: 100, high: 100, coverage: 1 } : NOTHING);
  return { line: line.id, ...mean(parts) };
}

function scoreCheck(results: readonly Result[]): Interval {
  return mean(
    results.map(({ state }) => {
      const [low, high, decided] = COUNTS[state];
      return { low: low * 100, high: high * 100, coverage: decided };
    }),
  );
}

/** Nothing to take a mean of is nothing proved and nothing disproved. */
function mean(parts: readonly Interval[]): Interval {
  if (parts.length === 0) return NOTHING;
  const of = (value: (one: Interval) => number) => parts.reduce((sum, one) => sum + value(one), 0) / parts.length;
  return { low: of(({ low }) => low), high: of(({ high }) => high), coverage: of(({ coverage }) => coverage) };
}
