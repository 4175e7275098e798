import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import { checkFiles, renderIndex } from "../../scripts/generate-checks.ts";
import { CRITERIA } from "../../verifications/check.ts";
import { CHECKS } from "../../verifications/checks/index.ts";
import { evaluate } from "../../verifications/judgement/evaluate.ts";
import { LINES } from "../../verifications/judgement/lines.ts";
import type { Result } from "../../verifications/judgement/result.ts";
import { cases, NOW } from "./support/case.ts";

const folder = fileURLToPath(new URL("./checks/", import.meta.url));
const sources = fileURLToPath(new URL("../../verifications/checks/", import.meta.url));
const all = cases(folder);

const remarksOf = (results: readonly Result[]) =>
  results.flatMap(({ subject, remarks }) =>
    remarks.map((remark) => ({ on: `${subject.host}/${subject.name}`, remark })),
  );

for (const example of all)
  test(`${example.check}: ${example.state} on ${example.situation.replaceAll("-", " ")}`, (t) => {
    const check = CHECKS.find(({ id }) => id === example.check);
    if (check === undefined) return t.fail(`there is no check ${example.check}`);
    const results = evaluate({ ...example, checks: [check], now: NOW });
    const found = remarksOf(results);
    const told = JSON.stringify(found, undefined, 2);
    t.is(found.length, example.remarks.length, told);
    for (const [index, { on, detail, cause, says }] of example.remarks.entries()) {
      const made = found[index];
      t.is(made?.on, on, told);
      if (detail !== undefined) t.is(made?.remark.detail, detail, told);
      if (cause !== undefined) t.is(made?.remark.cause, cause, told);
      if (says !== undefined) t.true(made?.remark.message.includes(says), told);
    }
    const states = new Set(results.map(({ state }) => state));
    if (example.state === "pass") t.deepEqual([...states], ["pass"], told);
    else t.true(states.has(example.state) && (example.state === "fail" || !states.has("fail")), told);
  });

for (const example of all)
  test(`${example.check} on ${example.situation.replaceAll("-", " ")} never passes for want of a fact`, (t) => {
    const check = CHECKS.find(({ id }) => id === example.check);
    if (check === undefined) return t.fail(`there is no check ${example.check}`);
    const judged = (facts: typeof example.facts) =>
      new Map(
        evaluate({ ...example, facts, checks: [check], now: NOW }).map(({ subject, state }) => [
          `${subject.host}/${subject.name}`,
          state,
        ]),
      );
    for (const [on, state] of judged([])) t.not(state, "pass", on);
    const whole = judged(example.facts);
    for (const gone of example.facts)
      for (const [on, state] of judged(example.facts.filter((fact) => fact !== gone)))
        t.false(state === "pass" && whole.get(on) !== "pass", `${on} without ${gone.source}`);
  });

for (const check of CHECKS) {
  for (const state of ["pass", "fail", "unknown"] as const)
    test(`${check.id} has an example that is judged ${state}`, (t) => {
      t.true(all.some((example) => example.check === check.id && example.state === state));
    });

  test(`${check.id} says what it needs to say of itself`, (t) => {
    t.regex(check.id, /^[a-z]+(-[a-z]+)+$/);
    t.true(CRITERIA.includes(check.criterion));
    for (const text of [check.title, check.why, check.proof, check.remedy]) t.true(text.length > 20, text);
    t.true(check.validFor > 0);
    const proves = LINES.filter(({ checks }) => checks.includes(check.id)).map(({ id }) => id);
    t.deepEqual([...check.lines].sort(), proves.sort(), "its lines are those of judgement/lines.ts");
  });
}

test("every check lies in the folder of its criterion, in a file of its name, and is in the list", async (t) => {
  const files = checkFiles(sources);
  t.is(readFileSync(`${sources}index.ts`, "utf8"), renderIndex(files), "run `npm run generate`");
  t.deepEqual(
    CHECKS.map(({ criterion, id }) => `${criterion}/${id}.ts`),
    files,
  );
  t.is(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
});

test("every case belongs to a check", (t) => {
  const ids = new Set(CHECKS.map(({ id }) => id));
  t.deepEqual(
    [...new Set(all.map(({ check }) => check))].filter((id) => !ids.has(id)),
    [],
  );
});
