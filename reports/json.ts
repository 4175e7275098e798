import { type Report, reportOf } from "../policies/judge/compare.ts";
import type { Judgement } from "../policies/judge/judgement.ts";

/** The judgement as JSON, described by `judgement.schema.json`; the same bytes for the same judgement. */
export function json(judgement: Judgement | Report): string {
  return `${JSON.stringify(reportOf(judgement), null, 2)}\n`;
}
