import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import { BEYOND_EDGE, EDGE } from "../../policies/coverage/edge.ts";
import { RULES } from "../../policies/rules/index.ts";
import { severityOf } from "../../policies/severity.ts";
import { renderEdgeCoverage } from "../../scripts/generate-edge-coverage.ts";

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const byId = new Map(RULES.map((rule) => [rule.id, rule]));

test("docs/edge-coverage.md is what `node scripts/generate-coverage.ts` makes of the rules today", (t) => {
  t.is(readFileSync(root("docs/edge-coverage.md"), "utf8"), renderEdgeCoverage());
});

test("the rows are numbered from 1 to 50 without a gap, and each has a rule or says why it has none", (t) => {
  t.deepEqual(
    EDGE.map(({ row }) => row),
    Array.from({ length: 50 }, (_, index) => index + 1),
  );
  for (const { row, fails, rules, because } of EDGE) {
    t.true(rules.length > 0 || (because ?? "").length > 20, `row ${row}`);
    t.true(fails.length > 5, `row ${row}`);
  }
});

test("every rule that a row names exists, and every rule over the edge stands in a row or beyond them", (t) => {
  const named = new Set([...EDGE.flatMap(({ rules }) => rules), ...BEYOND_EDGE]);
  for (const id of named) t.true(byId.has(id), id);
  for (const file of readdirSync(root("policies/rules/edge"))) {
    const id = file.replace(/\.ts$/, "");
    // Judged by simulated requests, for whatever row the way of the request breaks at.
    t.true(named.has(id) || id === "access-class-not-held", id);
  }
});

test("a row that takes a login away has a rule that is at least high", (t) => {
  for (const { row, rules, failsOpen } of EDGE) {
    if (failsOpen !== true) continue;
    const severities = rules.map((id) => severityOf((byId.get(id) as (typeof RULES)[number]).premises));
    t.true(
      severities.some((severity) => severity === "high" || severity === "critical"),
      `row ${row}: ${severities.join(", ")}`,
    );
  }
});

test("each rule over the edge has one failing and one passing example, and one that is not known", (t) => {
  for (const id of new Set(EDGE.flatMap(({ rules }) => rules))) {
    const folder = root(`test/policies/rules/edge/${id}`);
    if (!existsSync(folder)) continue;
    const states = new Set(readdirSync(folder).map((file) => file.split(".")[0]));
    for (const state of ["fail", "pass", "unknown", "not-applicable"]) t.true(states.has(state), `${id}: ${state}`);
  }
});
