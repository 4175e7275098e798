import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeGroups, removeScratch } from "./host/machine.ts";

/** Scratch folders begin with it; control groups do too, with the process id of their lab. */
export const PREFIX = "readiness-lab-";

/**
 * Takes away what a lab left that was killed: its hosts ended with it, its folder and its control groups did not. Only
 * for who has claimed this machine, since then no other lab runs here.
 */
export async function removeLeftOver(): Promise<void> {
  for (const name of await readdir(tmpdir()))
    if (new RegExp(`^${PREFIX}[A-Za-z0-9]{6}$`).test(name)) await removeScratch(join(tmpdir(), name));
  await removeGroups((name) => name.startsWith(PREFIX));
}
