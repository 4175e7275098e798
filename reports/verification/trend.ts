import type { VerificationReport } from "../../verifications/judgement/report.ts";

/** One run among others, oldest first. */
export type TrendPoint = Pick<VerificationReport, "finished" | "verdict" | "record"> & {
  readonly low: number;
  readonly high: number;
};

export function pointOf({ finished, verdict, record, score }: VerificationReport): TrendPoint {
  return { finished, verdict, record, low: score.low, high: score.high };
}
