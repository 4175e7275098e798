import { type Command, Option } from "commander";
import { packNamed } from "../policies/packs/index.ts";
import { levelOf, type Pack } from "../policies/packs/pack.ts";
import { REPOSITORY_RULES } from "../policies/repository/rules.ts";
import { RULES } from "../policies/rules/index.ts";
import { severityOf } from "../policies/severity.ts";
import { type Done, profile } from "./options.ts";

interface RulesFlags {
  readonly profile?: string;
  readonly format: "text" | "json";
}

/** `readiness rules` */
export function addRules(root: Command, done: Done): void {
  root
    .command("rules")
    .description("list all rules with severity and level")
    .addOption(profile())
    .addOption(new Option("--format <format>", "how to list").choices(["text", "json"]).default("text"))
    .action((flags: RulesFlags) => done(rules(flags)));
}

function rules(flags: RulesFlags): number {
  const pack = packNamed(flags.profile ?? "default") as Pack;
  const rows = [...RULES, ...REPOSITORY_RULES].map((rule) => ({
    rule: rule.id,
    severity: severityOf(rule.premises),
    level: levelOf(pack, rule),
    title: rule.title,
  }));
  const width = Math.max(...rows.map(({ rule }) => rule.length));
  process.stdout.write(
    flags.format === "json"
      ? `${JSON.stringify({ version: 1, profile: pack.name, rules: rows }, null, 2)}\n`
      : rows
          .map(
            ({ rule, severity, level, title }) =>
              `${rule.padEnd(width)}  ${severity.padEnd(8)}  ${level.padEnd(9)}  ${title}\n`,
          )
          .join(""),
  );
  return 0;
}
