// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of compose
import { readFileSync } from "node:fs";
import test from "ava";
import { inFolder, ROOT, readiness } from "../../support/cli.ts";

const FILES = {
  "compose.yaml": "services: {web: {image: 'x:1', privileged: '${P:-false}'}}",
  "prod.yaml": "services: {web: {privileged: true}}",
  "prod.env": "P=true",
};

/** Whether `privileged` is found, which hangs on the options. */
function isFound(args: readonly string[], env: NodeJS.ProcessEnv = {}, files: Record<string, string> = FILES): boolean {
  return inFolder(files, (folder) => {
    const { stdout, stderr } = readiness(["check", ...args, "--format", "json"], folder, env);
    if (stderr !== "") throw new Error(stderr);
    const { findings } = JSON.parse(stdout) as { findings: { rule: string; verdict: string }[] };
    return findings.some(({ rule, verdict }) => rule === "privileged" && verdict === "fail");
  });
}

test("the plain form judges each file on its own, and the shell's variables do not count", (t) => {
  t.false(isFound(["compose.yaml"], { P: "true" }));
  t.false(isFound(["."], { P: "true" }));
});

test("each option brings in what it says", (t) => {
  t.true(isFound(["--merge", "compose.yaml", "prod.yaml"]));
  t.true(isFound(["compose.yaml", "--variables", "prod.env"]));
  t.true(isFound(["compose.yaml", "--process-env"], { P: "true" }));
  const override = { ...FILES, "compose.override.yaml": FILES["prod.yaml"] };
  t.true(isFound(["compose.yaml"], {}, override));
  t.false(isFound(["compose.yaml", "--no-override"], {}, override));
  const shared = {
    "shared/base.yaml": "services: {web: {image: 'x:1', privileged: true}}",
    "app/compose.yaml": "services: {web: {extends: {file: ../shared/base.yaml, service: web}}}",
  };
  t.false(isFound(["app"], {}, shared));
  t.true(isFound(["app", "--root", "."], {}, shared));
});

test("a file of variables that is not there is a finding and not a default", (t) => {
  inFolder(FILES, (folder) => {
    const { code, stdout } = readiness(["check", "compose.yaml", "--variables", "none.env"], folder);
    t.not(code, 0);
    t.regex(stdout, /none\.env cannot be read \(ENOENT\), so its variables are unknown/);
  });
});

test("the page about compose names every option of the command", (t) => {
  const page = readFileSync(`${ROOT}docs/compose.md`, "utf8");
  const help = readiness(["check", "--help"]).stdout;
  for (const option of ["--merge", "--no-override", "--variables", "--process-env", "--root"]) {
    t.true(help.includes(option), option);
    t.true(page.includes(`\`${option}`), option);
  }
});
