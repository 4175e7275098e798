import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The plugins that can be stood in for, and the programs here that do it. */
const PROGRAMS = {
  "pulumi-language-nodejs": "language-nodejs/main.ts",
  "pulumi-resource-command": "command-provider/main.ts",
};

/** The name of a plugin that this folder has a stand-in for. */
export type StandIn = keyof typeof PROGRAMS;

/** The version that the stand-in for the command provider reports. */
export const COMMAND_PROVIDER_VERSION = "1.2.1";

/**
 * Writes the executable `name` into `directory`: it starts our stand-in with the Node binary that runs this process,
 * whatever other `node` is on PATH.
 */
export async function writeStandIn(directory: string, name: StandIn): Promise<string> {
  const program = join(import.meta.dirname, PROGRAMS[name]);
  const file = join(directory, name);
  await mkdir(directory, { recursive: true });
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(program)} "$@"\n`);
  await chmod(temporary, 0o755);
  await rename(temporary, file);
  return file;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
