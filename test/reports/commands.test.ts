import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { inFolder, project, ROOT, readiness } from "../support/cli.ts";
import { FORMATS } from "./support/judgements.ts";

const COMPOSE = "services:\n  web:\n    image: nginx:1.27.3\n    ports: ['8080:80']\n";
const MORE = `${COMPOSE.replace("services:\n", "# moved\n\nservices:\n")}    privileged: true\n`;
const PROGRAM =
  'import * as docker from "@pulumi/docker";\nnew docker.Container("web", { name: "web", image: "nginx:1.27.3" });\n';

test("every command in docs/reports.md does what the page says, in that order", (t) => {
  const page = readFileSync(join(ROOT, "docs/reports.md"), "utf8");
  const [block = ""] = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((match) => match[1]);
  inFolder({ "compose.yaml": COMPOSE }, (folder) => {
    const [printed, stored, compared, ...rest] = block
      .trim()
      .split("\n")
      .map((command) => readiness(command.replace(/^npx readiness /, "").split(" "), folder));
    t.is(rest.length, 0);
    t.is(printed?.code, 1);
    t.regex(printed?.stdout ?? "", /^## Readiness: the declaration does not hold$/m);
    t.is(stored?.code, 1);
    t.is(JSON.parse(readFileSync(join(folder, "report.sarif"), "utf8")).version, "2.1.0");
    t.is(compared?.code, 0, compared?.stdout);
    t.regex(compared?.stdout ?? "", /against the baseline: 0 new, [1-9]\d* still there, 0 fixed/);
  });
  for (const format of Object.keys(FORMATS)) t.true(page.includes(`| \`${format}\` `), format);
});

test("a program's findings are known by the report that was stored beside the page", (t) => {
  inFolder(project(PROGRAM), (folder) => {
    const first = readiness(["gate", "--out", "json=base.json", "--out", "html=page.html"], folder);
    t.is(first.code, 1, first.stderr);
    t.true(readFileSync(join(folder, "page.html"), "utf8").startsWith("<!doctype html>"));
    t.is(readiness(["gate", "--baseline", "base.json"], folder).code, 0);
  });
});

test("a file whose lines moved is refused for the one offence that came in", (t) => {
  inFolder({ "compose.yaml": COMPOSE }, (folder) => {
    t.is(readiness(["check", "compose.yaml", "--out", "json=base.json"], folder).code, 1);
    writeFileSync(join(folder, "compose.yaml"), MORE);
    const later = readiness(["check", "compose.yaml", "--baseline", "base.json", "--format", "json"], folder);
    t.is(later.code, 1);
    const refused = JSON.parse(later.stdout).findings.filter(({ refuses }: { refuses: boolean }) => refuses);
    t.deepEqual(
      refused.map(({ rule }: { rule: string }) => rule),
      ["privileged"],
    );
  });
});

for (const [what, args, content] of [
  ["is missing", ["--baseline", "none.json"], ""],
  ["is a folder", ["--baseline", "folder"], ""],
  ["is no report", ["--baseline", "base.json"], "{}"],
  ["is of another version", ["--baseline", "base.json"], '{"version":2,"findings":[]}'],
] as const)
  test(`a baseline that ${what} ends with 2, and nothing is printed or written`, (t) => {
    inFolder({ "compose.yaml": COMPOSE, "base.json": content }, (folder) => {
      mkdirSync(join(folder, "folder"));
      const { code, stdout, stderr } = readiness(["check", "compose.yaml", ...args, "--out", "json=new.json"], folder);
      t.is(code, 2);
      t.is(stdout, "");
      t.regex(stderr, /baseline/);
      t.throws(() => readFileSync(join(folder, "new.json")), { code: "ENOENT" });
    });
  });

test("a report that cannot be written ends with 2", (t) => {
  inFolder({ "compose.yaml": COMPOSE }, (folder) => {
    const { code, stderr } = readiness(["check", "compose.yaml", "--out", "sarif=none/report.sarif"], folder);
    t.is(code, 2);
    t.regex(stderr, /sarif report cannot be written/);
  });
});

for (const out of ["report.json", "xml=report.xml", "json=", "constructor=x", "=x"])
  test(`wrong usage ends with 64: --out ${out}`, (t) => {
    const { code, stdout } = readiness(["check", "compose.yaml", "--out", out]);
    t.is(code, 64);
    t.is(stdout, "");
  });

test("the list of rules is text or JSON, and nothing else", (t) => {
  t.is(readiness(["rules", "--format", "sarif"]).code, 64);
});
