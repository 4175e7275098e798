import test from "ava";
import { REPOSITORY_RULES } from "../../../policies/repository/rules.ts";
import { json } from "../../../reports/json.ts";
import { judgeCase, reportsOf, repositoryCases, secretsIn, worst } from "./support/case.ts";

const all = repositoryCases();
const ofFiles = all.filter(({ commits }) => commits === undefined);

test("every rule over the repository has a case that fails and one that passes", (t) => {
  for (const { id } of REPOSITORY_RULES)
    for (const state of ["fail", "pass"])
      t.true(
        all.some((one) => one.rule === id && one.state === state),
        `${id}: ${state}`,
      );
  for (const { rule, file } of all)
    t.true(
      REPOSITORY_RULES.some(({ id }) => id === rule),
      file,
    );
});

for (const example of ofFiles)
  test(`${example.file} is judged as it is named`, (t) => {
    const judgement = judgeCase(example);
    t.deepEqual(reportsOf(judgement, example.rule), example.expect.toSorted());
    t.is(
      worst(judgement, example.rule),
      example.state === "fail" || example.state === "unknown" ? example.state : "quiet",
    );
    const report = json(judgement);
    for (const value of Object.values(example.files).flatMap(secretsIn)) t.false(report.includes(value));
  });

for (const example of ofFiles.filter(({ state }) => state === "fail"))
  test(`${example.file}: lines above move no fingerprint, and the order of files changes nothing`, (t) => {
    const fingerprints = (files: Record<string, string>) =>
      (JSON.parse(json(judgeCase({ ...example, files }))).findings as { fingerprint: string; rule: string }[])
        .map(({ fingerprint, rule }) => `${rule} ${fingerprint}`)
        .sort();
    const moved = Object.fromEntries(
      Object.entries(example.files)
        .toReversed()
        .map(([path, text]) => [path, /\.(?:ya?ml|py|md)$/.test(path) ? `\n\n${text}` : text]),
    );
    t.deepEqual(fingerprints(moved), fingerprints({ ...example.files }));
  });
