import { DEFAULT } from "../policies/packs/default.ts";
import { levelOf } from "../policies/packs/pack.ts";
import type { Reference } from "../policies/references.ts";
import type { RepositoryRule } from "../policies/repository/rule.ts";
import type { Rule } from "../policies/rule.ts";
import { severityOf } from "../policies/severity.ts";

/** Heading, reason, remedy and the table of facts with which the page of every rule begins. */
export function pageHead(rule: Rule | RepositoryRule, level: string, judges: string): string[] {
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
    `| Level | ${level} |`,
    `| Judges | ${judges} |`,
    "",
  ];
}

/** The table of rules, a row each, in the order given. */
export function ruleTable(rules: readonly (Rule | RepositoryRule)[]): string[] {
  return [
    "| Rule | Severity | Level | What it finds |",
    "| --- | --- | --- | --- |",
    ...rules.map(
      (rule) =>
        `| [${rule.id}](${rule.id}.md) | ${severityOf(rule.premises)} | ${levelOf(DEFAULT, rule)} | ${rule.title} |`,
    ),
    "",
  ];
}

export function referenceItem({ title, url }: Pick<Reference, "title"> & { readonly url?: string }): string {
  return url === undefined ? `- ${title}` : `- [${title}](${url})`;
}
