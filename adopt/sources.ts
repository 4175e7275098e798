import { dirname, resolve } from "node:path";
import { discoverProjects, readText } from "../model/from-compose/discover.ts";
import { readCompose } from "../model/from-compose/read-compose.ts";
import type { Stack } from "../model/stack.ts";
import { type BeyondProject, readBeyond } from "./beyond-compose.ts";

/** A stack that was read somewhere, to be written down as a declaration. */
export interface FoundStack {
  readonly stack: Stack;
  /** What it is called in what is written. */
  readonly source: string;
  /** Folder on the host that its relative paths begin in. */
  readonly folder: string;
  /** What the source says and the model does not hold; undefined where nobody looked for it. */
  readonly beyond: BeyondProject | undefined;
}

/** Compose files or folders, and where their variables come from. */
export interface ComposeSources {
  readonly files: readonly string[];
  /** Files of variables instead of the `.env` beside each file. */
  readonly envFiles?: readonly string[];
}

/** Reads compose files or folders, each one stack. A file that cannot be read is a problem of its stack. */
export function readComposeSources({ files, envFiles = [] }: ComposeSources): FoundStack[] {
  const around = envFiles.length === 0 ? {} : { envFiles: envFiles.map(readText) };
  return discoverProjects(files, {}).map((project): FoundStack => {
    const folder = dirname(resolve(project.file));
    if ("refused" in project) {
      const message = `${project.file} ${project.refused}, so nothing of it is declared`;
      const location = { path: "", file: project.file };
      const problems = [{ container: undefined, message, location }];
      const nothing = { containers: [], networks: [], volumes: [], secrets: new Set<string>() };
      return { stack: { name: "unread", ...nothing, problems }, source: project.file, folder, beyond: undefined };
    }
    const input = { ...project, ...around };
    return { stack: readCompose(input), source: project.file, folder, beyond: readBeyond(input) };
  });
}
