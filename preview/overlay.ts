import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, symlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/**
 * Makes `into` a Pulumi project that runs the program of `project` and can be written to: Pulumi.yaml and the stack
 * files are copied, everything else is linked. So the CLI, which notes an encryption salt and configuration in the
 * stack file, leaves the checkout as it is.
 */
export async function overlayProject(project: string, into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  for (const entry of await readdir(project, { withFileTypes: true })) {
    const from = join(project, entry.name);
    if (/^Pulumi(\.[^/]+)?\.ya?ml$/.test(entry.name)) await copyFile(from, join(into, entry.name));
    else await symlink(from, join(into, entry.name));
  }
  const modules = nearestModules(resolve(project));
  if (modules !== undefined && !existsSync(join(into, "node_modules")))
    await symlink(modules, join(into, "node_modules"));
}

/** The node_modules that programs in `folder` use: their own or the first one above. */
function nearestModules(folder: string): string | undefined {
  const modules = join(folder, "node_modules");
  if (existsSync(modules)) return modules;
  return dirname(folder) === folder ? undefined : nearestModules(dirname(folder));
}
