import test from "ava";
import { REPOSITORY_RULES } from "../../../policies/repository/rules.ts";
import { searchText } from "../../../policies/repository/secrets/search.ts";
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

test("files that include themselves many times end in unknown, and soon", (t) => {
  const files = {
    "site.yml": "- hosts: all\n  tasks:\n    - include_tasks: more.yml\n",
    "more.yml": "- include_tasks: more.yml\n".repeat(40),
  };
  const [example] = ofFiles.filter(({ file }) => file.endsWith("unknown.role-from-elsewhere.yaml"));
  if (example === undefined) return t.fail();
  const started = performance.now();
  t.is(worst(judgeCase({ ...example, files }), example.rule), "unknown");
  t.true(performance.now() - started < 20_000);
});

test("variables that double at each step end in unknown", (t) => {
  const steps = Array.from({ length: 100 }, (_, step) => `    v${step}: "{{ v${step + 1} }}{{ v${step + 1} }}"\n`);
  const text = `- hosts: all\n  vars:\n${steps.join("")}  tasks:\n    - docker_container: { name: "{{ v0 }}" }\n`;
  const [example] = ofFiles.filter(({ file }) => file.endsWith("unknown.role-from-elsewhere.yaml"));
  if (example === undefined) return t.fail();
  t.is(worst(judgeCase({ ...example, files: { "site.yml": text } }), example.rule), "unknown");
});

test("a long line of anything is searched in good time", (t) => {
  for (const part of [
    '"a": "',
    "password: ",
    "--password ",
    "eyJ",
    "curl -u a:",
    "LS0tLS1CRUdJTi",
    "| password ",
    '\\"',
  ])
    for (const file of ["x.yml", "x.md", "x.sh", "x.ts"]) {
      const started = performance.now();
      searchText(file, part.repeat(Math.ceil(200_000 / part.length)));
      t.true(performance.now() - started < 10_000, `${file}: ${part}`);
    }
});
