import { createHash } from "node:crypto";
import { access, mkdir, mkdtemp, open, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The longest that one process waits for another that builds the same thing, in milliseconds. */
const WAIT_FOR_OTHER_BUILD = 30 * 60_000;

/** The folder of everything that is built once per user: outside every checkout, so a fresh clone builds nothing again. */
export function cacheRoot(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(base, "pulumi-readiness");
}

/** Twelve hex digits that change when any of the named files or any of the words changes. */
export async function recipeHash(files: readonly string[], words: readonly string[] = []): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) {
    hash.update(`${basename(file)}\0`);
    hash.update(await readFile(file));
  }
  for (const word of words) hash.update(`${word}\0`);
  return hash.digest("hex").slice(0, 12);
}

/** True when the file or folder is there. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * Returns the folder `directory`, made by `make` if it is not there yet.
 *
 * `make` fills a temporary folder beside it, which then takes the final name in one step: whoever finds the folder
 * finds it complete. Two processes that want the same folder do the work once; the second waits for the first.
 */
export async function buildOnce(directory: string, make: (temporary: string) => Promise<void>): Promise<string> {
  if (await exists(directory)) return directory;
  await mkdir(dirname(directory), { recursive: true });
  const release = await lock(`${directory}.lock`, () => exists(directory));
  try {
    if (await exists(directory)) return directory;
    const temporary = await mkdtemp(`${directory}.building-`);
    try {
      await make(temporary);
      await rename(temporary, directory).catch(async (error: NodeJS.ErrnoException) => {
        if (!(await exists(directory))) throw error;
      });
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return directory;
  } finally {
    await release();
  }
}

/** Takes the lock file, or waits until its owner is done, has died, or `done` holds. It saves work; it guards nothing. */
async function lock(file: string, done: () => Promise<boolean>): Promise<() => Promise<void>> {
  const deadline = Date.now() + WAIT_FOR_OTHER_BUILD;
  for (;;) {
    try {
      const handle = await open(file, "wx");
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    if (await done()) return async () => {};
    if (!(await ownerLives(file))) await rm(file, { force: true });
    else if (Date.now() > deadline)
      throw new Error(
        `${file}: another process holds this lock for more than ${WAIT_FOR_OTHER_BUILD / 60_000} minutes. ` +
          "The build it protects is stuck: stop that process or delete the file, then start again.",
      );
    else await sleep(500);
  }
}

async function ownerLives(file: string): Promise<boolean> {
  const text = await readFile(file, "utf8").catch(() => "");
  if (text === "") {
    // Its owner has created it and not yet written its process id.
    await sleep(1000);
    if ((await readFile(file, "utf8").catch(() => "gone")) === "") return false;
    return true;
  }
  try {
    process.kill(Number(text), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
