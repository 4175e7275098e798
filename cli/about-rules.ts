import { createRequire } from "node:module";
import { PSEUDO_RULES } from "../policies/judge/pseudo-rules.ts";
import { FOLDS } from "../policies/packs/index.ts";
import { REPOSITORY_RULES } from "../policies/repository/rules.ts";
import { RULES } from "../policies/rules/index.ts";
import type { About, RuleHelp } from "../reports/about.ts";
import { DRIFT } from "../verifications/drift/compare.ts";

/** What a report tells of every rule that a finding may name. */
export function aboutRules(): About {
  const { version } = createRequire(import.meta.url)("pulumi-readiness/package.json") as { version: string };
  const help = new Map<string, RuleHelp>(
    [...RULES, ...DRIFT].map(({ id, why, remedy, references }) => [id, { why, remedy, references }]),
  );
  for (const { id, why, remedy, references } of REPOSITORY_RULES) help.set(id, { why, remedy, references });
  for (const [id, { why, remedy }] of FOLDS) help.set(id, { why, remedy, references: [] });
  for (const [id, { why }] of Object.entries(PSEUDO_RULES))
    help.set(id, { why, remedy: "Do what the finding says; it cannot be waived.", references: [] });
  return { version, rules: help };
}
