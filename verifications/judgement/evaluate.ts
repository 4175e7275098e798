import { type Check, NotSeen, type Subject } from "../check.ts";
import type { Expectation } from "../expectation.ts";
import type { Fact } from "../fact.ts";
import { indexFacts, lookAt } from "../run/look.ts";
import { type Remark, type Result, resultId } from "./result.ts";

export interface Evaluation {
  readonly expectation: Expectation;
  readonly facts: readonly Fact[];
  readonly checks: readonly Check[];
  /** ISO 8601; facts are valid as seen from here. */
  readonly now: string;
}

/**
 * Applies every check to every subject that the declaration gives it: exactly one result for each, in
 * the order of the checks and subjects. Pure: the same facts give the same results, byte for byte.
 * A check without any subject, or one that throws, gives one result that is unknown, never silence.
 */
export function evaluate({ expectation, facts, checks, now }: Evaluation): Result[] {
  const index = indexFacts(facts);
  const alone = new Map<string, { readonly check: Check; readonly subject: Subject; readonly result: Result }>();
  for (const check of checks)
    for (const subject of subjectsOf(check, expectation)) {
      const result = judgeOne(check, subject, expectation, index, now);
      alone.set(resultId(result), { check, subject, result });
    }
  const seen = new Map<string, Result>();
  const settle = (id: string, onTheWay: ReadonlySet<string>): Result | undefined => {
    const known = seen.get(id);
    if (known !== undefined) return known;
    const entry = alone.get(id);
    if (entry === undefined || onTheWay.has(id)) return undefined;
    const settled = blocked(entry, expectation, (blocker) => settle(blocker, new Set([...onTheWay, id])));
    if (onTheWay.size === 0) seen.set(id, settled);
    return settled;
  };
  return [...alone.keys()].map((id) => settle(id, new Set()) as Result);
}

function subjectsOf(check: Check, expectation: Expectation): readonly Subject[] {
  const subjects = check.subjects(expectation);
  return subjects.length > 0 ? subjects : [NOTHING];
}

/** Stands where a declaration gives a check nothing to judge: an empty set proves nothing. */
const NOTHING: Subject = { host: "-", name: "-" };

function judgeOne(
  check: Check,
  subject: Subject,
  expectation: Expectation,
  facts: ReadonlyMap<string, Fact>,
  now: string,
): Result {
  const evidence = new Set<string>();
  const remarks: Remark[] = [];
  const unknown = (message: string, cause: string | null = null) =>
    remarks.push(remark("unknown", message, check.remedy, { cause }));
  if (subject === NOTHING) unknown("the declaration names nothing of the kind, so nothing is proved");
  else
    try {
      for (const { message, detail, cause, remedy } of check.judge(
        subject,
        lookAt(facts, now, check.validFor, evidence),
        expectation,
      ))
        remarks.push(remark("fail", message, remedy ?? check.remedy, { detail: detail ?? null, cause: cause ?? null }));
    } catch (error) {
      if (error instanceof NotSeen) unknown(error.message, "not-seen");
      else
        unknown(
          `the check broke on what it was given (${error instanceof Error ? error.name : typeof error})`,
          "check-broke",
        );
    }
  return {
    check: check.id,
    criterion: check.criterion,
    lines: check.lines,
    subject: { host: subject.host, name: subject.name },
    state: stateOf(remarks),
    remarks,
    evidence: [...evidence].sort(),
    blocker: check.blocker,
  };
}

/** A failure that follows from another one is told there, and is unknown here. */
function blocked(
  { check, subject, result }: { readonly check: Check; readonly subject: Subject; readonly result: Result },
  expectation: Expectation,
  settled: (id: string) => Result | undefined,
): Result {
  if (result.state === "pass" || subject === NOTHING) return result;
  for (const by of check.blockedBy?.(subject, expectation) ?? []) {
    const id = resultId({ check: by.check, subject: by.subject });
    const root = settled(id);
    if (root === undefined || root.state === "pass") continue;
    const first = root.remarks.find(({ blockedBy }) => blockedBy !== null)?.blockedBy ?? id;
    const remarks = [
      remark("unknown", `blocked by ${first}, so nobody can tell`, check.remedy, {
        cause: "blocked",
        blockedBy: first,
      }),
    ];
    return { ...result, state: "unknown", remarks };
  }
  return result;
}

function stateOf(remarks: readonly Remark[]): Result["state"] {
  if (remarks.some(({ state }) => state === "fail")) return "fail";
  return remarks.length > 0 ? "unknown" : "pass";
}

function remark(
  state: Remark["state"],
  message: string,
  remedy: string,
  rest: Partial<Pick<Remark, "detail" | "cause" | "blockedBy">>,
): Remark {
  return { state, message, remedy, detail: null, cause: null, blockedBy: null, waiver: null, ...rest };
}
