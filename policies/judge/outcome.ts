import type { Judgement } from "./judgement.ts";

/** `holds`, `does not hold`, `could not be decided`. */
export type Outcome = "holds" | "broken" | "undecided";

/** What a judgement means for a gate; a judgement over nothing proves nothing. */
export function outcomeOf({ findings, summary }: Judgement): Outcome {
  const open = findings.filter(({ level, waiver }) => level === "mandatory" && waiver === null);
  if (open.some(({ verdict }) => verdict === "fail")) return "broken";
  if (open.length > 0 || summary.containers === 0) return "undecided";
  return "holds";
}

/** 0 holds, 1 does not, 2 could not be decided. */
export const EXIT_CODES: Readonly<Record<Outcome, number>> = { holds: 0, broken: 1, undecided: 2 };
