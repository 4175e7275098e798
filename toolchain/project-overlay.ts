import { copyFile, mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";

/**
 * Makes `into` a Pulumi project that runs the program of `project` and can be written to: Pulumi.yaml and the stack
 * files are copied, everything else is linked. So the CLI, which notes an encryption salt in the stack file and its
 * configuration too, leaves the checkout as it is.
 */
export async function overlayProject(project: string, into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  for (const entry of await readdir(project, { withFileTypes: true })) {
    const from = join(project, entry.name);
    if (entry.isFile() && /^Pulumi(\.[^/]+)?\.ya?ml$/.test(entry.name)) await copyFile(from, join(into, entry.name));
    else await symlink(from, join(into, entry.name));
  }
}
