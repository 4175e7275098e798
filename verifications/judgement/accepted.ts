import { resultId, type State } from "./result.ts";

/** As much of a result as tells how it counts; those of a report that was written down have it, too. */
export interface Counted {
  readonly check: string;
  readonly subject: { readonly host: string; readonly name: string };
  readonly state: State;
  readonly remarks: readonly {
    /** Source of the fact that is missing: `docker.steady`. */
    readonly fact: string | null;
    readonly blockedBy: string | null;
  }[];
}

/** `undrilled` is what only a drill can prove. */
export type Kind = State | "undrilled";

/** How each of these results counts: what cannot be told only because of something else counts as that does. */
export function kindsOf(results: readonly Counted[]): (result: Counted) => Kind {
  const byId = new Map(results.map((result) => [resultId(result), result]));
  const kindOf = (result: Counted, onTheWay: ReadonlySet<string> = new Set()): Kind => {
    const { state, remarks } = result;
    if (state !== "unknown" || remarks.length === 0) return state;
    const found = remarks.map(({ fact, blockedBy }) => {
      if (blockedBy === null) return fact?.startsWith("drill.") ? "undrilled" : "unknown";
      const root = byId.get(blockedBy);
      return root === undefined || onTheWay.has(blockedBy)
        ? "unknown"
        : kindOf(root, new Set([...onTheWay, resultId(result)]));
    });
    return found.find((kind) => kind !== "waived" && kind !== "undrilled") === undefined
      ? (found[0] ?? "unknown")
      : "unknown";
  };
  return kindOf;
}
