import { readFileSync } from "node:fs";
import test from "ava";
import fc from "fast-check";
import { CRITERIA } from "../../../verifications/check.ts";
import { CRITERION } from "../../../verifications/judgement/criteria.ts";
import { gradeOf, READY_FROM, reaches, shown } from "../../../verifications/judgement/grade.ts";
import { LINES } from "../../../verifications/judgement/lines.ts";
import { scoreOf } from "../../../verifications/judgement/score.ts";
import { seen } from "../support/run.ts";
import { ALL, ATTESTED, ESTATE, factOf, GOOD, judged, simple } from "./support.ts";

const PAGE = readFileSync(new URL("../../../docs/score.md", import.meta.url), "utf8");
const CURRENT = [60, 85, 70, 75, 55, 65, 90, 40];
const weighted = (scores: readonly number[]) =>
  CRITERIA.reduce((sum, criterion, index) => sum + CRITERION[criterion].weight * (scores[index] as number), 0) / 100;

test("the weights are those of the proposal and sum up to a hundred", (t) => {
  const weights = CRITERIA.map((criterion) => CRITERION[criterion].weight);
  t.deepEqual(weights, [20, 10, 12, 15, 15, 10, 8, 10]);
  t.is(
    weights.reduce((sum, weight) => sum + weight),
    100,
  );
});

test("the minimums are the targets of the proposal, which make 90.15 together", (t) => {
  const minimums = CRITERIA.map((criterion) => CRITERION[criterion].minimum);
  t.deepEqual(minimums, [95, 95, 90, 90, 85, 85, 95, 85]);
  t.is(Number(weighted(minimums).toFixed(2)), 90.15);
});

test("the numbers that the proposal gives for today make 66.10, which is C+, and not 68 or 72", (t) => {
  t.is(Number(weighted(CURRENT).toFixed(2)), 66.1);
  t.is(gradeOf(weighted(CURRENT)).grade, "C+");
  t.is(gradeOf(72).grade, "B");
  t.is(gradeOf(90).grade, "A+");
});

test("every score has one grade, and a better score never has a worse one", (t) => {
  const order = ["F", "C", "C+", "B", "B+", "A-", "A", "A+", "A+++"];
  fc.assert(
    fc.property(fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0, max: 100, noNaN: true }), (a, b) => {
      const [less, more] = a < b ? [a, b] : [b, a];
      t.true(order.indexOf(gradeOf(less).grade) <= order.indexOf(gradeOf(more).grade));
      t.true(order.includes(gradeOf(less).grade));
    }),
  );
  t.is(gradeOf(89.5).grade, "A");
  t.is(gradeOf(94.5).grade, "A+");
  t.is(gradeOf(84.99).grade, "A-");
  t.throws(() => gradeOf(Number.NaN));
});

test("a score is printed as no more than it is, so that what is printed as 85.0 is ready", (t) => {
  t.is(shown(89.96), "89.9");
  t.is(shown(100), "100.0");
  t.is(shown(0), "0.0");
  fc.assert(
    fc.property(fc.double({ min: 0, max: 100, noNaN: true }), (score) => {
      t.true(Number(shown(score)) <= score + 1e-9);
      t.is(Number(shown(score)) >= READY_FROM, reaches(score, READY_FROM));
    }),
  );
});

test("what sums of shares lose in binary does not cost a grade", (t) => {
  t.true(reaches(0.1 + 0.2 + 84.7, 85));
  t.is(shown(84.99999999999999), "85.0");
  t.false(reaches(84.9999, 85));
});

test("80 to 84 has a grade and is not ready, because the proposal says both and the stricter reading holds", (t) => {
  t.is(gradeOf(82).grade, "A-");
  t.false(reaches(82, READY_FROM));
});

test("the definition has the forty lines of the proposal, five in each of its eight groups", (t) => {
  t.is(LINES.length, 40);
  t.is(new Set(LINES.map(({ id }) => id)).size, 40);
  const groups = Map.groupBy(LINES, ({ id }) => id.split("-")[0]);
  t.deepEqual(
    [...groups].map(([group, lines]) => [group, lines.length]),
    ["INF", "MON", "SEC", "DOC", "BK", "OPS", "PERF", "ACC"].map((group) => [group, 5]),
  );
});

test("every line has a check or somebody's word, and every criterion has lines", (t) => {
  for (const { id, checks, attested } of LINES) t.true(checks.length > 0 || attested, id);
  t.deepEqual(new Set(LINES.map(({ criterion }) => criterion)), new Set(CRITERIA));
  const all = LINES.flatMap(({ checks }) => checks);
  t.is(new Set(all).size, all.length, "a check proves one line, so that it counts once");
});

test("the page names every line with its words, its criterion and who proves it", (t) => {
  for (const { id, text, criterion, attested, checks } of LINES) {
    const by = attested ? (checks.length > 0 ? "checks and a person" : "a person") : "checks";
    t.true(PAGE.includes(`| ${id} | ${text} | ${CRITERION[criterion].title} | ${by} |`), id);
  }
});

test("the page gives weights, minimums and grades as they are", (t) => {
  for (const criterion of CRITERIA) {
    const { title, weight, minimum } = CRITERION[criterion];
    t.true(PAGE.includes(`| ${title} | ${weight} | ${minimum} |`), title);
  }
  const bands = [...PAGE.matchAll(/^\| (\d+) \| (\S+) \| ([^|]+) \|$/gm)];
  t.is(bands.length, 9);
  for (const [, from, grade, says] of bands) t.like(gradeOf(Number(from)), { grade, says: says?.trim() });
});

test("without any result the low end is 0, the high end 100 and nothing is covered", (t) => {
  const { low, high, coverage } = scoreOf([], new Set());
  t.deepEqual([low, Math.round(high), coverage], [0, 100, 0]);
});

test("a criterion whose checks do not exist is unknown and takes its weight with it", (t) => {
  const checks = ALL.filter(({ criterion }) => criterion !== "monitoring");
  const { score, unwritten, verdict } = judged(GOOD, { attestations: ATTESTED }, checks);
  const own = LINES.filter(({ criterion }) => criterion === "monitoring");
  const word =
    own.reduce((sum, { attested, checks }) => sum + (attested ? 1 / (checks.length + 1) : 0), 0) / own.length;
  t.true(Math.abs((score.criteria[2]?.coverage ?? 1) - word) < 1e-9, "only what is attested is covered");
  t.true(Math.abs(score.low - (100 - 12 * (1 - word))) < 1e-9 && score.high > 99.999);
  t.true(unwritten.includes("targets-up"));
  t.is(verdict, "could-not-verify");
});

test("lines count the same in a criterion, checks in a line, and subjects in a check", (t) => {
  const bad = factOf("container-runs", "master", "web");
  const facts = GOOD.map((fact) =>
    `${fact.source} ${fact.host} engine ${fact.subject}` === bad ? seen(bad, false) : fact,
  );
  const { score } = judged(facts);
  const reliability = LINES.filter(({ criterion }) => criterion === "reliability").length;
  const checks = LINES.find(({ id }) => id === "INF-2")?.checks.length ?? 0;
  t.true(Math.abs(100 - score.low - 10 / reliability / checks / 3) < 1e-9);
  t.is(score.low, score.high);
});

test("a line that needs both counts what is attested like one check, and never instead of one", (t) => {
  const checks = ALL.filter(({ id }) => id !== "alert-delivered");
  const line = judged(GOOD, { attestations: ATTESTED }, checks)
    .score.criteria.flatMap(({ lines }) => lines)
    .find(({ line }) => line === "MON-4");
  const share = 100 / ((LINES.find(({ id }) => id === "MON-4")?.checks.length ?? 0) + 1);
  t.like(line, { high: 100, attested: true });
  t.true(Math.abs(100 - share - (line?.low ?? 0)) < 1e-9);
});

test("an estate that declares nothing proves nothing, whatever is attested", (t) => {
  for (const sketch of [{ hosts: [] }, { hosts: [{ name: "master" }] }]) {
    const { verdict, score } = judged(GOOD, { attestations: ATTESTED }, ALL, sketch);
    t.is(verdict, "could-not-verify");
    t.true(score.low < 30);
  }
  const { summary } = judged(GOOD, {}, [simple("container-runs")], { hosts: [] });
  t.like(summary, { results: 1, unknown: 1 });
  t.is(ESTATE.hosts.length, 2);
});
