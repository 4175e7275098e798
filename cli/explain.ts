import type { Command } from "commander";
import type { CureText } from "../policies/cure/snippet.ts";
import { PSEUDO_RULES } from "../policies/judge/pseudo-rules.ts";
import type { Fold } from "../policies/packs/fold.ts";
import { FOLDS } from "../policies/packs/index.ts";
import type { RepositoryRule } from "../policies/repository/rule.ts";
import { REPOSITORY_RULES } from "../policies/repository/rules.ts";
import type { Rule } from "../policies/rule.ts";
import { RULES } from "../policies/rules/index.ts";
import { severityOf } from "../policies/severity.ts";
import { DRIFT } from "../verifications/drift/compare.ts";
import type { Presence } from "../verifications/drift/presence.ts";
import CURES from "./cures.json" with { type: "json" };
import type { Done } from "./options.ts";
import { Usage } from "./usage.ts";

type Explained = Rule | RepositoryRule | Presence;

const ALL: readonly Explained[] = [...RULES, ...REPOSITORY_RULES, ...DRIFT];

/** `readiness explain RULE` */
export function addExplain(root: Command, done: Done): void {
  root
    .command("explain")
    .description("print what a rule finds, why, and what to do")
    .argument("<rule>", "id of a rule")
    .action((id: string) => done(explain(id)));
}

function explain(id: string): number {
  const rule = ALL.find((candidate) => candidate.id === id);
  const pseudo = Object.hasOwn(PSEUDO_RULES, id) ? PSEUDO_RULES[id] : undefined;
  const fold = FOLDS.get(id);
  if (rule === undefined && fold !== undefined) {
    process.stdout.write(describeFold(fold));
    return 0;
  }
  if (rule === undefined && pseudo === undefined)
    throw new Usage(`${id} is no rule; \`readiness rules\` lists them${nearest(id)}`);
  process.stdout.write(rule === undefined ? `${id}: ${pseudo?.title}\n\n${pseudo?.why}\n` : describe(rule));
  return 0;
}

function describeFold({ id, title, why, remedy, parts, mentions = {} }: Fold): string {
  return [
    `${id}: ${title}`,
    "",
    `Why       ${why}`,
    `Remedy    ${remedy}`,
    "Tells as one, so that it is read once; waivers and levels name the rule:",
    ...Object.entries(parts).map(([rule, lack]) => `  ${rule}  ${lack}`),
    ...(Object.keys(mentions).length === 0 ? [] : ["Names beside them, where the profile does not ask for it:"]),
    ...Object.entries(mentions).map(([rule, lack]) => `  ${rule}  ${lack}`),
    "",
  ].join("\n");
}

function describe(rule: Explained): string {
  const { precondition, impact, qualifiers = [] } = rule.premises;
  const references = rule.references.map(({ title, url }) => `  ${title}${url === undefined ? "" : `  ${url}`}`);
  return [
    `${rule.id}: ${rule.title}`,
    "",
    `Why       ${rule.why}`,
    `Remedy    ${rule.remedy}`,
    `Severity  ${severityOf(rule.premises)}: needs ${precondition}, reaches ${[impact, ...qualifiers].join(", ")}`,
    `Judges    ${judges(rule)}`,
    ...cured(rule.id),
    ...(references.length === 0 ? [] : ["References", ...references]),
    "",
  ].join("\n");
}

/** The cure of the first example that fails. */
function cured(id: string): string[] {
  const cure = (CURES as Readonly<Record<string, CureText | string | null>>)[id];
  if (cure === undefined || cure === null) return [];
  if (typeof cure === "string") return [`Cure      ${cure}`];
  const indented = (text: string) => text.split("\n").map((line) => `  ${line}`);
  return [
    `Cure      of an example; ${cure.behaviour === "same" ? "the running service behaves the same afterwards" : "the service may behave differently afterwards"}`,
    ...(cure.pulumi === null ? [] : indented(cure.pulumi)),
    ...(cure.compose === null ? [] : indented(cure.compose)),
  ];
}

function judges(rule: Explained): string {
  if (!("scope" in rule)) return "a running container against its declaration (readiness drift)";
  if (rule.scope === "repository") return rule.judges;
  return rule.scope === "container" ? "each container by itself" : "the containers of a stack together";
}

function nearest(id: string): string {
  const words = new Set(id.split("-"));
  const shared = (rule: Explained) => rule.id.split("-").filter((word) => words.has(word)).length;
  const best = [...ALL].sort((a, b) => shared(b) - shared(a))[0];
  return best !== undefined && shared(best) > 0 ? `; did you mean ${best.id}?` : "";
}
