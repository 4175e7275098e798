import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { readRecord } from "../../verifications/run/record.ts";
import { project, ROOT, readiness } from "../support/cli.ts";
import { machine } from "../verifications/restore/support.ts";

const LABEL = "tool=tar; schedule=daily 02:30; keep=7 daily; rpo=26h; rto=1h; consistent=stop; secret=no";

/** An estate with one container that writes the live folder of a machine of the test. */
async function estate(t: ExecutionContext, consent = true) {
  const found = await machine(t, "tar");
  if (found === undefined) return undefined;
  // What lies in /tmp is nothing that anybody keeps.
  const live = mkdtempSync("/srv/readiness-test-");
  t.teardown(() => rmSync(live, { recursive: true, force: true }));
  const on = { ...found, live };
  const folder = mkdtempSync(join(tmpdir(), "readiness-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const program = `import * as docker from "@pulumi/docker";
new docker.Container("app", { name: "app", image: "app:1", mounts: [{ type: "bind", source: ${JSON.stringify(on.live)}, target: "/data" }],
  labels: [{ label: "readiness.backup./data", value: "${LABEL}" }] });
`;
  const settings = `hosts: { master: { shell: local, scratch: ${on.scratch} } }
backups: { nightly: { host: master, tool: tar, repository: ${on.store} } }
${consent ? "drills: [{ host: master, allows: [restore], reason: a machine of the test, owner: ops, until: 2099-12-31 }]\n" : ""}`;
  const files = { ...project(program, { master: "config: {}\n" }), "readiness.yaml": settings };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  mkdirSync(on.store);
  return { on, folder };
}

test("readiness drill restore restores what is declared, records it, and another run is judged with it", async (t) => {
  t.timeout(300_000);
  const there = await estate(t);
  if (there === undefined) return;
  const { on, folder } = there;
  on.sh('echo a >"$1/a"; sleep 2.2; tar -czPf store/live.tar.gz "$1"', on.live);
  const { code, stdout, stderr } = readiness(["drill", "restore", "--all", "--record", "restore.jsonl"], folder);
  t.is(code, 0, stderr);
  t.regex(stdout, /^master \/srv\/.*: restored: 1 files, 2 bytes in /);
  const { facts } = readRecord("restore.jsonl", readFileSync(join(folder, "restore.jsonl"), "utf8"));
  t.like(facts[0], { source: "drill.restore", host: "master", subject: on.live, vantage: "engine" });
  t.deepEqual(readdirSync(on.scratch), []);

  const args = ["verify", "--steady", "0", "--with", "restore.jsonl", "--record", "run.jsonl"];
  const ran = readiness(args, folder);
  t.not(ran.code, 64, ran.stderr);
  const run = readRecord("run.jsonl", readFileSync(join(folder, "run.jsonl"), "utf8"));
  t.true(run.facts.some(({ source, subject }) => source === "drill.restore" && subject === on.live));
});

test("readiness drill restore says what is no backup, and what could not be tried", async (t) => {
  t.timeout(300_000);
  const there = await estate(t);
  if (there === undefined) return;
  const { on, folder } = there;
  on.sh('echo a >"$1/a"; tar -czf store/live.tar.gz -T /dev/null', on.live);
  const empty = readiness(["drill", "restore", "--volume", on.live], folder);
  t.is(empty.code, 1, empty.stderr);
  t.regex(empty.stdout, /NOT RESTORED \(empty\)/);
  const inLive = readiness(["drill", "restore", "--all", "--scratch", on.live], folder);
  t.is(inLive.code, 2);
  t.regex(inLive.stderr, /lies in live data/);
  t.regex(inLive.stdout, /not tried/);
  t.is(readiness(["drill", "restore", "--volume", "other"], folder).code, 64);
  t.is(readiness(["drill", "restore"], folder).code, 64);
  const swept = readiness(["drill", "restore", "--put-back"], folder);
  t.deepEqual([swept.code, swept.stdout], [0, "master: there is nothing to take away\n"]);
});

test("nothing is restored without a consent", async (t) => {
  const there = await estate(t, false);
  if (there === undefined) return;
  const { code, stderr, stdout } = readiness(["drill", "restore", "--all", "--record", "restore.jsonl"], there.folder);
  t.deepEqual([code, stdout], [2, ""]);
  t.regex(stderr, /nobody agreed to it .*allows: \[restore\]/);
  t.false(existsSync(join(there.folder, "restore.jsonl")));
});
