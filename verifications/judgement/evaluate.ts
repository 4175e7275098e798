import { type Check, NotSeen, type Subject } from "../check.ts";
import type { Expectation } from "../expectation.ts";
import type { Fact } from "../fact.ts";
import { indexFacts, lookAt } from "../run/look.ts";
import { type Remark, type Result, resultId, type State } from "./result.ts";

export interface Evaluation {
  readonly expectation: Expectation;
  readonly facts: readonly Fact[];
  readonly checks: readonly Check[];
  /** ISO 8601; facts are valid as seen from here. */
  readonly now: string;
}

/** What a check says of a subject by itself. */
interface Entry {
  readonly check: Check;
  readonly subject: Subject;
  readonly result: Result;
  /** Of remarks that may follow from other results: which ones. */
  readonly follows: ReadonlyMap<Remark, readonly string[]>;
}

/**
 * Applies every check to every subject that the declaration gives it: exactly one result for each, in
 * the order of the checks and subjects. Pure: the same facts give the same results, byte for byte.
 * A check without any subject, or one that throws, gives one result that is unknown, never silence.
 */
export function evaluate({ expectation, facts, checks, now }: Evaluation): Result[] {
  const index = indexFacts(facts);
  const alone = new Map<string, Entry>();
  for (const check of checks)
    for (const subject of subjectsOf(check, expectation)) {
      const { result, follows } = judgeOne(check, subject, expectation, index, now);
      const id = resultId(result);
      const twin = alone.get(id);
      alone.set(id, {
        check,
        subject,
        result: twin === undefined ? result : both(twin.result, result),
        follows: new Map([...(twin?.follows ?? []), ...follows]),
      });
    }
  const order = new Map([...alone.keys()].map((id, index) => [id, index]));
  const next = (id: string) => blockerOf(id, alone, expectation);
  return [...alone].map(([id, entry]) => {
    const root = rootOf(id, next, order);
    return root === id ? withoutConsequences(id, entry, alone) : hangingOn(root, entry.result, entry.check);
  });
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
): Pick<Entry, "result" | "follows"> {
  const follows = new Map<Remark, readonly string[]>();
  const evidence = new Set<string>();
  const remarks: Remark[] = [];
  const unknown = (message: string, cause: string, fact: string | null = null) =>
    remarks.push(remark("unknown", message, check.remedy, { cause, fact }));
  if (subject === NOTHING)
    unknown(`the declaration names nothing that ${check.id} could look at, so nothing is proved`, "nothing-declared");
  else
    try {
      for (const { message, detail, cause, remedy, ...fault } of check.judge(
        subject,
        lookAt(facts, now, check.validFor, evidence),
        expectation,
      )) {
        const made = remark("fail", message, remedy ?? check.remedy, { detail: detail ?? null, cause: cause ?? null });
        remarks.push(made);
        if (fault.follows !== undefined) follows.set(made, fault.follows.map(resultId));
      }
    } catch (error) {
      if (error instanceof NotSeen) unknown(error.message, "not-seen", error.fact);
      else
        unknown(
          `the check broke on what it was given (${error instanceof Error ? error.name : typeof error})`,
          "check-broke",
        );
    }
  const result: Result = {
    check: check.id,
    criterion: check.criterion,
    lines: check.lines,
    subject: { host: subject.host, name: subject.name },
    state: stateOf(remarks),
    remarks,
    evidence: [...evidence].sort(),
    blocker: check.blocker,
  };
  return { result, follows };
}

/**
 * The first check that has to hold before this one can be judged, and does not hold. What nobody saw may be why
 * nobody can tell; it never explains away what was seen to be wrong.
 */
function blockerOf(id: string, alone: ReadonlyMap<string, Entry>, expectation: Expectation): string | undefined {
  const entry = alone.get(id) as Entry;
  const { check, subject, result } = entry;
  if (result.state === "pass" || subject === NOTHING) return undefined;
  const blockers = (check.blockedBy?.(subject, expectation) ?? [])
    .map((by) => resultId({ check: by.check, subject: by.subject }))
    .filter((by) => by !== id);
  const inState = (state: Result["state"]) => blockers.find((by) => alone.get(by)?.result.state === state);
  return (
    inState("fail") ?? consequenceOf(id, entry, alone) ?? (result.state === "unknown" ? inState("unknown") : undefined)
  );
}

/** The failure that everything wrong with a result follows from, the first where there are several. */
function consequenceOf(id: string, entry: Entry, alone: ReadonlyMap<string, Entry>): string | undefined {
  const faults = entry.result.remarks.filter(({ state }) => state === "fail");
  const causes = faults.map((fault) => causeOf(id, fault, entry, alone));
  return causes.includes(undefined) ? undefined : causes[0];
}

function causeOf(id: string, fault: Remark, { follows }: Entry, alone: ReadonlyMap<string, Entry>): string | undefined {
  return follows.get(fault)?.find((by) => by !== id && alone.get(by)?.result.state === "fail");
}

/** Of what is wrong with a result by itself and what follows from others, the first alone is told. */
function withoutConsequences(id: string, entry: Entry, alone: ReadonlyMap<string, Entry>): Result {
  const { result } = entry;
  const own = result.remarks.filter((remark) => causeOf(id, remark, entry, alone) === undefined);
  return own.some(({ state }) => state === "fail") ? { ...result, remarks: own } : result;
}

/** Where following the blockers ends; of those that wait for each other in a circle, the first in the order. */
function rootOf(id: string, next: (id: string) => string | undefined, order: ReadonlyMap<string, number>): string {
  const way = [id];
  for (let at = next(id); at !== undefined; at = next(at)) {
    const again = way.indexOf(at);
    if (again >= 0) {
      const place = (one: string) => order.get(one) as number;
      return way.slice(again).reduce((first, one) => (place(one) < place(first) ? one : first));
    }
    way.push(at);
  }
  return way.at(-1) as string;
}

/** A failure that follows from another one is told there, and is unknown here. */
function hangingOn(root: string, result: Result, { remedy }: Check): Result {
  const message = `blocked by ${root}, so nobody can tell`;
  const remarks = [remark("unknown", message, remedy, { cause: "blocked", blockedBy: root })];
  return { ...result, state: "unknown", remarks };
}

/** A subject that a check names twice is judged twice and told once; the worse of both holds. */
function both(one: Result, other: Result): Result {
  const remarks = [...one.remarks, ...other.remarks];
  const evidence = [...new Set([...one.evidence, ...other.evidence])].sort();
  return { ...one, state: stateOf(remarks), remarks, evidence };
}

/** What the remarks of a result make of it: the worst of them. */
export function stateOf(remarks: readonly Remark[]): State {
  for (const state of ["fail", "unknown", "waived"] as const)
    if (remarks.some((remark) => remark.state === state)) return state;
  return "pass";
}

function remark(
  state: Remark["state"],
  message: string,
  remedy: string,
  rest: Partial<Pick<Remark, "detail" | "cause" | "fact" | "blockedBy">>,
): Remark {
  return { state, message, remedy, detail: null, cause: null, fact: null, blockedBy: null, waiver: null, ...rest };
}
