import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { parse } from "yaml";
import { ensureActionlint } from "../../toolchain/actionlint.ts";
import { findOnPath } from "../../toolchain/path.ts";
import { present } from "../engine/support/requirements.ts";
import { ROOT, readiness } from "../support/cli.ts";
import { repository } from "../support/repository.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PAGE = readFileSync(join(ROOT, "docs/pull-requests.md"), "utf8");
const blocks = (language: string) =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map((match) => match[1] as string);
const [WORKFLOW = "", GITLAB = ""] = blocks("yaml");

/** What actionlint says of a workflow in a repository that holds the action; empty where all is well. */
async function lint(t: ExecutionContext, workflow: string): Promise<string | undefined> {
  const actionlint = present(t, await ensureActionlint());
  if (actionlint === undefined) return undefined;
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, ".git"));
  mkdirSync(join(folder, ".github/workflows"), { recursive: true });
  copyFileSync(join(ROOT, "action.yml"), join(folder, "action.yml"));
  writeFileSync(join(folder, ".github/workflows/one.yml"), workflow);
  const { status, stdout, stderr } = spawnSync(actionlint.file, ["-no-color"], { cwd: folder, encoding: "utf8" });
  t.is(stderr, "");
  t.is(status, stdout === "" ? 0 : 1);
  return stdout;
}

for (const name of readdirSync(join(ROOT, ".github/workflows")))
  test(`the workflow ${name} is one that actionlint accepts`, async (t) => {
    const said = await lint(t, readFileSync(join(ROOT, ".github/workflows", name), "utf8"));
    if (said !== undefined) t.is(said, "");
  });

test("the workflow in the documentation is one that actionlint accepts, with the inputs and outputs of this action", async (t) => {
  t.regex(WORKFLOW, /uses: OWNER\/pulumi-readiness@main/);
  const said = await lint(t, WORKFLOW.replace("OWNER/pulumi-readiness@main", "./"));
  if (said !== undefined) t.is(said, "");
});

test("actionlint would refuse an input and an output that the action does not have", async (t) => {
  const wrong = WORKFLOW.replace("OWNER/pulumi-readiness@main", "./").replace("command: gate", "comand: gate");
  const said = await lint(t, wrong.replaceAll("outputs.reports", "outputs.report"));
  if (said === undefined) return;
  t.regex(said, /input "comand" is not defined/);
  t.regex(said, /property "report" is not defined/);
});

test("the scripts of the action are ones that shellcheck accepts", async (t) => {
  const file = await findOnPath("shellcheck");
  const shellcheck = present<{ readonly file: string }>(
    t,
    file === undefined ? { absent: "shellcheck is not installed; Debian has a package of it" } : { file },
  );
  if (shellcheck === undefined) return;
  const scripts = [...readdirSync(join(ROOT, "action")).map((name) => `action/${name}`), ".ci/run"];
  const { status, stdout } = spawnSync(shellcheck.file, scripts, { cwd: ROOT, encoding: "utf8" });
  t.is(status, 0, stdout);
});

const COMPOSE = "services:\n  web:\n    image: nginx:1.27.3\n    ports: ['8080:80']\n";

test("the job in the documentation for GitLab names options that there are, and reports where GitLab looks for them", (t) => {
  const { readiness: job } = parse(GITLAB);
  t.is(job.variables.GIT_DEPTH, "0");
  const line = job.script.at(-1) as string;
  const repo = repository(t);
  const base = repo.commit("base", { "compose.yaml": COMPOSE });
  repo.commit("head", { "compose.yaml": `${COMPOSE}    privileged: true\n` });
  const words = line
    .replace(/^npx readiness gate /, "check compose.yaml ")
    .replace('"$CI_MERGE_REQUEST_DIFF_BASE_SHA"', base)
    .split(" ");
  const { code, stderr } = readiness(words, repo.folder);
  t.is(code, 1, stderr);
  for (const file of Object.values<string>(job.artifacts.reports))
    t.regex(readFileSync(join(repo.folder, file), "utf8"), /privileged/, file);
  t.is(JSON.parse(readFileSync(join(repo.folder, job.artifacts.reports.codequality), "utf8")).length > 0, true);
});

test("every command on the page for pull requests is one that the command line takes", (t) => {
  const commands = blocks("sh").flatMap((block) => block.trim().split("\n"));
  t.is(commands.length, 3);
  const repo = repository(t);
  repo.commit("base", { "compose.yaml": COMPOSE });
  repo.commit("head", { "compose.yaml": COMPOSE.replace("8080:80", "127.0.0.1:8080:80") });
  repo.git("update-ref", "refs/remotes/origin/main", "HEAD~1");
  for (const command of commands) {
    const words = command.replace(/^npx readiness /, "").split(" ");
    const { code, stderr, stdout } = readiness(words, repo.folder);
    if (words[0] === "check") {
      t.is(code, 0, stdout + stderr);
      t.regex(stdout, /0 new, \d+ still there, 1 fixed/);
    } else {
      t.is(code, 2, command);
      t.regex(stderr, /is in no Pulumi project/);
    }
  }
});
