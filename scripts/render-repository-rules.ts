import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT } from "../policies/packs/default.ts";
import { levelOf } from "../policies/packs/pack.ts";
import type { RepositoryRule } from "../policies/repository/rule.ts";
import { REPOSITORY_RULES } from "../policies/repository/rules.ts";
import { type Impact, type Precondition, severityOf } from "../policies/severity.ts";

const CASES = fileURLToPath(new URL("../test/policies/repository/", import.meta.url));

const PRECONDITIONS: Record<Precondition, string> = {
  none: "nothing has to happen first, the state itself is the harm",
  reach: "it takes no more than a look at the repository, a clone or a backup of it",
  foothold: "it takes code that runs where the service can be reached",
  "second-flaw": "it takes a foothold and a second flaw",
};
const IMPACTS: Record<Impact, string> = {
  host: "the harm reaches whole hosts",
  neighbours: "the harm reaches other services",
  container: "the harm stays with the service",
};

/** The pages of the rules over the repository, by file name. */
export function repositoryPages(): [string, string][] {
  return REPOSITORY_RULES.map((rule) => [`${rule.id}.md`, renderRule(rule)]);
}

/** The rules over the repository, as a section of the table of all rules. */
export function repositoryTable(): string[] {
  return [
    "## Of the repository",
    "",
    `\`readiness repository\` judges the repository that deploys the hosts by ${REPOSITORY_RULES.length} more, see [repository](../repository.md).`,
    "",
    "| Rule | Severity | Level | What it finds |",
    "| --- | --- | --- | --- |",
    ...REPOSITORY_RULES.map(
      (rule) =>
        `| [${rule.id}](${rule.id}.md) | ${severityOf(rule.premises)} | ${levelOf(DEFAULT, rule)} | ${rule.title} |`,
    ),
    "",
  ];
}

function renderRule(rule: RepositoryRule): string {
  const { precondition, impact, qualifiers = [] } = rule.premises;
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
    `| Level | ${levelOf(DEFAULT, rule)} in the profile ${DEFAULT.name} |`,
    `| Judges | ${rule.judges} |`,
    "",
    "## How severe, and why",
    "",
    `- ${PRECONDITIONS[precondition]} (precondition \`${precondition}\`)`,
    `- ${IMPACTS[impact]} (impact \`${impact}\`)`,
    ...qualifiers.map((qualifier) => `- one step down, because it is \`${qualifier}\``),
    "",
    ...example("Fails", shortest(rule, "fail")),
    ...example("Passes", shortest(rule, "pass")),
    "## References",
    "",
    ...rule.references.map(({ title, url }) => (url === undefined ? `- ${title}` : `- [${title}](${url})`)),
    "",
    `A waiver for one of its findings names \`${rule.id}\`, the subject and, where there is one, the detail in the finding; [repository](../repository.md) shows one.`,
    "",
  ].join("\n");
}

interface Example {
  readonly situation: string;
  readonly text: string;
}

/** The case that is read fastest. */
function shortest({ id }: RepositoryRule, state: string): Example | undefined {
  const folder = join(CASES, id);
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${state}.`))
    .sort()
    .map((file) => ({
      situation: basename(file, ".yaml").slice(state.length + 1),
      text: readFileSync(join(folder, file), "utf8").split(/^expect:/m, 1)[0] ?? "",
    }))
    .sort((a, b) => a.text.length - b.text.length)[0];
}

function example(title: string, found: Example | undefined): string[] {
  if (found === undefined) return [];
  const words = found.situation.replaceAll("-", " ");
  const sentence = words.charAt(0).toUpperCase() + words.slice(1);
  return [`## ${title}`, "", `${sentence}:`, "", "```yaml", found.text.trimEnd(), "```", ""];
}
