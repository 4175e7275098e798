import test from "ava";
import { REPOSITORY_RULES } from "../../policies/repository/rules.ts";
import { RULES } from "../../policies/rules/index.ts";
import { inFolder, readiness } from "../support/cli.ts";

const COMPOSE = "services:\n  web:\n    image: nginx:latest\n    ports: ['8080:80']\n";

for (const args of [
  ["--frmat", "json"],
  ["gate", "--format", "xml"],
  ["gate", "--profile", "lax"],
  ["check"],
  ["explain"],
  ["explain", "no-such-rule"],
  ["gait"],
  ["gate", "surplus"],
])
  test(`wrong usage ends with 64: readiness ${args.join(" ")}`, (t) => {
    const { code, stdout, stderr } = readiness(args);
    t.is(code, 64);
    t.is(stdout, "");
    t.not(stderr, "");
  });

test("help is no error", (t) => {
  const { code, stdout } = readiness(["--help"]);
  t.is(code, 0);
  t.regex(stdout, /gate[\s\S]*check[\s\S]*explain[\s\S]*rules/);
});

test("rules lists every rule with severity and level", (t) => {
  const { code, stdout } = readiness(["rules"]);
  t.is(code, 0);
  t.is(stdout.trimEnd().split("\n").length, RULES.length + REPOSITORY_RULES.length);
  t.regex(stdout, /^port-on-every-address +medium +mandatory/m);
});

test("explain prints why, remedy and references, also of what judges the judging", (t) => {
  const { code, stdout } = readiness(["explain", "port-on-every-address"]);
  t.is(code, 0);
  for (const part of ["Why", "Remedy", "Severity", "CIS Docker Benchmark 1.6.0"]) t.true(stdout.includes(part));
  t.is(readiness(["explain", "waiver-unused"]).code, 0);
});

test("explain of a misspelt rule names the nearest", (t) => {
  t.regex(readiness(["explain", "port-on-any-address"]).stderr, /did you mean .*port/);
});

test("check judges compose files and points at the line", (t) => {
  inFolder({ "compose.yaml": COMPOSE }, (folder) => {
    const { code, stdout } = readiness(["check", "compose.yaml"], folder);
    t.is(code, 1);
    t.regex(stdout, /compose\.yaml:4:\d+ services\.web\.ports\[0\]/);
  });
});

test("a file that is missing or broken is a finding and loses nothing of the others", (t) => {
  inFolder({ "good.yaml": COMPOSE, "bad.yaml": "services: [\n" }, (folder) => {
    const { code, stdout } = readiness(["check", "good.yaml", "bad.yaml", "none.yaml", "--format", "json"], folder);
    t.is(code, 1);
    const { findings, summary } = JSON.parse(stdout);
    t.is(summary.containers, 1);
    const unread = findings.filter(({ rule }: { rule: string }) => rule === "unreadable-input");
    t.true(unread.some(({ path }: { path: string }) => path.startsWith("bad.yaml")));
    t.true(unread.some(({ path }: { path: string }) => path.startsWith("none.yaml")));
  });
});

test("two runs print the same bytes", (t) => {
  inFolder({ "compose.yaml": COMPOSE }, (folder) => {
    const [first, second] = [1, 2].map(() => readiness(["check", "compose.yaml"], folder).stdout);
    t.is(first, second);
  });
});

test("colour is for terminals only", (t) => {
  inFolder({ "compose.yaml": COMPOSE }, (folder) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
    t.notRegex(readiness(["check", "compose.yaml"], folder, { NO_COLOR: undefined }).stdout, /\u001b/);
  });
});
