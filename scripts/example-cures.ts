import { readStack } from "../model/from-pulumi/stack.ts";
import { type CureText, cureOf } from "../policies/cure/snippet.ts";
import { judge } from "../policies/judge/judge.ts";
import type { Rule } from "../policies/rule.ts";
import { RULES } from "../policies/rules/index.ts";
import { asCompose } from "../test/policies/support/as-compose.ts";
import { type Case, contextOf, resourcesOf } from "../test/policies/support/case.ts";

/** What cures an example, and which one. */
export interface ExampleCure {
  readonly example: Case;
  readonly cure: CureText;
}

/** The cure of the first of these examples that both sources have words for, else of the first that has one. */
export function exampleCure(rule: Rule, examples: readonly Case[]): ExampleCure | undefined {
  let first: ExampleCure | undefined;
  for (const example of examples) {
    const stack = example.pulumi === undefined ? asCompose(example) : readStack("example", resourcesOf(example));
    const verdicts = stack === undefined ? [] : judge(stack, [rule], contextOf(example));
    const cure = verdicts.flatMap(({ remarks }) => remarks.map(cureOf)).find((text) => text !== null);
    if (cure === undefined || cure === null) continue;
    if (cure.pulumi !== null && cure.compose !== null) return { example, cure };
    first ??= { example, cure };
  }
  return first;
}

/** The section of a page that shows it. */
export function cureSection(rule: Rule, found: ExampleCure | undefined, shown: Case | undefined): string[] {
  if (found === undefined) {
    if (typeof rule.cure !== "string") return [];
    return ["## Cure", "", rule.cure, ""];
  }
  const { example, cure } = found;
  const which = example === shown ? "What cures the example above" : `What cures it where ${words(example)}`;
  const effect =
    cure.behaviour === "same"
      ? `The running service behaves the same afterwards${cure.compose === null ? "" : ", so `readiness check --fix` can apply it"}.`
      : "The service may behave differently afterwards.";
  const decide = cure.decide === null ? "" : ` Somebody has to decide: ${cure.decide}.`;
  return [
    "## Cure",
    "",
    `${which}. ${effect}${decide}`,
    "",
    ...block("ts", cure.pulumi, "Pulumi has no words for it."),
    ...block("yaml", cure.compose, "Compose has no words for it."),
  ];
}

function block(language: string, text: string | null, without: string): string[] {
  return text === null ? [without, ""] : [`\`\`\`${language}`, text, "```", ""];
}

function words({ situation }: Case): string {
  return `the case is "${situation.replaceAll("-", " ")}"`;
}

/** The cures of all rules as JSON, for what explains a rule where the examples are not at hand. */
export function renderCures(examples: readonly Case[]): string {
  const cures = RULES.map((rule) => {
    const found = exampleCure(
      rule,
      examples.filter((example) => example.rule === rule.id && example.state === "fail"),
    );
    return [rule.id, found?.cure ?? (typeof rule.cure === "string" ? rule.cure : null)];
  });
  return `${JSON.stringify(Object.fromEntries(cures), null, 2)}\n`;
}
