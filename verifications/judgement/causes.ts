import { type Fact, factId } from "../fact.ts";
import { blocks, type Result, resultId } from "./result.ts";

/** Something that went wrong by itself, told once, with what hangs on it. */
export interface Cause {
  /** `container-runs master/web` */
  readonly result: string;
  readonly state: "fail" | "unknown";
  /** Whether it alone keeps the estate from being ready. */
  readonly blocker: boolean;
  readonly messages: readonly { readonly message: string; readonly remedy: string; readonly cause: string | null }[];
  /** Results that nobody can tell because of it, sorted. */
  readonly hangs: readonly string[];
}

/** Results that nobody can tell for the same reason. */
export interface Unknown {
  readonly message: string;
  /** What would make it known. */
  readonly known: string;
  /** Sorted. */
  readonly results: readonly string[];
}

/** What failed by itself or keeps others from being judged: blockers first, then what most hangs on. */
export function causesOf(results: readonly Result[]): Cause[] {
  const hanging = Map.groupBy(
    results.filter((result) => blockedBy(result) !== undefined),
    (result) => blockedBy(result) as string,
  );
  return results
    .filter((result) => blockedBy(result) === undefined)
    .filter((result) => result.state === "fail" || hanging.has(resultId(result)))
    .map(
      (result): Cause => ({
        result: resultId(result),
        state: result.state === "unknown" ? "unknown" : "fail",
        blocker: blocks(result),
        messages: result.remarks.map(({ message, remedy, cause }) => ({ message, remedy, cause })),
        hangs: (hanging.get(resultId(result)) ?? []).map(resultId).sort(),
      }),
    )
    .sort(
      (a, b) =>
        Number(b.blocker) - Number(a.blocker) ||
        b.hangs.length - a.hangs.length ||
        (a.result < b.result ? -1 : a.result > b.result ? 1 : 0),
    );
}

function blockedBy({ remarks }: Result): string | undefined {
  return remarks.find((remark) => remark.blockedBy !== null)?.blockedBy ?? undefined;
}

/** What nobody can tell and that hangs on nothing else, by the reason, the most frequent first. */
export function unknownsOf(results: readonly Result[], facts: readonly Fact[]): Unknown[] {
  const byId = new Map(facts.map((fact) => [factId(fact), fact]));
  const entries = results
    .filter((result) => result.state === "unknown" && blockedBy(result) === undefined)
    .flatMap((result) =>
      result.remarks
        .filter(({ state }) => state === "unknown")
        .map(({ message, cause, fact: name }) => {
          const fact = name === null ? undefined : byId.get(name);
          const why = cause !== "not-seen" ? (cause ?? "") : fact === undefined ? "nobody-asked" : failureOf(fact);
          const key =
            fact === undefined
              ? `${why} ${why === "nobody-asked" ? (name ?? "").split(" ", 3).join(" ") : result.check}`
              : [why, fact.source, fact.host, fact.vantage].join(" ");
          return { key, why, message, result: resultId(result) };
        }),
    );
  return [...Map.groupBy(entries, ({ key }) => key).values()]
    .map((group) => {
      const { message, why } = group[0] as (typeof group)[number];
      const others = new Set(group.map((one) => one.message)).size - 1;
      return {
        message: others === 0 ? message : `${message} (and ${others} more of the kind)`,
        known: KNOWN[why] ?? "Look at the record of the run.",
        results: [...new Set(group.map(({ result }) => result))].sort(),
      };
    })
    .sort((a, b) => b.results.length - a.results.length || (a.message < b.message ? -1 : 1));
}

function failureOf({ observation }: Fact): string {
  return observation.status === "failed" ? observation.failure : "stale";
}

/** By what it is that keeps a thing from being known. */
const KNOWN: Readonly<Record<string, string>> = {
  timeout: "See why it does not answer in time, then verify again.",
  refused: "Start what should listen there, or name the address where it does.",
  unreachable: "Give this machine a way there (network, VPN, name), or verify from one that has it.",
  denied: "Give the run a credential that may ask.",
  protocol: "Look at what answers there: it is not what was asked.",
  missing: "Create it, or correct the declaration that names it.",
  aborted: "Let the run end.",
  "not-asked": "Name the address, the vantage point or the credential in readiness.yaml.",
  "nobody-asked": "Run the part of the verification that asks for it, for every host.",
  stale: "Verify again: what was seen is too old, or a clock is wrong.",
  "check-broke": "Report it with the record of the run: the check met what it does not expect.",
  "nothing-declared": "Declare it: of a thing that is not declared nobody can say that it works.",
};
