import type { Expectation } from "./expectation.ts";
import type { FactKey, Json } from "./fact.ts";

/** The eight criteria of readiness, in the order of the report. */
export const CRITERIA = [
  "availability",
  "reliability",
  "monitoring",
  "security",
  "documentation",
  "backup",
  "change-control",
  "acceptance",
] as const;
export type Criterion = (typeof CRITERIA)[number];

/** What a check is about, from the declaration; the denominator never comes from what was found. */
export interface Subject {
  readonly host: string;
  /** Container, route, name; `-` for the host as a whole. */
  readonly name: string;
}

/**
 * How a check holds up the verdict, whatever the score: `true` where it failed and where nobody can tell; `when-failed`
 * where it failed only, for what nobody can be asked to try before every run.
 */
export const BLOCKERS = [true, false, "when-failed"] as const;
export type Blocker = (typeof BLOCKERS)[number];

/** Something wrong. */
export interface Fault {
  /** Subject first: what is wrong and why it matters; never a value that could be a secret. */
  readonly message: string;
  /** Tells faults of one check on one subject apart, the same on every run. */
  readonly detail?: string;
  /** The known kind of cause, `no-certificate`, `backend-down`, where the facts tell it. */
  readonly cause?: string;
  /** Overrides the check's remedy. */
  readonly remedy?: string;
  /**
   * Results of which this is a consequence, as the facts tell: where one of them fails, it is told there, and here
   * nobody can tell. What follows from the declaration alone is said by {@link Check.blockedBy}.
   */
  readonly follows?: readonly { readonly check: string; readonly subject: Subject }[];
}

/** Reads facts for a check. Whatever was not seen, or is too old, ends the judgement of the subject as `unknown`. */
export interface Look {
  /** @throws NotSeen */
  value<T extends Json = Json>(key: FactKey): T;
  /** The observation itself, for checks to which not being answered is an answer. @throws NotSeen where nobody asked. */
  attempt(key: FactKey): Attempt;
  /** ISO 8601: when the facts were judged, which replays as it was. */
  readonly now: string;
}

export type Attempt =
  | { readonly seen: true; readonly value: Json; readonly started: string; readonly finished: string }
  | {
      readonly seen: false;
      readonly failure: string;
      readonly message: string;
      readonly started: string;
      readonly finished: string;
    };

/** A check judges facts against the expectation; it knows no network. */
export interface Check<S extends Subject = Subject> {
  /** File name without `.ts`. */
  readonly id: string;
  readonly criterion: Criterion;
  /** Lines of the definition of production ready that it helps to prove: `INF-2`. */
  readonly lines: readonly string[];
  /** A sentence that is true of what fails. */
  readonly title: string;
  readonly why: string;
  /** How it is proved, in one or two sentences with the calls and assertions. */
  readonly proof: string;
  readonly remedy: string;
  readonly references: readonly { readonly title: string; readonly url?: string }[];
  /** Hours; older facts are unknown. */
  readonly validFor: number;
  readonly blocker: Blocker;
  /** What there is to judge, from the declaration alone. */
  subjects(expectation: Expectation): readonly S[];
  /**
   * Checks that must hold first, on which subject: where one does not, a failure here is its consequence
   * and is told as `unknown: blocked by …`.
   */
  blockedBy?(subject: S, expectation: Expectation): readonly { readonly check: string; readonly subject: Subject }[];
  /** Yields every fault; none is a pass. */
  judge(subject: S, look: Look, expectation: Expectation): Iterable<Fault>;
}

/** Declares a check. */
export function check<S extends Subject>(description: Check<S>): Check {
  return description as unknown as Check;
}

/** What a check needs was not seen, or not recently. */
export class NotSeen extends Error {
  override readonly name = "NotSeen";
  readonly fact: string;

  constructor(fact: string, message: string) {
    super(message);
    this.fact = fact;
  }
}
