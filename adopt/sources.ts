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

/** A source of which nothing can be declared. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

/**
 * Refuses a source without a container, because its declaration would say that nothing is wanted.
 *
 * @throws SourceError with the first thing that could not be read.
 */
export function holdsContainers({ stack, source }: FoundStack): void {
  if (stack.containers.length > 0) return;
  const [problem] = stack.problems;
  const why = problem === undefined ? "" : `: ${problem.message}`;
  throw new SourceError(`${source} shows no container, so nothing was written${why}`);
}

/** Compose files or folders, and where their variables come from. */
export interface ComposeSources {
  readonly files: readonly string[];
  /** Files of variables instead of the `.env` beside each file. */
  readonly envFiles?: readonly string[];
}

/**
 * Reads compose files or folders, each one stack. What cannot be read in a file is a problem of its stack.
 *
 * @throws SourceError where a file cannot be opened.
 */
export function readComposeSources({ files, envFiles = [] }: ComposeSources): FoundStack[] {
  const around = envFiles.length === 0 ? {} : { envFiles: envFiles.map(readText) };
  return discoverProjects(files, {}).map((project): FoundStack => {
    if ("refused" in project)
      throw new SourceError(`${project.file} ${project.refused}, so nothing was written; name a compose file`);
    const input = { ...project, ...around };
    return {
      stack: readCompose(input),
      source: project.file,
      folder: dirname(resolve(project.file)),
      beyond: readBeyond(input),
    };
  });
}
