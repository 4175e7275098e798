import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import test, { type ExecutionContext } from "ava";
import { JOURNAL_FILE } from "../../../verifications/drills/journal.ts";
import { project, type Ran, ROOT, readinessBeside } from "../../support/cli.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { type Restartable, restartable } from "./support.ts";

const PROGRAM = `import * as docker from "@pulumi/docker";
new docker.Container("once", { name: "once", image: "web:1", restart: "no" });
`;
const CONSENT =
  "drills: [{ host: master, allows: [container-comes-back], container: once, reason: a machine of the test, owner: ops, until: 2099-12-31 }]\n";

function estate(t: ExecutionContext): string {
  const folder = temporaryFolder(t);
  const files = { ...project(PROGRAM, { master: "config: {}\n" }), "readiness.yaml": CONSENT };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Ends the command with a signal a while after the drill has written its journal. */
const verify = (folder: string, args: readonly string[], end?: [NodeJS.Signals, number]): Promise<Ran> =>
  readinessBeside(["verify", "--steady", "0", ...args], folder, async (child) => {
    if (end === undefined) return;
    while (!existsSync(join(folder, JOURNAL_FILE)) && child.exitCode === null) await sleep(2);
    await sleep(end[1]);
    child.kill(end[0]);
  });

async function once({ ask }: Restartable): Promise<string> {
  const { State } = (await ask({ path: "/containers/once/json" })) as {
    State: { Status: string; Health: { Status: string } };
  };
  return `${State.Status} ${State.Health.Status}`;
}

test("Ctrl-C puts back what a drill touched, and a killed run leaves a journal by which the next one does", async (t) => {
  t.timeout(300_000);
  const engine = await restartable();
  if (typeof engine === "string") {
    if (process.env.CI || process.env.READINESS_REQUIRE_ENGINE) t.fail(`required here and missing: ${engine}`);
    t.log(`skipped: ${engine}`);
    return t.pass();
  }
  t.teardown(engine.stop);
  await engine.create("once", "no");
  while ((await once(engine)) !== "running healthy") await sleep(100);
  const folder = estate(t);
  const there = ["--host", `master=${engine.address}`, "--shell", "master=local"];
  const drill = [...there, "--drill", "container-comes-back", "--record", "run.jsonl"];

  for (const [signal, after] of [
    ["SIGINT", 0],
    ["SIGTERM", 700],
  ] as const) {
    const ran = await verify(folder, drill, [signal, after]);
    t.is(ran.code, 2, ran.stderr);
    t.regex(ran.stderr, /container-comes-back on master was stopped before its end/);
    t.is(await once(engine), "running healthy", signal);
    t.false(existsSync(join(folder, JOURNAL_FILE)));
  }

  const killed = await verify(folder, drill, ["SIGKILL", 500]);
  t.is(killed.code, null);
  t.is(await once(engine).then((state) => state.split(" ")[0]), "exited");
  const refused = await verify(folder, drill);
  t.is(refused.code, 2);
  t.is(refused.stdout, "");
  t.regex(refused.stderr, /readiness verify --put-back/);
  const put = await verify(folder, [...there, "--put-back"]);
  t.is(put.code, 0, put.stderr);
  t.is(put.stdout, "master is as it was before the drill\n");
  t.is(await once(engine), "running healthy");
  t.false(existsSync(join(folder, JOURNAL_FILE)));
});
