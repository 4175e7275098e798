import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readStack } from "../model/from-pulumi/stack.ts";
import { judge } from "../policies/judge/judge.ts";
import { DEFAULT } from "../policies/packs/default.ts";
import { levelOf } from "../policies/packs/pack.ts";
import type { Reference } from "../policies/references.ts";
import type { Rule } from "../policies/rule.ts";
import { RULES } from "../policies/rules/index.ts";
import { type Impact, type Precondition, type Qualifier, SEVERITIES, severityOf } from "../policies/severity.ts";
import { asCompose } from "../test/policies/support/as-compose.ts";
import { type Case, cases, contextOf, resourcesOf } from "../test/policies/support/case.ts";
import { cureSection, exampleCure, renderCures } from "./example-cures.ts";
import { repositoryPages, repositoryTable } from "./render-repository-rules.ts";

/** `npm run generate`: writes `docs/rules/` from the rules and from the cases that test them. */

const CASES = fileURLToPath(new URL("../test/policies/rules/", import.meta.url));
const TARGET = fileURLToPath(new URL("../docs/rules/", import.meta.url));
const EXPLAINED = fileURLToPath(new URL("../cli/cures.json", import.meta.url));

const PRECONDITIONS: Record<Precondition, string> = {
  none: "nothing has to happen first, the setting itself is the harm",
  reach: "it takes no more than reach, or untrusted input",
  foothold: "it takes code that runs in the container",
  "second-flaw": "it takes code that runs in the container and a second flaw",
};
const IMPACTS: Record<Impact, string> = {
  host: "the harm reaches the whole host",
  neighbours: "the harm reaches other containers",
  container: "the harm stays with the container",
};
const QUALIFIERS: Record<Qualifier, string> = {
  "disclosure-only": "one step down, because only reading is possible",
  "availability-only": "one step down, because only availability suffers",
  "integrity-only": "one step down, because only integrity suffers",
  "before-foothold": "one step up, because it helps before anybody is inside",
};

/** Every page of the rules by its file name, `README.md` among them. */
export function renderDocs(): Map<string, string> {
  const examples = cases(CASES);
  const pages = RULES.map((rule): [string, string] => [
    `${rule.id}.md`,
    renderRule(
      rule,
      examples.filter((example) => example.rule === rule.id),
    ),
  ]);
  return new Map([["README.md", renderTable(RULES)], ...pages, ...repositoryPages()]);
}

function renderTable(rules: readonly Rule[]): string {
  const worstFirst = [...rules].sort((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1));
  return [
    "# Rules",
    "",
    `${rules.length} rules judge each container. How severe a rule is follows from two written premises by one table, see the page of the rule. What a finding does is its level: \`mandatory\` refuses, \`advisory\` is shown; the levels are those of the profile \`${DEFAULT.name}\`, which ${DEFAULT.description}.`,
    "",
    "| Rule | Severity | Level | What it finds |",
    "| --- | --- | --- | --- |",
    ...worstFirst.map(
      (rule) =>
        `| [${rule.id}](${rule.id}.md) | ${severityOf(rule.premises)} | ${levelOf(DEFAULT, rule)} | ${rule.title} |`,
    ),
    "",
    ...repositoryTable(),
    "These pages are made from the rules and from the cases that test them: `node scripts/generate-docs.ts`.",
    "",
  ].join("\n");
}

function rank(rule: Rule): number {
  return SEVERITIES.indexOf(severityOf(rule.premises));
}

function renderRule(rule: Rule, examples: readonly Case[]): string {
  const [failing, passing] = contrast(examples);
  return [
    `# ${rule.id}`,
    "",
    `**${rule.title}.**`,
    "",
    rule.why,
    "",
    `**What to do:** ${rule.remedy}`,
    "",
    "| | |",
    "| --- | --- |",
    `| Severity | ${severityOf(rule.premises)} |`,
    `| Level | ${level(rule)} |`,
    `| Judges | ${rule.scope === "container" ? "each container by itself" : "the containers of a stack together"} |`,
    "",
    ...severity(rule),
    ...exceptions(rule, examples),
    ...example("Fails", failing),
    ...cureSection(
      rule,
      exampleCure(rule, [...(failing === undefined ? [] : [failing]), ...failures(examples)]),
      failing,
    ),
    ...example("Passes", passing),
    "## References",
    "",
    ...rule.references.map(reference),
    "",
    `A waiver for one of its findings names \`${rule.id}\`, the container and, where there is one, the detail in the finding.`,
    "",
  ].join("\n");
}

function failures(examples: readonly Case[]): readonly Case[] {
  return examples.filter(({ state }) => state === "fail");
}

function level(rule: Rule): string {
  const because = DEFAULT.overrides[rule.id]?.because;
  return `${levelOf(DEFAULT, rule)} in the profile ${DEFAULT.name}${because === undefined ? "" : `: ${because}`}`;
}

function severity({ premises: { precondition, impact, qualifiers = [] } }: Rule): string[] {
  const steps = qualifiers.map((qualifier) => `- ${QUALIFIERS[qualifier]} (\`${qualifier}\`)`);
  return [
    "## How severe, and why",
    "",
    `- ${PRECONDITIONS[precondition]} (precondition \`${precondition}\`)`,
    `- ${IMPACTS[impact]} (impact \`${impact}\`)`,
    ...steps,
    "",
  ];
}

/** The rule's own words for why it says nothing, heard from it on the cases. */
function exceptions(rule: Rule, examples: readonly Case[]): string[] {
  const reasons = examples
    .filter(({ state }) => state === "not-applicable")
    .flatMap((example) => {
      const stack = example.pulumi === undefined ? asCompose(example) : readStack("example", resourcesOf(example));
      if (stack === undefined) return [];
      return judge(stack, [rule], contextOf(example)).flatMap(({ reason }) => reason ?? []);
    });
  if (reasons.length === 0) return [];
  return ["## When it does not apply", "", ...[...new Set(reasons)].sort().map((reason) => `- ${reason}`), ""];
}

function example(title: string, found: Case | undefined): string[] {
  if (found === undefined) return [];
  return [`## ${title}`, "", `${sentence(found.situation)}:`, "", "```yaml", declaration(found), "```", ""];
}

function sentence(situation: string): string {
  const words = situation.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function reference({ title, url }: Reference): string {
  return url === undefined ? `- ${title}` : `- [${title}](${url})`;
}

/** The case without what it expects: the part of the file that a person would write. */
function declaration({ file }: Case): string {
  const lines = readFileSync(join(CASES, file), "utf8").trimEnd().split("\n");
  let told = true;
  return lines
    .filter((line) => {
      const key = /^([a-z-]+):/.exec(line)?.[1];
      if (key !== undefined) told = key !== "expect" && key !== "says";
      return told;
    })
    .join("\n");
}

/** A failing and a passing example that differ little and are short, so that what makes the difference can be seen. */
function contrast(examples: readonly Case[]): [Case, Case] | [] {
  const of = (state: string) => examples.filter((found) => found.state === state);
  const pairs = of("fail").flatMap((failing) =>
    of("pass").map((passing) => ({ failing, passing, cost: costOf(failing, passing) })),
  );
  const best = pairs.sort((a, b) => a.cost - b.cost || (keyOf(a) < keyOf(b) ? -1 : 1))[0];
  return best === undefined ? [] : [best.failing, best.passing];
}

/** Words that stand in only one of the two, and a little for every word that has to be read. */
function costOf(failing: Case, passing: Case): number {
  const words = wordsOf(failing);
  const own = wordsOf(passing);
  const together = new Set([...words, ...own]).size;
  return together - [...own].filter((word) => words.has(word)).length + together / 3;
}

function keyOf({ failing, passing }: { failing: Case; passing: Case }): string {
  return `${failing.file} ${passing.file}`;
}

function wordsOf(found: Case): Set<string> {
  return new Set(declaration(found).split(/[^A-Za-z0-9_./:-]+/));
}

/** Writes the pages into `folder` and takes away those of rules that are gone. */
export function writeDocs(folder: string): void {
  const pages = renderDocs();
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (!pages.has(file)) rmSync(join(folder, file));
  for (const [file, text] of pages) {
    const path = join(folder, file);
    if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
  }
}

/** What `readiness explain` shows of the cures. */
export function renderExplained(): string {
  return renderCures(cases(CASES));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeDocs(TARGET);
  writeFileSync(EXPLAINED, renderExplained());
}
