import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import test, { type ExecutionContext } from "ava";
import { buildOnce, recipeHash } from "../../toolchain/cache.ts";

test("what two ask for at the same time is built once, and both find it complete", async (t) => {
  const folder = join(await temporaryFolder(t), "tool");
  let builds = 0;
  const make = async (temporary: string) => {
    builds++;
    await sleep(50);
    await writeFile(join(temporary, "tool"), "done");
  };
  await Promise.all([buildOnce(folder, make), buildOnce(folder, make)]);
  t.is(builds, 1);
  t.is(await readFile(join(folder, "tool"), "utf8"), "done");
});

test("a build that fails leaves nothing behind and can be tried again", async (t) => {
  const parent = await temporaryFolder(t);
  const failing = buildOnce(join(parent, "tool"), async (temporary) => {
    await writeFile(join(temporary, "half"), "");
    throw new Error("no network");
  });
  await t.throwsAsync(failing, { message: "no network" });
  t.deepEqual(await readdir(parent), []);
  await buildOnce(join(parent, "tool"), (temporary) => writeFile(join(temporary, "whole"), ""));
  t.deepEqual(await readdir(join(parent, "tool")), ["whole"]);
});

test("the lock of a process that died stops nobody", async (t) => {
  const parent = await temporaryFolder(t);
  // No process has this id: Linux gives none above 4194304 (proc(5), pid_max).
  await writeFile(join(parent, "tool.lock"), "4194305");
  await buildOnce(join(parent, "tool"), (temporary) => writeFile(join(temporary, "whole"), ""));
  t.deepEqual(await readdir(parent), ["tool"]);
});

test("another recipe is another folder in the cache", async (t) => {
  const file = join(await temporaryFolder(t), "go.mod");
  await writeFile(file, "one");
  const one = await recipeHash([file], ["linux"]);
  t.is(await recipeHash([file], ["linux"]), one);
  t.not(await recipeHash([file], ["darwin"]), one);
  await writeFile(file, "other");
  t.not(await recipeHash([file], ["linux"]), one);
});

async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "readiness-cache-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
