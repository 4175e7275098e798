import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import { PACKS } from "../../policies/packs/index.ts";
import { RULES } from "../../policies/rules/index.ts";
import { severityOf } from "../../policies/severity.ts";
import { renderIndex, ruleFiles } from "../../scripts/generate-rules.ts";

const folder = fileURLToPath(new URL("../../policies/rules/", import.meta.url));
const files = ruleFiles(folder);

test("the list of rules is what `npm run generate` makes of the files", (t) => {
  t.is(readFileSync(`${folder}/index.ts`, "utf8"), renderIndex(files));
});

test("every rule is named after its file and no name stands twice", (t) => {
  t.deepEqual(
    RULES.map(({ id }) => id),
    files.map((file) => file.replace(/^.*\//, "").replace(/\.ts$/, "")),
  );
  t.is(new Set(RULES.map(({ id }) => id)).size, RULES.length);
});

test("every rule says what is wrong, why it matters and what to do", (t) => {
  for (const { id, title, why, remedy } of RULES)
    for (const text of [title, why, remedy]) t.true(text.length > 10 && /^[A-Z`'"]/.test(text), `${id}: ${text}`);
});

test("every rule has a cure, or says in words why there is none", (t) => {
  for (const { id, cure } of RULES)
    if (typeof cure === "string") t.regex(cure, /^[A-Z].{20,}\.$/, id);
    else t.is(typeof cure, "function", id);
});

test("every control that a rule refers to carries the version of its benchmark", (t) => {
  for (const { id, references } of RULES)
    for (const { benchmark, url } of references) {
      if (benchmark !== undefined) t.regex(benchmark.id, /^\d+[a-z]?(\.\d+)?$/, id);
      if (url !== undefined) t.true(URL.canParse(url), id);
    }
});

test("packs depart from the table of severities only for rules that exist, with a reason", (t) => {
  const ids = new Set(RULES.map(({ id }) => id));
  for (const pack of PACKS)
    for (const [id, { because }] of Object.entries(pack.overrides)) {
      t.true(ids.has(id), `${pack.name}: ${id}`);
      t.true(because.length > 10, `${pack.name}: ${id}`);
    }
});

test("severity follows from the premises by the published table", (t) => {
  t.is(severityOf({ precondition: "none", impact: "host" }), "critical");
  t.is(severityOf({ precondition: "reach", impact: "neighbours" }), "high");
  t.is(severityOf({ precondition: "foothold", impact: "container" }), "medium");
  t.is(severityOf({ precondition: "second-flaw", impact: "neighbours" }), "medium");
  t.is(severityOf({ precondition: "second-flaw", impact: "container" }), "low");
  t.is(severityOf({ precondition: "second-flaw", impact: "container", qualifiers: ["before-foothold"] }), "medium");
  t.is(severityOf({ precondition: "foothold", impact: "neighbours", qualifiers: ["availability-only"] }), "medium");
  t.is(severityOf({ precondition: "second-flaw", impact: "container", qualifiers: ["disclosure-only"] }), "low");
  t.is(severityOf({ precondition: "none", impact: "host", qualifiers: ["before-foothold"] }), "critical");
});
