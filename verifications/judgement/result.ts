import type { Blocker, Criterion } from "../check.ts";

/** What the judgement of one subject by one check can end in. Only `pass` counts in full. */
export const STATES = ["pass", "fail", "unknown", "waived"] as const;
export type State = (typeof STATES)[number];

/** One check on one subject. */
export interface Result {
  readonly check: string;
  readonly criterion: Criterion;
  readonly lines: readonly string[];
  readonly subject: { readonly host: string; readonly name: string };
  readonly state: State;
  /** One for each fault, or the reason why nobody can tell; none for a pass. */
  readonly remarks: readonly Remark[];
  /** Names of the facts that it rests on, sorted. */
  readonly evidence: readonly string[];
  readonly blocker: Blocker;
}

export interface Remark {
  readonly state: "fail" | "unknown" | "waived";
  readonly message: string;
  readonly detail: string | null;
  readonly cause: string | null;
  /** Name of the fact that was not seen; null where that is not why nobody can tell. */
  readonly fact: string | null;
  readonly remedy: string;
  /** The result whose failure is the cause of this one, as `check host/name`. */
  readonly blockedBy: string | null;
  readonly waiver: { readonly reason: string; readonly owner: string; readonly expires: string } | null;
}

/** Names a result: `container-runs master/traefik`. */
export function resultId({ check, subject }: Pick<Result, "check" | "subject">): string {
  return `${check} ${subject.host}/${subject.name}`;
}

/** Whether a result alone keeps the estate from being ready. */
export function blocks({ blocker, state }: Pick<Result, "blocker" | "state">): boolean {
  if (state === "pass") return false;
  return blocker === "when-failed" ? state !== "unknown" : blocker;
}
