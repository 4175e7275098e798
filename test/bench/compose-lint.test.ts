import { readFileSync } from "node:fs";
import test from "ava";
import { parse } from "yaml";
import { compareFindings, type Difference, type Found } from "../../bench/compose-lint/compare.ts";
import { composeFiles } from "../../bench/compose-lint/files.ts";
import { SHARED } from "../../bench/compose-lint/rules.ts";
import { readCompose } from "../../model/from-compose/read-compose.ts";
import { RULES } from "../../policies/rules/index.ts";

const found = (rule: string, service = "web"): Found => ({ file: "a.yaml", service, rule, message: `says ${rule}` });
const reviewed: Difference = { only: "compose-lint", rule: "CL-0006", beside: "privileged", count: 1, why: "implied" };

test("what both find is no difference, whatever each calls it", (t) => {
  const { both, onlyOurs, onlyTheirs, unreviewed } = compareFindings([found("host-pid")], [found("CL-0010")], []);
  t.deepEqual({ both, onlyOurs, onlyTheirs, unreviewed }, { both: 1, onlyOurs: 0, onlyTheirs: 0, unreviewed: [] });
});

test("what one finds alone is told unless somebody has reviewed it", (t) => {
  const result = compareFindings([found("privileged")], [found("CL-0002"), found("CL-0006")], []);
  t.deepEqual(result.unreviewed, [{ only: "compose-lint", found: found("CL-0006") }]);
  t.deepEqual(compareFindings([found("privileged")], [found("CL-0002"), found("CL-0006")], [reviewed]).unreviewed, []);
  t.is(compareFindings([found("privileged", "db")], [found("CL-0006")], [reviewed]).unreviewed.length, 2);
});

test("a reviewed difference that is met more or less often than written down is told", (t) => {
  t.deepEqual(compareFindings([], [], [reviewed]).miscounted, [{ difference: reviewed, met: 0 }]);
});

test("a rule that only one of the two has is no difference", (t) => {
  t.is(compareFindings([found("restart-policy-missing")], [found("CL-9999")], []).unreviewed.length, 0);
});

test("every rule of the table exists, and every reviewed difference is of one in it and says why", (t) => {
  const ids = new Set(RULES.map(({ id }) => id));
  const ours = Object.values(SHARED).flat();
  for (const id of ours) t.true(ids.has(id), id);
  const file = new URL("../../bench/compose-lint/differences.yaml", import.meta.url);
  for (const { only, rule, why, count } of parse(readFileSync(file, "utf8")) as Difference[]) {
    t.true(only === "readiness" ? ours.includes(rule) : Object.hasOwn(SHARED, rule), rule);
    t.true(why.length > 30 && count > 0, rule);
  }
});

test("the generated files are the same in every run, and compose can read each of them", (t) => {
  const files = composeFiles(100, 1);
  t.deepEqual(files, composeFiles(100, 1));
  for (const { name, text, services } of files) {
    const { containers, problems } = readCompose({ file: name, text });
    // Some require a variable, which stands in no file here.
    t.deepEqual(
      problems.filter(({ message }) => !message.includes("which is not set")),
      [],
      text,
    );
    t.deepEqual(new Set(containers.map((container) => container.name)), new Set(services.keys()));
  }
});
