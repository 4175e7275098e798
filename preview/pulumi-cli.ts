import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { PreviewError } from "./preview-error.ts";

/**
 * Finds the Pulumi CLI: on PATH, or where npm links the commands of the project's packages.
 *
 * @throws PreviewError where there is none.
 */
export function findPulumi(project: string, path: string): string {
  const names = process.platform === "win32" ? ["pulumi.exe", "pulumi.cmd"] : ["pulumi"];
  for (const folder of [...path.split(delimiter).filter((entry) => entry !== ""), ...commandFolders(project)])
    for (const name of names) if (isExecutable(join(folder, name))) return resolve(folder, name);
  throw new PreviewError(
    "there is no `pulumi` on PATH or in node_modules/.bin; install the Pulumi CLI 3.238 or newer, or judge without it by `readiness gate`",
  );
}

/** The nearest first. */
function commandFolders(project: string): string[] {
  const own = join(project, "node_modules/.bin");
  return dirname(project) === project ? [own] : [own, ...commandFolders(dirname(project))];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
