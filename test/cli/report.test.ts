import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { LINES } from "../../verifications/judgement/lines.ts";
import { type Run, writeRecord } from "../../verifications/run/record.ts";
import { inFolder, readiness } from "../support/cli.ts";
import { failed, recorded, runOf, seen } from "../verifications/support/run.ts";

const SKETCH = {
  hosts: [
    { name: "master", containers: [{ name: "web" }], routes: [{ host: "www.example.org" }] },
    { name: "lady", containers: [{ name: "mail" }] },
  ],
};
const RUN = runOf(SKETCH, [
  seen("http.route master outside https://www.example.org/", { status: 500, location: null }),
  failed("docker.container lady engine mail", "timeout"),
]);
const RECORD = writeRecord(RUN);
const DIGEST = recorded(RUN).digest;
const NAMES = [
  "acceptance-sheet.md",
  "readiness.html",
  "readiness.json",
  "readiness.junit.xml",
  "readiness.prom",
  "readiness.txt",
  "security-validation.md",
  "service-health-report.md",
];

/** A folder with the record of a run and its reports in `out`. */
function published(work: (folder: string) => void, record = RECORD): void {
  inFolder({ "run.jsonl": record }, (folder) => {
    readiness(["report", "run.jsonl", "--out", "out"], folder);
    work(folder);
  });
}

test("a stored run is shown again, and its verdict is the exit code", (t) => {
  inFolder({ "run.jsonl": RECORD }, (folder) => {
    const { code, stdout, stderr } = readiness(["report", "run.jsonl"], folder);
    t.true(code === 1 || code === 2, stderr);
    t.true(stdout.includes(DIGEST));
    t.is(stdout, readiness(["report", "run.jsonl", "--format", "text"], folder).stdout, "and again, byte for byte");
    const { verdict, hosts } = JSON.parse(readiness(["report", "run.jsonl", "--format", "json"], folder).stdout);
    t.is(verdict, code === 1 ? "not-ready" : "could-not-verify");
    t.is(hosts[0].routes[0].answers[0].said, "500");
  });
});

test("a folder takes every format as a file, and the page is printed besides", (t) => {
  published((folder) => {
    t.deepEqual(readdirSync(join(folder, "out")).sort(), NAMES);
    const some = readiness(["report", "run.jsonl", "--out", "some", "--format", "json", "--format", "html"], folder);
    t.deepEqual(readdirSync(join(folder, "some")).sort(), ["readiness.html", "readiness.json"]);
    t.true(some.stdout.includes("Score"));
  });
});

test("a record and reports that nobody changed are said to be unchanged", (t) => {
  published((folder) => {
    for (const args of [[], ["out"], ["out/readiness.json", "out/readiness.html"]]) {
      const { code, stdout } = readiness(["report", "run.jsonl", "--check", ...args], folder);
      t.is(code, 0, stdout);
      t.true(stdout.includes(DIGEST));
    }
    t.is(readiness(["report", "run.jsonl", "--check", "--digest", DIGEST], folder).code, 0);
  });
});

test("a change of any report after the run is recognised, and the place is named", (t) => {
  published((folder) => {
    for (const name of NAMES) {
      const file = join(folder, "out", name);
      const text = readFileSync(file, "utf8");
      const at = Math.floor(text.length / 2);
      writeFileSync(file, text.slice(0, at) + (text[at] === "7" ? "8" : "7") + text.slice(at + 1));
    }
    const { code, stdout } = readiness(["report", "run.jsonl", "--check", "out"], folder);
    t.is(code, 1);
    for (const name of NAMES)
      t.true(
        stdout.split("\n").some((line) => line.startsWith(`out/${name} was changed after the run: `)),
        name,
      );
  });
});

test("a better score in the JSON report is named by its field, and nothing that the file holds is repeated", (t) => {
  published((folder) => {
    const file = join(folder, "out", "readiness.json");
    const report = JSON.parse(readFileSync(file, "utf8"));
    report.score.low = 100;
    report.verdict = "ready";
    report.hunter2 = "hunter2";
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    const { code, stdout } = readiness(["report", "run.jsonl", "--check", "out/readiness.json"], folder);
    t.is(code, 1);
    t.regex(stdout, /: verdict is not what the record gives/);
    t.regex(stdout, /: score\.low is not what the record gives/);
    t.regex(stdout, /: what is in the whole is not what the record gives/);
    t.false(stdout.includes("hunter2"));
  });
});

test("a record that was changed after the run is recognised and never judged", (t) => {
  const changed = RECORD.replace('"status":500', '"status":200');
  t.not(changed, RECORD);
  for (const text of [changed, RECORD.slice(0, -20), ""])
    published((folder) => {
      const checked = readiness(["report", "run.jsonl", "--check"], folder);
      t.is(checked.code, 1);
      t.true(checked.stdout.startsWith("run.jsonl "));
      const shown = readiness(["report", "run.jsonl"], folder);
      t.is(shown.code, 2);
      t.is(shown.stdout, "");
    }, text);
});

test("a record that was made anew with its digest is told by its reports, and by a digest kept elsewhere", (t) => {
  published((folder) => {
    const better: Run = { ...RUN, facts: RUN.facts.slice(0, 1) };
    writeFileSync(join(folder, "run.jsonl"), writeRecord(better));
    t.is(readiness(["report", "run.jsonl", "--check"], folder).code, 0, "alone it is whole");
    const byReports = readiness(["report", "run.jsonl", "--check", "out/readiness.json"], folder);
    t.is(byReports.code, 1);
    t.regex(byReports.stdout, /out\/readiness\.json is the report of another run/);
    const byDigest = readiness(["report", "run.jsonl", "--check", "--digest", DIGEST], folder);
    t.is(byDigest.code, 1);
    t.regex(byDigest.stdout, /another digest/);
  });
});

test("stored runs become a trend, in which a later run changes no earlier report", (t) => {
  const runs = [0, 1, 2].map((day) => writeRecord({ ...RUN, finished: `2026-11-2${day}T12:00:00.000Z` }));
  inFolder({ "runs/a.jsonl": runs[0] ?? "", "runs/b.jsonl": runs[1] ?? "" }, (folder) => {
    const page = () => readiness(["report", "runs/b.jsonl", "--format", "html", "--history", "runs"], folder).stdout;
    const before = page();
    t.true(before.includes("<summary>2 runs</summary>"));
    writeFileSync(join(folder, "runs", "c.jsonl"), runs[2] ?? "");
    t.is(page(), before);
    writeFileSync(join(folder, "runs", "d.jsonl"), (runs[2] ?? "").replace("master", "masher"));
    const { stderr } = readiness(["report", "runs/b.jsonl", "--history", "runs"], folder);
    t.regex(stderr, /runs\/d\.jsonl was changed after the run/);
  });
});

test("an attestation of a report that no stored run has is told", (t) => {
  const line = LINES.find(({ attested }) => attested)?.id ?? "";
  const attestation = (digest: string) => ({
    file: "attestations.yaml",
    invalid: [],
    attestations: [
      {
        line,
        digest,
        who: "ops",
        when: "2026-11-20",
        statement: "Looked at it.",
        expires: "2027-01-01",
        location: { path: "attestations[0]" },
      },
    ],
  });
  const codes = [DIGEST, "f".repeat(64)].map((digest) =>
    inFolder({ "run.jsonl": writeRecord(runOf(SKETCH, [], { attestations: attestation(digest) })) }, (folder) => {
      mkdirSync(join(folder, "runs"));
      writeFileSync(join(folder, "runs", "a.jsonl"), RECORD);
      return readiness(["report", "run.jsonl", "--check", "--history", "runs"], folder).code;
    }),
  );
  t.deepEqual(codes, [0, 1]);
});

test("wrong usage is 64 and what cannot be read is 2, and neither looks like a judgement", (t) => {
  published((folder) => {
    const code = (...args: string[]) => readiness(["report", ...args], folder).code;
    t.is(code(), 64);
    t.is(code("run.jsonl", "--format", "yaml"), 64);
    t.is(code("run.jsonl", "--digest", DIGEST), 64);
    t.is(code("run.jsonl", "--check", "--out", "x"), 64);
    t.is(code("run.jsonl", "--check", "run.jsonl"), 64, "that is no report");
    t.is(code("run.jsonl", "--check", "node_modules"), 64, "that holds none");
    t.is(code("missing.jsonl"), 2);
    t.is(code("missing.jsonl", "--check"), 2);
    t.is(code("run.jsonl", "--check", "missing.json"), 2);
    t.is(code("run.jsonl", "--history", "missing"), 2);
    t.is(code("run.jsonl", "--out", "run.jsonl/x"), 2);
  });
});
