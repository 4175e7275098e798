import { access, constants, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** The first executable file called `name` in the directories of PATH (or of `path`), or undefined. */
export async function findOnPath(name: string, path = process.env.PATH ?? ""): Promise<string | undefined> {
  for (const directory of path.split(delimiter)) {
    if (directory === "") continue;
    const file = join(directory, name);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

/** True for a regular file (or a link to one) that may be executed. */
export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
