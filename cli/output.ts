import type { Judgement } from "../policies/judge/judgement.ts";
import { EXIT_CODES, outcomeOf } from "../policies/judge/outcome.ts";
import { json } from "../reports/json.ts";
import { paintFor } from "../reports/paint.ts";
import { text } from "../reports/text.ts";

export const FORMATS = ["text", "json"] as const;
export type Format = (typeof FORMATS)[number];

/** Prints a judgement and returns the exit code that it means. */
export function print(judgement: Judgement, format: Format): number {
  process.stdout.write(format === "json" ? json(judgement) : text(judgement, paintFor(process.stdout)));
  return EXIT_CODES[outcomeOf(judgement)];
}

/** The day it is here, `2026-11-23`. */
export function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
