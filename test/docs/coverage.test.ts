import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import { SERVICE_KEYS } from "../../model/from-compose/keys.ts";
import { BEYOND, COVERAGE } from "../../policies/coverage.ts";
import { RULES } from "../../policies/rules/index.ts";
import { renderCoverage } from "../../scripts/generate-coverage.ts";

const rows = COVERAGE.flatMap((section) => section.rows);
const byId = new Map(RULES.map((rule) => [rule.id, rule]));
const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

test("docs/coverage.md is what `node scripts/generate-coverage.ts` makes of the rules today", (t) => {
  t.is(read("docs/coverage.md"), renderCoverage());
});

test("the rows are numbered from 1 to 81 without a gap", (t) => {
  t.deepEqual(
    rows.map(({ row }) => row),
    Array.from({ length: 81 }, (_, index) => index + 1),
  );
});

test("no row is empty: each has a rule, or says why it has none", (t) => {
  for (const { row, rules, because, fails } of rows) {
    t.true(rules.length > 0 || (because ?? "").length > 20, `row ${row}`);
    t.true(fails.length > 5, `row ${row}`);
  }
});

test("every rule that a row names exists, and every rule that exists stands somewhere", (t) => {
  const named = [...rows, ...BEYOND].flatMap(({ rules }) => rules);
  t.deepEqual([...new Set(named)].sort(), [...byId.keys()].sort());
});

test("a rule stands beyond the rows only where no row has it", (t) => {
  const inRows = new Set(rows.flatMap(({ rules }) => rules));
  for (const id of BEYOND.flatMap(({ rules }) => rules)) t.false(inRows.has(id), id);
});

test("the rules of a row refer to the controls that the row names", (t) => {
  for (const { row, rules, cis, owasp } of rows.filter(({ rules }) => rules.length > 0)) {
    const controls = rules
      .flatMap((id) => byId.get(id)?.references ?? [])
      .flatMap(({ benchmark }) => (benchmark === undefined ? [] : `${benchmark.name} ${benchmark.id}`));
    for (const id of cis) t.true(controls.includes(`CIS Docker ${id}`), `row ${row}: CIS ${id}`);
    for (const id of owasp) t.true(controls.includes(`OWASP Docker ${id}`), `row ${row}: OWASP ${id}`);
  }
});

test("every input of Pulumi that a row with a rule names is one that the reader reads", (t) => {
  const folder = fileURLToPath(new URL("../../model/from-pulumi/", import.meta.url));
  const reader = readdirSync(folder)
    .map((file) => readFileSync(`${folder}${file}`, "utf8"))
    .join("\n");
  for (const { row, rules, pulumi } of rows.filter(({ rules }) => rules.length > 0))
    for (const part of pulumi.flatMap((path) => path.split(".")))
      t.true(reader.includes(`"${part}"`), `row ${row} (${rules.join(", ")}): ${part}`);
});

test("every key of compose that a row names is one that compose knows", (t) => {
  for (const { row, compose } of rows) for (const key of compose) t.true(SERVICE_KEYS.has(key), `row ${row}: ${key}`);
});
