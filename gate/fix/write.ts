import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FixedFile } from "../fix.ts";

/**
 * Writes a file as a whole or not at all: beside it first, then in its place. A link stays a link.
 *
 * @throws Error where it has changed since it was read, or cannot be written.
 */
export function writeFixed({ file, before, after }: FixedFile): void {
  const target = realpathSync(file);
  if (readFileSync(target, "utf8") !== before)
    throw new Error(`${file} has changed while it was judged, so nothing was written to it; run the command again`);
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    writeFileSync(beside, after, { flag: "wx" });
    chmodSync(beside, statSync(target).mode & 0o7777);
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new Error(`${file} cannot be written (${code}), and is as it was`);
  }
}
