import { execFile } from "node:child_process";
import { chmod, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

/** Copies a program or a library of this machine into a folder below `root`, with all that it is linked with. */
export async function copyWithLibraries(root: string, file: string, folder = "/bin"): Promise<void> {
  await mkdir(join(root, folder), { recursive: true });
  await cp(file, join(root, folder, basename(file)), { dereference: true });
  const { stdout } = await promisify(execFile)("ldd", [file]).catch(() => ({ stdout: "" }));
  for (const [library] of stdout.matchAll(/\/[^\s:]+(?=\s|$)/g)) {
    await mkdir(join(root, dirname(library)), { recursive: true });
    await writeFile(join(root, library), await readFile(library));
    await chmod(join(root, library), 0o755);
  }
}
