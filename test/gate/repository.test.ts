import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { judgeRepositoryIn } from "../../gate/repository.ts";
import { json } from "../../reports/json.ts";
import {
  acmeStore,
  type Commit,
  fill,
  reportsOf,
  repositoryCases,
  worst,
} from "../policies/repository/support/case.ts";
import { readiness } from "../support/cli.ts";

const TODAY = "2026-11-23";
const SECRET = fill("<secret-1>");

/** A repository of these commits, oldest first, gone after the test. */
function repositoryOf(t: ExecutionContext, commits: readonly Commit[]): string {
  const folder = mkdtempSync(join(tmpdir(), "readiness-repository-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  git(folder, "init", "-q", "-b", "main");
  for (const { files = {}, deleted = [] } of commits) {
    write(folder, files);
    git(folder, "add", "-f", "--", ...Object.keys(files));
    if (deleted.length > 0) git(folder, "rm", "-q", "-f", "--", ...deleted);
    git(folder, "commit", "-q", "-m", "a commit");
  }
  return folder;
}

function write(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function git(folder: string, ...args: string[]): string {
  const identity = ["-c", "user.name=ops", "-c", "user.email=ops@example.net", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

async function judged(folder: string) {
  return (await judgeRepositoryIn({ folder, today: TODAY })).judgement;
}

for (const example of repositoryCases().filter(({ commits }) => commits !== undefined))
  test(`${example.file} is judged as it is named`, async (t) => {
    let folder = repositoryOf(t, example.commits ?? []);
    if (example.shallow) {
      const clone = mkdtempSync(join(tmpdir(), "readiness-clone-"));
      t.teardown(() => rmSync(clone, { recursive: true, force: true }));
      git(folder, "clone", "-q", "--depth=1", `file://${folder}`, clone);
      folder = clone;
    }
    const judgement = await judged(folder);
    const reports = reportsOf(judgement, example.rule).map((report) => report.replace(/ [0-9a-f]{10}$/, ""));
    t.deepEqual(reports, example.expect.toSorted());
    t.is(
      worst(judgement, example.rule),
      example.state === "fail" || example.state === "unknown" ? example.state : "quiet",
    );
    t.notRegex(json(judgement), /MIIJKQ|LS0tLS1CRUdJTi/);
  });

test("a store of keys is found on a branch, under a tag and in a merge that no parent has it from", async (t) => {
  const folder = repositoryOf(t, [{ files: { "README.md": "One\n" } }]);
  git(folder, "checkout", "-q", "-b", "side");
  write(folder, { "side.dat": acmeStore() });
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "aside");
  git(folder, "checkout", "-q", "main");
  write(folder, { "other.txt": "other\n" });
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "other");
  git(folder, "checkout", "-q", "-b", "third", "HEAD~1");
  write(folder, { "third.txt": "third\n" });
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "third");
  git(folder, "merge", "-q", "--no-commit", "--no-ff", "main");
  write(folder, { "merged.dat": fill("<pem>") });
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "merged");
  git(folder, "tag", "kept");
  git(folder, "checkout", "-q", "main");
  git(folder, "branch", "-q", "-D", "third");
  const reports = reportsOf(await judged(folder), "secret-in-history").map((report) => report.split(" ")[1]);
  t.deepEqual(reports, ["merged.dat", "side.dat"]);
});

test("the commit in the finding is one that holds the file, and a new version of the keys is a new finding", async (t) => {
  const folder = repositoryOf(t, [{ files: { "acme.json": acmeStore() } }]);
  const [first = ""] = reportsOf(await judged(folder), "secret-in-history");
  t.true(git(folder, "show", "--stat", first.split(" ").at(-1) ?? "").includes("acme.json"));
  write(folder, { "acme.json": acmeStore().replace("*.example.net", "*.example.org") });
  git(folder, "commit", "-q", "-a", "-m", "renewed");
  const [second = ""] = reportsOf(await judged(folder), "secret-in-history");
  t.not(second, first);
});

test("nothing that the repository brings is run: no monitor, hook, helper, filter or text conversion", async (t) => {
  const folder = repositoryOf(t, [
    {
      files: {
        "acme.json": acmeStore(),
        ".gitattributes": "* filter=evil diff=evil\n",
        "settings.yml": `db_password: ${SECRET}\n`,
      },
    },
  ]);
  const mark = join(folder, "..", `${folder.split("/").at(-1)}-ran`);
  t.teardown(() => rmSync(mark, { force: true }));
  const evil = `touch ${mark}`;
  for (const key of [
    "core.fsmonitor",
    "core.pager",
    "pager.log",
    "diff.external",
    "diff.evil.textconv",
    "diff.evil.command",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "core.sshCommand",
    "gpg.program",
    "core.alternateRefsCommand",
    "uploadpack.packObjectsHook",
    "core.editor",
    "credential.helper",
  ])
    git(folder, "config", key, evil);
  git(folder, "config", "alias.ls-files", `!${evil}`);
  git(folder, "config", "log.showSignature", "true");
  for (const hook of [
    "post-index-change",
    "post-checkout",
    "reference-transaction",
    "pre-auto-gc",
    "fsmonitor-watchman",
  ])
    writeFileSync(join(folder, ".git/hooks", hook), `#!/bin/sh\n${evil}\n`, { mode: 0o755 });
  const judgement = await judged(folder);
  t.false(existsSync(mark));
  t.is(worst(judgement, "secret-in-history"), "fail");
  t.is(worst(judgement, "secret-in-repository"), "fail");
});

test("what lies in the environment leads git nowhere else", (t) => {
  const folder = repositoryOf(t, [{ files: { "settings.yml": `db_password: ${SECRET}\n` } }]);
  const other = repositoryOf(t, [{ files: { "README.md": "Nothing\n" } }]);
  const { code, stdout } = readiness(["repository", folder], folder, {
    GIT_DIR: join(other, ".git"),
    GIT_WORK_TREE: other,
    GIT_INDEX_FILE: join(other, ".git/index"),
  });
  t.is(code, 1);
  t.regex(stdout, /settings\.yml:1:14 db_password/);
  t.false(stdout.includes(SECRET));
});

test("a link is not followed, be it the file or a folder above it", async (t) => {
  const outside = mkdtempSync(join(tmpdir(), "readiness-outside-"));
  t.teardown(() => rmSync(outside, { recursive: true, force: true }));
  write(outside, { "settings.yml": `db_password: ${SECRET}\n` });
  const folder = repositoryOf(t, [{ files: { "folder/settings.yml": "a: b\n", "README.md": "One\n" } }]);
  symlinkSync(join(outside, "settings.yml"), join(folder, "link.yml"));
  git(folder, "add", "link.yml");
  rmSync(join(folder, "folder"), { recursive: true });
  symlinkSync(outside, join(folder, "folder"));
  const judgement = await judged(folder);
  t.deepEqual(reportsOf(judgement, "secret-in-repository"), ["repository/files folder/settings.yml"]);
  t.is(worst(judgement, "secret-in-repository"), "unknown");
});

test("a picture is only counted, and what could hold a secret and was not seen is unknown", async (t) => {
  const folder = repositoryOf(t, [{ files: { "README.md": "One\n" } }]);
  write(folder, {
    "logo.png": Buffer.from([0x89, 0x50, 0, 1, 2, 3]),
    "host.key": Buffer.from([1, 0, 2, 0, 3]),
    "all.log": `${"a line of a log\n".repeat(280_000)}`,
  });
  git(folder, "add", "-A");
  const { judgement, skipped } = await judgeRepositoryIn({ folder, today: TODAY });
  t.deepEqual(reportsOf(judgement, "secret-in-repository"), ["repository/files all.log", "repository/files host.key"]);
  t.is(worst(judgement, "secret-in-repository"), "unknown");
  t.deepEqual(
    skipped.map(({ path }) => path),
    ["logo.png"],
  );
});

test("a tracked file that is gone from the work tree is read from the index", async (t) => {
  const folder = repositoryOf(t, [{ files: { "settings.yml": `db_password: ${SECRET}\n` } }]);
  rmSync(join(folder, "settings.yml"));
  t.is(worst(await judged(folder), "secret-in-repository"), "fail");
});

test("an untracked file is not judged", async (t) => {
  const folder = repositoryOf(t, [{ files: { "README.md": "One\n" } }]);
  write(folder, { ".env": `DB_PASSWORD=${SECRET}\n` });
  t.is(worst(await judged(folder), "secret-in-repository"), "quiet");
});

test("a waiver names a file and a key, a file, or a folder, and one that accepts nothing is a finding", async (t) => {
  const folder = repositoryOf(t, [
    {
      files: {
        "a.yml": `db_password: ${SECRET}\n`,
        "b.yml": `db_password: ${SECRET}\n`,
        "fixtures/c.yml": `db_password: ${SECRET}\n`,
        "fixtures-of-others.yml": `db_password: ${SECRET}\n`,
      },
    },
  ]);
  const waiver = (detail: string) =>
    `  - rule: secret-in-repository\n    subject: repository/files\n    detail: ${detail}\n    reason: made up for a test\n    owner: ops\n    expires: 2027-01-31\n`;
  write(folder, {
    "waivers.yaml": `waivers:\n${["a.yml db_password", "b.yml", "fixtures/", "gone/"].map(waiver).join("")}`,
  });
  const { findings } = await judged(folder);
  const open = findings.filter((finding) => finding.waiver === null).map(({ rule, detail }) => [rule, detail]);
  t.deepEqual(open.sort(), [
    ["secret-in-repository", "fixtures-of-others.yml db_password"],
    ["waiver-unused", null],
  ]);
});

test("a folder that is no repository, and a machine without git, end in an error and not in a pass", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "readiness-none-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  t.is(readiness(["repository", folder]).code, 2);
  const { code, stderr } = readiness(["repository"], folder, { PATH: folder });
  t.is(code, 2);
  t.regex(stderr, /git is not installed/);
});

test("a repository that tracks nothing proves nothing", (t) => {
  const folder = repositoryOf(t, []);
  const { code, stdout } = readiness(["repository", folder]);
  t.is(code, 2);
  t.regex(stdout, /nothing was judged/);
});

test("containers come from declared files, and waivers of this command wait in the others", (t) => {
  const folder = repositoryOf(t, [
    {
      files: {
        "site.yml": "- hosts: all\n  tasks:\n    - docker_container: { name: web }\n",
        "host.yaml":
          "services:\n  web: { image: 'nginx:1.27', container_name: web }\n  db: { image: 'postgres:17', container_name: db }\n",
      },
    },
  ]);
  write(folder, {
    "waivers.yaml":
      "waivers:\n  - rule: container-in-no-playbook\n    subject: host/db\n    reason: restored from a backup by hand\n    owner: ops\n    expires: 2999-01-31\n",
  });
  const declared = ["--declared", join(folder, "host.yaml")];
  t.is(readiness(["repository", folder, ...declared]).code, 0);
  t.is(readiness(["repository", folder]).code, 2);
  t.false(readiness(["check", join(folder, "host.yaml"), "--settings", folder]).stdout.includes("waiver-unused"));
  rmSync(join(folder, "waivers.yaml"));
  const { code, stdout } = readiness(["repository", folder, ...declared]);
  t.is(code, 1);
  t.regex(stdout, /host\/db\n {2}✗ high container-in-no-playbook/);
});
