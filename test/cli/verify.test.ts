import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { project, type Ran, ROOT, readinessBeside } from "../support/cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { fakeEngine, inspected } from "../verifications/support/engine.ts";

const PROGRAM = `import * as docker from "@pulumi/docker";
new docker.Container("web", { name: "web", image: "web:1", restart: "unless-stopped" });
`;

function small(t: ExecutionContext): string {
  const folder = temporaryFolder(t);
  const files = {
    ...project(PROGRAM, { master: "config: {}\n", lady: "config: {}\n" }),
    "readiness.yaml": "resolvers: ['127.0.0.1:9']\n",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

const verify = (folder: string, args: readonly string[], then?: (child: ChildProcess) => void): Promise<Ran> =>
  readinessBeside(["verify", "--steady", "0", ...args], folder, then);

test("a stopped container ends the command with 1 and is named; hosts that nobody asked stay unknown", async (t) => {
  const folder = small(t);
  const engine = await fakeEngine(["web"], {
    "/containers/web/json": inspected("web", { State: { Status: "exited", Running: false, ExitCode: 3 } }),
  });
  t.teardown(engine.close);
  const ran = await verify(folder, [
    "--stack",
    "master",
    "--host",
    `master=${engine.address}`,
    "--format",
    "json",
    "--record",
    "run.jsonl",
  ]);
  t.is(ran.code, 1, ran.stderr);
  const report = JSON.parse(ran.stdout);
  const runs = report.results.filter(({ check }: { check: string }) => check === "container-runs");
  t.deepEqual(
    runs.map(({ subject, state }: { subject: { host: string }; state: string }) => [subject.host, state]).sort(),
    [
      ["lady", "unknown"],
      ["master", "fail"],
    ],
  );
  t.true(readFileSync(join(folder, "run.jsonl"), "utf8").trimEnd().split("\n").at(-1)?.startsWith('{"digest":'));
});

test("Ctrl-C ends everything, and what was seen until then is written down", async (t) => {
  const folder = small(t);
  let reached: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const engine = await fakeEngine(["web"], { "/containers/web/json": () => reached() });
  t.teardown(engine.close);
  const started = performance.now();
  const ran = await verify(
    folder,
    ["--stack", "master", "--host", `master=${engine.address}`, "--record", "run.jsonl"],
    (child) => {
      void asked.then(() => setTimeout(() => child.kill("SIGINT"), 200));
    },
  );
  t.is(ran.code, 2, ran.stderr);
  t.true(performance.now() - started < 30_000);
  const lines = readFileSync(join(folder, "run.jsonl"), "utf8").trimEnd().split("\n");
  t.true(lines.some((line) => line.includes('"docker.engine"') && line.includes('"seen"')));
  t.true(lines.some((line) => line.includes('"docker.container"') && line.includes('"aborted"')));
});

test("what does not exist is wrong usage, and nothing is asked", async (t) => {
  const folder = small(t);
  mkdirSync(join(folder, "out"));
  for (const args of [
    ["--stack", "nowhere"],
    ["--host", "nowhere=unix:///x"],
    ["--host", "master=geheim"],
    ["--shell", "master=unix:///x"],
    ["--vantage", "nowhere"],
    ["--only", "beauty"],
    ["--steady", "-1"],
  ]) {
    const ran = await verify(folder, [...args, "--record", "run.jsonl"]);
    t.is(ran.code, 64, args.join(" "));
    t.is(ran.stdout, "");
  }
  t.false(existsSync(join(folder, "run.jsonl")));
});
