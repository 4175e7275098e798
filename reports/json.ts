import type { Judgement } from "../policies/judge/judgement.ts";

/** The judgement as JSON, described by `judgement.schema.json`; the same bytes for the same judgement. */
export function json(judgement: Judgement): string {
  return `${JSON.stringify(judgement, null, 2)}\n`;
}
