import test from "ava";
import { checkFiles } from "../../gate/index.ts";
import { compare } from "../../policies/judge/compare.ts";
import { overview } from "../../reports/html-overview.ts";
import { gradeOf, subjectOf } from "../../reports/words.ts";

const { findings } = compare(
  checkFiles({
    files: ["test/estates/as-found/master.yaml", "test/estates/as-found/lady.yaml"],
    today: "2026-11-23",
  }),
  undefined,
);
const page = overview("Refused", findings);

test("the overview counts every finding once, the commonest first", (t) => {
  const times = [...page.matchAll(/class="times">(\d+)</g)].map(([, count]) => Number(count));
  t.is(
    times.reduce((sum, count) => sum + count, 0),
    findings.length,
  );
  const named = times.slice(0, -1);
  t.deepEqual(
    named,
    named.toSorted((a, b) => b - a),
  );
  t.is(named.length, 8);
});

test("what could not be decided is counted apart from what fails by the same rule", (t) => {
  const missing = findings.filter(({ rule }) => rule === "healthcheck-missing");
  const grades = new Set(missing.map(gradeOf));
  t.true(grades.size > 1);
  t.is(overview("Refused", missing).match(/A service has no healthcheck/g)?.length, grades.size);
});

test("each subject has one link, in the order of the report", (t) => {
  const subjects = [...new Set(findings.map(subjectOf))];
  t.deepEqual(
    [...page.matchAll(/href="#refused-(\d+)"><bdi>([^<]*)<\/bdi>/g)].map(([, index, name]) => [Number(index), name]),
    subjects.map((subject, index) => [index + 1, subject]),
  );
});

test("a name from a hostile file stays text in the overview", (t) => {
  const [first] = findings;
  if (first === undefined) return t.fail();
  const hostile = { ...first, title: "<b>", subject: { stack: '"><script>', container: "</bdi>" } };
  t.notRegex(overview("Refused", [hostile]), /<script>|<b>|"><\/|<\/bdi><\/bdi>/);
});

test("where nothing is found there is no overview", (t) => {
  t.is(overview("Refused", []), "");
});
