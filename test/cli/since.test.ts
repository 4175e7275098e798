import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import test, { type ExecutionContext } from "ava";
import { project, type Ran, ROOT, readiness } from "../support/cli.ts";
import { type Repository, repository } from "../support/repository.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const service = (more: string) => `services:\n  web:\n    image: nginx:1.27.3\n${more}`;
const BASE = service("    ports: ['8080:80']\n");
const WORSE = service("    ports: ['8080:80']\n    privileged: true\n");
const BETTER = service("    ports: ['127.0.0.1:8080:80']\n");
const container = (more: string) =>
  `import * as docker from "@pulumi/docker";\nnew docker.Container("web", { name: "web", image: "nginx:1.27.3"${more} });\n`;

interface Told {
  readonly rule: string;
  readonly standing: string;
  readonly refuses: boolean;
  readonly path: string;
  readonly subject: { readonly stack: string };
}

const findingsOf = ({ stdout }: Ran): Told[] => JSON.parse(stdout).findings;
const newOf = (ran: Ran) => findingsOf(ran).flatMap(({ rule, standing }) => (standing === "new" ? [rule] : []));
const fixedOf = ({ stdout }: Ran): Told[] => JSON.parse(stdout).comparison.fixed;

/** Runs in the repository, and fails where a temporary folder is left behind. */
function run(t: ExecutionContext, folder: string, ...args: readonly string[]): Ran {
  const temporary = temporaryFolder(t);
  const ran = readiness(args, folder, { TMPDIR: temporary });
  t.deepEqual(readdirSync(temporary), [], "a temporary folder was left behind");
  return ran;
}

function withModules(repo: Repository): Repository {
  symlinkSync(join(ROOT, "node_modules"), join(repo.folder, "node_modules"));
  writeFileSync(join(repo.folder, ".git/info/exclude"), "node_modules\n");
  return repo;
}

test("what got worse since the base refuses, and what was there does not", (t) => {
  const repo = repository(t);
  repo.commit("base", { "compose.yaml": BASE });
  repo.commit("head", { "compose.yaml": `# moved\n${WORSE}` });
  const ran = run(t, repo.folder, "check", "compose.yaml", "--since", "HEAD~1", "--format", "json");
  t.is(ran.code, 1, ran.stderr);
  t.deepEqual(newOf(ran), ["privileged"]);
  t.deepEqual(
    findingsOf(ran).flatMap(({ rule, refuses }) => (refuses ? [rule] : [])),
    ["privileged"],
  );
});

test("what got better is told as fixed, with the place that it had, and nothing refuses", (t) => {
  const repo = repository(t);
  repo.commit("base", { "compose.yaml": BASE });
  repo.commit("head", { "compose.yaml": BETTER });
  const ran = run(t, repo.folder, "check", "compose.yaml", "--since", "HEAD~1", "--format", "json");
  t.is(ran.code, 0, ran.stdout);
  t.deepEqual(
    fixedOf(ran).map(({ rule, path }) => `${rule} ${path}`),
    ["port-on-every-address compose.yaml:4:13 services.web.ports[0]"],
  );
});

test("the names of unnamed projects are those of the checkout's own folders, at the top and below it", (t) => {
  const repo = repository(t, "my-checkout");
  repo.commit("base", { "compose.yaml": BASE, "infra/mail/compose.yaml": BASE });
  const ran = run(t, repo.folder, "check", ".", "infra/mail", "--since", "main", "--format", "json");
  t.is(ran.code, 0, ran.stdout);
  t.deepEqual(newOf(ran), []);
  t.deepEqual([...new Set(findingsOf(ran).map(({ subject }) => subject.stack))].sort(), ["mail", "my-checkout"]);
});

test("the base is found from a folder below the top, and by absolute paths", (t) => {
  const repo = repository(t);
  repo.commit("base", { "infra/mail/compose.yaml": BASE });
  repo.commit("head", { "infra/mail/compose.yaml": WORSE });
  const below = run(t, join(repo.folder, "infra"), "check", "mail", "--since", "HEAD~1", "--format", "json");
  t.deepEqual(newOf(below), ["privileged"], below.stderr);
  const file = join(repo.folder, "infra/mail/compose.yaml");
  const absolute = run(t, repo.folder, "check", file, "--since", "HEAD~1", "--format", "json");
  t.deepEqual(newOf(absolute), ["privileged"], absolute.stderr);
});

test("places at the base are told as places of the checkout, on every run the same", (t) => {
  const repo = repository(t);
  repo.commit("base", { "compose.yaml": BASE });
  repo.commit("head", { "compose.yaml": BETTER });
  const file = join(repo.folder, "compose.yaml");
  const [one, other] = [1, 2].map(() => run(t, repo.folder, "check", file, "--since", "HEAD~1", "--format", "json"));
  t.is(one?.stdout, other?.stdout);
  t.true(fixedOf(one as Ran)[0]?.path.startsWith(`${file}:4`), fixedOf(one as Ran)[0]?.path);
});

test("a file that did not exist at the base is all new, beside one that did", (t) => {
  const repo = repository(t);
  repo.commit("base", { "a/compose.yaml": BASE });
  repo.commit("head", { "b/compose.yaml": BASE });
  const ran = run(t, repo.folder, "check", "a/compose.yaml", "b/compose.yaml", "--since", "HEAD~1", "--format", "json");
  t.is(ran.code, 1, ran.stderr);
  t.true(newOf(ran).includes("port-on-every-address"));
  for (const { subject, standing } of findingsOf(ran)) t.is(standing, subject.stack === "b" ? "new" : "known");
  t.deepEqual(fixedOf(ran), [], "a file that could not be there is nothing that was mended");
  const alone = run(t, repo.folder, "check", "b", "--since", "HEAD~1", "--format", "json");
  t.is(alone.code, 1);
  t.true(findingsOf(alone).every(({ standing }) => standing === "new"));
});

test("the same options hold for the base", (t) => {
  const repo = repository(t);
  const parts = { "one.yaml": BASE, "two.yaml": "services:\n  web:\n    privileged: true\n" };
  repo.commit("base", { ...parts, "set/readiness.yaml": "profile: strict\n" });
  const args = ["check", "one.yaml", "two.yaml", "--merge", "--no-override", "--settings", "set"];
  const ran = run(t, repo.folder, ...args, "--profile=strict", "--since", "main", "--format", "json");
  t.is(ran.code, 0, ran.stdout + ran.stderr);
  t.true(findingsOf(ran).length > 0);
  t.deepEqual(newOf(ran), []);
});

test("every report tells what is new, fixed and still there", (t) => {
  const repo = repository(t);
  repo.commit("base", { "compose.yaml": BASE });
  repo.commit("head", { "compose.yaml": `${BETTER}    privileged: true\n` });
  const NEW: Record<string, RegExp> = {
    text: /1 new, \d still there, 1 fixed/,
    json: /"standing": "fixed"/,
    sarif: /"baselineState": "absent"/,
    junit: /1 refused: privileged/,
    github: /1 new, \d still there, 1 fixed/,
    gitlab: /"check_name": "privileged"/,
    markdown: /Fixed since the baseline/,
    html: /1 new, \d still there, 1 fixed/,
  };
  const formats = Object.keys(NEW);
  const outs = formats.flatMap((format) => ["--out", `${format}=report.${format}`]);
  const ran = run(t, repo.folder, "check", "compose.yaml", "--since", "HEAD~1", ...outs);
  t.is(ran.code, 1, ran.stderr);
  t.regex(ran.stdout, /1 new, \d+ still there, 1 fixed/);
  for (const format of formats) {
    const report = readFileSync(join(repo.folder, `report.${format}`), "utf8");
    t.regex(report, /privileged/, format);
    t.regex(report, NEW[format] as RegExp, format);
  }
});

test("a program is judged at the base too, with what is installed for it here", (t) => {
  const repo = withModules(repository(t));
  repo.commit("base", project(container("")));
  repo.commit("head", project(container(", privileged: true")));
  const ran = run(t, repo.folder, "gate", "--since", "HEAD~1", "--format", "json");
  t.is(ran.code, 1, ran.stderr);
  t.deepEqual(newOf(ran), ["privileged"]);
  t.false(existsSync(join(repo.folder, ".git/worktrees")));
  t.is(repo.git("status", "--porcelain"), "");
});

test("a program in a folder reads the files that lay beside it at the base", (t) => {
  const repo = withModules(repository(t));
  const files = (on: string) =>
    Object.entries({
      ...project(
        `import { readFileSync } from "node:fs";\n${container(', privileged: readFileSync("on.txt", "utf8") === "yes"')}`,
      ),
      "on.txt": on,
    }).map(([name, text]) => [`infra/${name}`, text] as const);
  repo.commit("base", Object.fromEntries(files("no")));
  repo.commit("head", Object.fromEntries(files("yes")));
  const ran = run(t, join(repo.folder, "infra"), "gate", "--since", "HEAD~1", "--format", "json");
  t.deepEqual(newOf(ran), ["privileged"], ran.stderr);
});

test("a stack that came in, and a project that came in, are all new", (t) => {
  const repo = withModules(repository(t));
  repo.commit("base", { "README.md": "empty\n" });
  repo.commit("project", project(container("")));
  const all = run(t, repo.folder, "gate", "--since", "HEAD~1", "--format", "json");
  t.is(all.code, 1, all.stderr);
  t.true(findingsOf(all).length > 0);
  t.true(findingsOf(all).every(({ standing }) => standing === "new"));
  repo.commit("stack", { "Pulumi.prod.yaml": "config: {}\n" });
  const stacks = ["--stack", "dev", "--stack", "prod"];
  const both = run(t, repo.folder, "gate", ...stacks, "--since", "HEAD~1", "--format", "json");
  t.is(both.code, 1, both.stderr);
  for (const { subject, standing } of findingsOf(both)) t.is(standing, subject.stack === "prod" ? "new" : "known");
});

test("a base whose program fails is an error that names it, never a base without findings", (t) => {
  const repo = withModules(repository(t));
  repo.commit("base", project('throw new Error("out of order");\n'));
  repo.commit("head", project(container("")));
  const ran = run(t, repo.folder, "gate", "--since", "HEAD~1", "--out", "json=report.json");
  t.is(ran.code, 2);
  t.is(ran.stdout, "");
  t.regex(ran.stderr, /the base HEAD~1 cannot be judged, .*: the program fails on the stack dev/);
  t.false(existsSync(join(repo.folder, "report.json")));
});

test("a reference that does not exist ends with 2", (t) => {
  const repo = repository(t);
  repo.commit("base", { "compose.yaml": BASE });
  for (const ref of ["none", "HEAD~7", "HEAD:compose.yaml", "HEAD..HEAD", "main --all"]) {
    const ran = run(t, repo.folder, "check", "compose.yaml", "--since", ref);
    t.is(ran.code, 2, ref);
    t.is(ran.stdout, "");
    t.true(ran.stderr.includes(`${ref} is no commit of this repository`), ran.stderr);
  }
});

test("a shallow clone without the base says how to fetch it", (t) => {
  const repo = repository(t);
  repo.commit("base", { "compose.yaml": BASE });
  repo.commit("head", { "compose.yaml": WORSE });
  const clone = join(temporaryFolder(t), "clone");
  repo.git("clone", "--quiet", "--depth=1", `file://${repo.folder}`, clone);
  const ran = run(t, clone, "check", "compose.yaml", "--since", "HEAD~1");
  t.is(ran.code, 2);
  t.regex(ran.stderr, /this clone is shallow and does not hold HEAD~1.*fetch-depth: 0/);
});

for (const ref of ["--output=x", "-x", "", " main", "ma\nin"])
  test(`wrong usage ends with 64: a reference that is ${JSON.stringify(ref)}`, (t) => {
    const repo = repository(t);
    repo.commit("base", { "compose.yaml": BASE });
    const ran = run(t, repo.folder, "check", "compose.yaml", `--since=${ref}`);
    t.is(ran.code, 64, ran.stderr);
    t.is(ran.stdout, "");
    t.deepEqual(readdirSync(repo.folder).sort(), [".git", "compose.yaml"]);
  });

test("wrong usage ends with 64: a stored baseline and a base at once", (t) => {
  const ran = readiness(["check", "compose.yaml", "--since", "main", "--baseline", "base.json"]);
  t.is(ran.code, 64);
  t.regex(ran.stderr, /--since.*--baseline|--baseline.*--since/);
});

test("outside of a repository there is no base", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "compose.yaml"), BASE);
  const ran = readiness(["check", "compose.yaml", "--since", "main"], folder, { GIT_CEILING_DIRECTORIES: folder });
  t.is(ran.code, 2);
  t.regex(ran.stderr, /not a git repository/);
});

test("a file outside of the repository has no base to compare with", (t) => {
  const repo = repository(t);
  repo.commit("base", { "compose.yaml": BASE });
  const other = join(repo.folder, "../other");
  mkdirSync(other);
  writeFileSync(join(other, "compose.yaml"), BASE);
  const ran = run(t, repo.folder, "check", "compose.yaml", "../other", "--since", "main");
  t.is(ran.code, 2);
  t.regex(ran.stderr, /\.\.\/other lies outside of the git repository/);
});

test("without git there is no base", (t) => {
  const repo = repository(t);
  repo.commit("base", { "compose.yaml": BASE });
  const ran = readiness(["check", "compose.yaml", "--since", "main"], repo.folder, { PATH: temporaryFolder(t) });
  t.is(ran.code, 2);
  t.regex(ran.stderr, /needs git/);
});

test("a reference is text for git and never for a shell", (t) => {
  const repo = repository(t);
  repo.commit("base", { "compose.yaml": BASE });
  const ran = run(t, repo.folder, "check", "compose.yaml", "--since", "main; touch hit #");
  t.is(ran.code, 2);
  t.false(existsSync(join(repo.folder, "hit")));
});

test("no hook of the repository runs for the base", (t) => {
  const repo = repository(t);
  repo.commit("base", { "compose.yaml": BASE });
  const hook = join(repo.folder, ".git/hooks/post-checkout");
  mkdirSync(join(repo.folder, ".git/hooks"), { recursive: true });
  writeFileSync(hook, "#!/bin/sh\ntouch hit\n", { mode: 0o755 });
  t.is(run(t, repo.folder, "check", "compose.yaml", "--since", "main").code, 0);
  t.false(existsSync(join(repo.folder, "hit")));
});

for (const signal of ["SIGINT", "SIGTERM"] as const)
  test(`nothing is left behind after ${signal}, and the command ends by it`, async (t) => {
    const repo = withModules(repository(t));
    repo.commit("base", project("await new Promise((done) => setTimeout(done, 60_000));\n"));
    const temporary = temporaryFolder(t);
    const started = spawn(process.execPath, [join(ROOT, "bin/readiness.mjs"), "gate", "--since", "main"], {
      cwd: repo.folder,
      env: { ...process.env, TMPDIR: temporary },
      stdio: "ignore",
    });
    const ended = once(started, "exit");
    const deadline = Date.now() + 30_000;
    while (readdirSync(temporary).length === 0 && Date.now() < deadline) await sleep(50);
    t.is(readdirSync(temporary).length, 1);
    await sleep(500);
    started.kill(signal);
    t.deepEqual(await ended, [null, signal]);
    t.deepEqual(readdirSync(temporary), []);
  });
