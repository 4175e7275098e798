import { readStack } from "../model/from-pulumi/stack.ts";
import type { Stack } from "../model/stack.ts";
import { runProgram } from "./program.ts";
import { findProject, ProgramError, readStackConfig } from "./project.ts";

/** What a project declares. */
export interface Declared {
  readonly stacks: readonly Stack[];
  /** Stacks of the project that were not asked for. */
  readonly others: readonly string[];
  /** Folder of the project, where its settings and waivers lie. */
  readonly folder: string;
}

/**
 * Reads what the stacks of a Pulumi project declare, as the gate does: in process, and with a placeholder for every
 * secret.
 *
 * @param wanted names of stacks; all that have a settings file where empty.
 * @throws ProgramError where the program cannot be run.
 */
export async function readDeclared(folder: string, wanted: readonly string[]): Promise<Declared> {
  const project = findProject(folder);
  const chosen = wanted.length > 0 ? [...new Set(wanted)] : project.stacks;
  if (chosen.length === 0)
    throw new ProgramError(`the project ${project.name} has no stack: no Pulumi.<stack>.yaml beside its Pulumi.yaml`);
  const configs = chosen.map((stack) => ({ stack, config: readStackConfig(project, stack) }));
  const stacks: Stack[] = [];
  for (const { stack, config } of configs) stacks.push(readStack(stack, await runProgram(project, stack, config)));
  return { stacks, others: project.stacks.filter((stack) => !chosen.includes(stack)), folder: project.folder };
}
