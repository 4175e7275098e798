import type { Rule } from "../rule.ts";
import { type Severity, severityOf } from "../severity.ts";
import type { Fold } from "./fold.ts";

/** What a finding does: refuse, be shown, or not be judged at all. */
export const LEVELS = ["mandatory", "advisory", "disabled"] as const;
export type Level = (typeof LEVELS)[number];

/** Maps rules to levels; knows nothing of what they find. */
export interface Pack {
  readonly name: string;
  readonly description: string;
  readonly bySeverity: Readonly<Record<Severity, Level>>;
  /** What it tells as one, in order; none where everything stands by itself. */
  readonly folds: readonly Fold[];
  /** Departures from the table, by rule, each with its reason. */
  readonly overrides: Readonly<Record<string, { readonly level: Level; readonly because: string }>>;
}

/** The level of a rule in a pack. */
export function levelOf(pack: Pack, rule: Pick<Rule, "id" | "premises">): Level {
  return pack.overrides[rule.id]?.level ?? pack.bySeverity[severityOf(rule.premises)];
}
