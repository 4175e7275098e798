import type { Location } from "../model/location.ts";
import type { Curable } from "./cure/plan.ts";

/** What a judgement of one subject can end in; nothing else exists, and only `pass` and `not-applicable` are quiet. */
export type VerdictState = "pass" | "fail" | "unknown" | "not-applicable";

export interface Subject {
  readonly stack: string;
  /** Undefined where the finding is about the stack or its settings as a whole. */
  readonly container: string | undefined;
}

/** The outcome of one rule for one subject. */
export interface Verdict {
  readonly rule: string;
  readonly subject: Subject;
  readonly state: VerdictState;
  /** In words, why a rule does not apply. */
  readonly reason?: string;
  /** What a person reads; empty exactly when the state is `pass` or `not-applicable`. */
  readonly remarks: readonly Remark[];
}

/** One thing to say about a subject: an offence, or what kept the rule from deciding. */
export interface Remark {
  readonly state: "fail" | "unknown";
  readonly message: string;
  readonly location: Location;
  readonly detail?: string;
  readonly remedy: string;
  /** How it is cured; absent for what no rule found. */
  readonly cure?: Curable;
}
