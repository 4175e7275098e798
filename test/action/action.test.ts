import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { parse } from "yaml";
import { ROOT } from "../support/cli.ts";
import { type Repository, repository } from "../support/repository.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const service = (more: string) => `services:\n  web:\n    image: nginx:1.27.3\n${more}`;
/** Published to everyone. */
const BASE = service("    ports: ['8080:80']\n");
/** No longer published to everyone, and privileged now. */
const HEAD = service("    ports: ['127.0.0.1:8080:80']\n    privileged: true\n");

interface Step {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

const COMMENT = "action/comment.sh";
/** The runner's own options for `shell: bash`. */
const SHELL = ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c"];

/** Runs a script of the action as the runner does, with nothing of this process's environment that it might rely on. */
function run(t: ExecutionContext, cwd: string, env: Record<string, string>, script = "action/judge.sh"): Step {
  const temporary = temporaryFolder(t);
  const at = (name: string) => join(temporary, name);
  for (const name of ["output", "summary"]) writeFileSync(at(name), "");
  const { status, stdout, stderr } = spawnSync("bash", [...SHELL, `"$GITHUB_ACTION_PATH/${script}"`], {
    cwd,
    encoding: "utf8",
    timeout: 120_000,
    env: {
      PATH: [dirname(process.execPath), process.env.PATH].join(":"),
      HOME: process.env.HOME,
      GITHUB_ACTION_PATH: ROOT,
      RUNNER_TEMP: temporary,
      GITHUB_OUTPUT: at("output"),
      GITHUB_STEP_SUMMARY: at("summary"),
      ...env,
    },
  });
  const outputs = readFileSync(at("output"), "utf8").trim().split("\n");
  return {
    code: status,
    stdout,
    stderr,
    summary: readFileSync(at("summary"), "utf8"),
    outputs: Object.fromEntries(outputs.map((line) => line.split(/=(.*)/s).slice(0, 2))),
  };
}

/** A base and a head that makes one thing worse and one better; the command is installed as npm would. */
function pullRequest(t: ExecutionContext): Repository & { readonly base: string } {
  const repo = repository(t);
  install(repo.folder);
  writeFileSync(join(repo.folder, ".git/info/exclude"), "node_modules\n");
  const base = repo.commit("base", { "compose.yaml": BASE });
  repo.commit("head", { "compose.yaml": HEAD });
  return { ...repo, base };
}

function install(folder: string): void {
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  symlinkSync(join(ROOT, "bin/readiness.mjs"), join(folder, "node_modules/.bin/readiness"));
}

const CHECK = { READINESS_COMMAND: "check", READINESS_ARGUMENTS: "compose.yaml\n" };

test("a pull request is refused for what got worse, and told what got better", (t) => {
  const { folder, base } = pullRequest(t);
  const { code, stdout, summary, outputs } = run(t, folder, { ...CHECK, READINESS_SINCE: base });
  t.is(code, 1);
  const errors = stdout.split("\n").filter((line) => line.startsWith("::error"));
  t.is(errors.length, 2, "what is new, and the decision");
  t.regex(errors[0] ?? "", /^::error file=compose\.yaml,line=5,col=\d+,title=critical%3A privileged::.*\(new\)/);
  t.regex(errors[1] ?? "", /1 new, \d+ still there, 1 fixed/);
  t.true(stdout.split("\n").every((line) => line === "" || line.startsWith("::")));
  t.regex(summary, /^<!-- readiness -->\n\n## Readiness: the declaration does not hold/);
  t.regex(
    summary,
    /### Refused \(1\)[\s\S]*privileged[\s\S]*Fixed since the baseline \(1\)[\s\S]*port-on-every-address/,
  );
  t.is(outputs.outcome, "broken");
  for (const file of ["report.json", "report.md", "report.html", "report.xml", "report.sarif"])
    t.true(existsSync(join(outputs.reports ?? "", file)), file);
  t.false(existsSync(join(outputs.reports ?? "", "said")));
});

test("a pull request that makes nothing worse holds", (t) => {
  const repo = pullRequest(t);
  const { code, outputs, stdout } = run(t, repo.folder, { ...CHECK, READINESS_SINCE: "HEAD" });
  t.is(code, 0, stdout);
  t.is(outputs.outcome, "holds");
});

test("without a base everything counts", (t) => {
  const { folder } = pullRequest(t);
  const { code, stdout } = run(t, folder, { ...CHECK, READINESS_SINCE: "" });
  t.is(code, 1);
  t.notRegex(stdout, /\(new\)/);
});

test("a folder below the top is judged with the command that is installed above it", (t) => {
  const { folder, git } = pullRequest(t);
  mkdirSync(join(folder, "infra"));
  git("mv", "compose.yaml", "infra/compose.yaml");
  t.is(run(t, join(folder, "infra"), CHECK).code, 1);
});

test("a shallow clone without the base ends with 2 and says what to fetch, in the log and in the summary", (t) => {
  const { folder, base, git } = pullRequest(t);
  const clone = join(temporaryFolder(t), "clone");
  git("clone", "--quiet", "--depth=1", `file://${folder}`, clone);
  install(clone);
  const { code, stdout, summary, outputs } = run(t, clone, { ...CHECK, READINESS_SINCE: base });
  t.is(code, 2);
  t.regex(stdout, /^::error title=readiness::.*this clone is shallow.*fetch-depth: 0/m);
  t.regex(summary, /nothing was judged\n\n {4}.*fetch-depth: 0/);
  t.deepEqual(outputs, { outcome: "error", reports: "" });
});

for (const [what, env, words] of [
  ["no such command", { READINESS_COMMAND: "gate; touch hit" }, /none of gate, preview and check/],
  ["an option that does not exist", { ...CHECK, READINESS_ARGUMENTS: "--lenient\ncompose.yaml" }, /unknown option/],
  ["a reference that is an option", { ...CHECK, READINESS_SINCE: "--output=hit" }, /cannot be empty, nor begin with/],
] as const)
  test(`wrong usage ends with 64: ${what}`, (t) => {
    const { folder } = pullRequest(t);
    const { code, stdout, outputs } = run(t, folder, env);
    t.is(code, 64);
    t.regex(stdout, words);
    t.is(outputs.outcome, "error");
    t.false(existsSync(join(folder, "hit")));
  });

test("inputs are words and never a script", (t) => {
  const { folder } = pullRequest(t);
  const hostile = "$(touch hit)\n`touch hit`\n; touch hit\ncompose.yaml && touch hit\n*";
  t.is(run(t, folder, { ...CHECK, READINESS_ARGUMENTS: hostile, READINESS_SINCE: "$(touch hit)" }).code, 2);
  const { code, summary } = run(t, folder, { ...CHECK, READINESS_ARGUMENTS: hostile });
  t.is(code, 2);
  t.regex(summary, /unreadable-input/);
  t.false(existsSync(join(folder, "hit")));
});

test("what a program prints is no command to the runner", (t) => {
  const { folder } = pullRequest(t);
  const fake = join(folder, "fake");
  writeFileSync(fake, "#!/bin/sh\necho '::add-mask::x' >&2\necho 'a ##[add-path]/tmp' >&2\nexit 2\n", { mode: 0o755 });
  const { code, stdout, stderr } = run(t, folder, { ...CHECK, READINESS_EXECUTABLE: fake });
  t.is(code, 2);
  for (const line of `${stdout}\n${stderr}`.split("\n")) {
    t.notRegex(line, /^\s*::(?!error title=readiness::)/);
    t.notRegex(line, /^(?!::).*##\[/);
  }
});

test("a command that ends well without a report has judged nothing", (t) => {
  const { folder } = pullRequest(t);
  const { code, outputs } = run(t, folder, { ...CHECK, READINESS_EXECUTABLE: "true" });
  t.is(code, 2);
  t.is(outputs.outcome, "error");
});

test("where nothing is installed, the message says what to install", (t) => {
  const { code, stdout } = run(t, temporaryFolder(t), CHECK);
  t.is(code, 64);
  t.regex(stdout, /::error title=readiness::.*npm install --save-dev pulumi-readiness/);
});

/** Stands in for GitHub's `gh`: notes its arguments and answers with `known`. */
function fakeGh(
  t: ExecutionContext,
  known: string,
  fails: string,
): { readonly env: Record<string, string>; log(): string } {
  const folder = temporaryFolder(t);
  const log = join(folder, "log");
  const script = `#!/bin/sh\necho "$@" >> '${log}'\ncase "$*" in *'${fails}'*) exit 1 ;; *paginate*) printf '%s' '${known}' ;; esac\n`;
  writeFileSync(join(folder, "gh"), script, { mode: 0o755 });
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    READINESS_REPOSITORY: "o/r",
    READINESS_PULL_REQUEST: "7",
    READINESS_REPORT: "/tmp/report.md",
  };
  return { env, log: () => readFileSync(log, "utf8") };
}

test("the first comment is written, and later ones replace it", (t) => {
  const first = fakeGh(t, "", "none");
  t.is(run(t, ROOT, first.env, COMMENT).code, 0);
  t.regex(first.log(), /--method POST repos\/o\/r\/issues\/7\/comments --field body=@\/tmp\/report\.md/);
  const later = fakeGh(t, "41\n42\n", "none");
  t.is(run(t, ROOT, later.env, COMMENT).code, 0);
  t.regex(later.log(), /--method PATCH repos\/o\/r\/issues\/comments\/41 /);
  t.notRegex(later.log(), /POST/);
});

for (const fails of ["paginate", "POST"])
  test(`a comment that cannot be written is a warning and changes no verdict: ${fails}`, (t) => {
    const { env } = fakeGh(t, "", fails);
    const { code, stdout } = run(t, ROOT, env, COMMENT);
    t.is(code, 0);
    t.regex(stdout, /^::warning title=readiness::/);
  });

test("every input of the action reaches its scripts by the environment alone", (t) => {
  const action = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));
  const steps: { run?: string; env?: Record<string, string>; uses?: string }[] = action.runs.steps;
  const scripts = steps.filter((step) => step.run !== undefined);
  t.is(scripts.length, 2);
  for (const { run: line = "", env = {} } of scripts) {
    t.notRegex(line, /\$\{\{/);
    const [, script = ""] = /^"\$GITHUB_ACTION_PATH\/(.*)"$/.exec(line) ?? [];
    const text = readFileSync(join(ROOT, script), "utf8");
    for (const name of Object.keys(env).filter((key) => key !== "GH_TOKEN"))
      t.true(text.includes(name), `${script}: ${name}`);
    for (const [name] of text.matchAll(/READINESS_[A-Z_]+/g))
      t.true(name in env, `${script}: ${name} is given by nobody`);
  }
  const page = readFileSync(join(ROOT, "docs/pull-requests.md"), "utf8");
  for (const input of Object.keys(action.inputs)) t.true(page.includes(`| \`${input}\` `), input);
  for (const output of Object.keys(action.outputs)) t.true(page.includes(`\`${output}\``), output);
});
