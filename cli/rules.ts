import { packNamed } from "../policies/packs/index.ts";
import { levelOf, type Pack } from "../policies/packs/pack.ts";
import { RULES } from "../policies/rules/index.ts";
import { severityOf } from "../policies/severity.ts";
import type { Format } from "./output.ts";

/** `readiness rules` */
export function rules(options: { readonly profile?: string; readonly format: Format }): number {
  const pack = packNamed(options.profile ?? "default") as Pack;
  const rows = RULES.map((rule) => ({
    rule: rule.id,
    severity: severityOf(rule.premises),
    level: levelOf(pack, rule),
    title: rule.title,
  }));
  const width = Math.max(...rows.map(({ rule }) => rule.length));
  process.stdout.write(
    options.format === "json"
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
