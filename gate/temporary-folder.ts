import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensuring } from "./ensuring.ts";

/** Gives `work` a folder of its own outside of the project, which is gone afterwards, also after an interruption. */
export async function inTemporaryFolder<T>(purpose: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `readiness-${purpose}-`)));
  return await ensuring(
    () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
    () => work(folder),
  );
}
