import { nameOf, type Verified } from "./verify.ts";

/** How well the verifier has seen through a fault. */
export interface Blame {
  /** Blamed as it has to be. */
  readonly rightly: readonly string[];
  /** Should have been blamed, and was not. */
  readonly missed: readonly string[];
  /** Blamed, and is not to blame. */
  readonly wrongly: readonly string[];
  /** Not known any more, without a word about what keeps it from being known. */
  readonly lost: readonly string[];
}

/**
 * Compares what fails with what a fault is to be blamed on.
 *
 * @param before what the verifier said of the lab without the fault.
 * @param blames names of results; a `*` at the end stands for any.
 */
export function blameOf(before: Verified, during: Verified, blames: readonly string[]): Blame {
  const was = new Map(before.results.map((result) => [nameOf(result), result.state]));
  const isBlamed = (name: string) => blames.some((one) => matches(one, name));
  const changed = during.results.filter((result) => was.get(nameOf(result)) !== result.state);
  const failed = changed.filter(({ state }) => state === "fail").map(nameOf);
  const lost = changed
    .filter(
      ({ state, remarks }) =>
        state === "unknown" && !remarks.every(({ blockedBy }) => blockedBy !== null && isBlamed(blockedBy)),
    )
    .map(nameOf);
  return {
    rightly: failed.filter(isBlamed),
    missed: blames.filter((one) => !failed.some((name) => matches(one, name))),
    wrongly: failed.filter((name) => !isBlamed(name)),
    lost,
  };
}

function matches(blamed: string, name: string): boolean {
  return blamed.endsWith("*") ? name.startsWith(blamed.slice(0, -1)) : name === blamed;
}
