import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BEYOND_EDGE, EDGE, type EdgeRow } from "../policies/coverage/edge.ts";
import { RULES } from "../policies/rules/index.ts";
import { severityOf } from "../policies/severity.ts";

const TARGET = fileURLToPath(new URL("../docs/edge-coverage.md", import.meta.url));

/** `docs/edge-coverage.md`: every failure mode of the edge, and the rules that judge it. */
export function renderEdgeCoverage(): string {
  return [
    "# What is checked at the edge",
    "",
    `${EDGE.length} ways in which labels, Traefik's own configuration and Authelia's are each valid and wrong together, of which rules judge ${EDGE.filter(({ rules }) => rules.length > 0).length}. Those marked **open** take a login away or let an identity be forged; the others fail closed, lead astray or weaken. The rules judge what Traefik makes of all labels and files of a stack.`,
    "",
    "Where Traefik reads its configuration from a file that is no part of the declaration, [proxy-does-not-start](rules/proxy-does-not-start.md) says once that nothing is known; where no Traefik is declared at all, [router-switched-off](rules/router-switched-off.md) says so of each container with routes. The other rules are then quiet. A value that is declared and not known yet leaves each rule undecided that depends on it.",
    "",
    "| # | Fails when | | Rules | Left out |",
    "| --- | --- | --- | --- | --- |",
    ...EDGE.map((row) => `| ${cells(row).map(cell).join(" | ")} |`),
    "",
    `Beyond these rows: ${BEYOND_EDGE.map(link).join(", ")}.`,
    "",
    "This page is made from `policies/coverage/edge.ts`: `node scripts/generate-coverage.ts`.",
    "",
  ].join("\n");
}

function cells({ row, fails, failsOpen, rules, because }: EdgeRow): string[] {
  return [String(row), fails, failsOpen ? "**open**" : "", rules.map(link).join(", "), because ?? ""];
}

function link(id: string): string {
  const rule = RULES.find((candidate) => candidate.id === id);
  return rule === undefined ? id : `[${id}](rules/${id}.md) (${severityOf(rule.premises)})`;
}

function cell(text: string): string {
  return text === "" ? "-" : text.replaceAll("|", "\\|");
}

/** Writes the page where it is out of date. */
export function writeEdgeCoverage(target: string = TARGET): void {
  const text = renderEdgeCoverage();
  if (!existsSync(target) || readFileSync(target, "utf8") !== text) writeFileSync(target, text);
}
