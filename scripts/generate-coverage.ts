import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BEYOND, COVERAGE, type Row } from "../policies/coverage.ts";
import { DEFAULT } from "../policies/packs/default.ts";
import { levelOf } from "../policies/packs/pack.ts";
import { RULES } from "../policies/rules/index.ts";
import { writeEdgeCoverage } from "./generate-edge-coverage.ts";

const TARGET = fileURLToPath(new URL("../docs/coverage.md", import.meta.url));

/** `docs/coverage.md`: every check there is, and what became of it here. */
export function renderCoverage(): string {
  const rows = COVERAGE.flatMap((section) => section.rows);
  const judged = rows.filter(({ rules }) => rules.length > 0).length;
  return [
    "# What is checked",
    "",
    `The union of what container linters, benchmarks and policy libraries check: ${rows.length} rows, of which rules judge ${judged}; the others say why no rule does. Controls are those of the CIS Docker Benchmark 1.6.0 and of the OWASP Docker Security Cheat Sheet (O). A rule in parentheses is off in the profile \`${DEFAULT.name}\`: set its level in the settings, or use the profile strict.`,
    "",
    ...COVERAGE.flatMap(({ title, rows: section }) => [`## ${title}`, "", ...table(section), ""]),
    "## Beyond these rows",
    "",
    ...BEYOND.map(({ title, rules }) => `- ${title}: ${rules.map(link).join(", ")}`),
    "",
    "This page is made from `policies/coverage.ts`: `node scripts/generate-coverage.ts`.",
    "",
  ].join("\n");
}

function table(rows: readonly Row[]): string[] {
  return [
    "| # | Fails when | Rules | Pulumi | compose | inspect | Controls | Also in |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows.map((row) => `| ${cells(row).map(cell).join(" | ")} |`),
  ];
}

function cells({ row, fails, rules, because, pulumi, compose, inspect, cis, owasp, also }: Row): string[] {
  const judged = [rules.map(link).join(", "), because ?? ""].filter((text) => text !== "").join(". ");
  const controls = [...cis, ...owasp.map((id) => `O${id}`)].join(" ");
  return [String(row), fails, judged, code(pulumi), code(compose), code(inspect), controls, also];
}

function link(id: string): string {
  const rule = RULES.find((candidate) => candidate.id === id);
  const text = `[${id}](rules/${id}.md)`;
  return rule !== undefined && levelOf(DEFAULT, rule) === "disabled" ? `(${text})` : text;
}

function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

function cell(text: string): string {
  return text === "" ? "-" : text.replaceAll("|", "\\|");
}

/** Writes the page where it is out of date. */
export function writeCoverage(target: string): void {
  const text = renderCoverage();
  if (!existsSync(target) || readFileSync(target, "utf8") !== text) writeFileSync(target, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeCoverage(TARGET);
  writeEdgeCoverage();
}
