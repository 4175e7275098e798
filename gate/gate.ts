import { readStack } from "../model/from-pulumi/stack.ts";
import type { Stack } from "../model/stack.ts";
import { type Judgement, judgeStacks } from "../policies/judge/judgement.ts";
import { RULES } from "../policies/rules/index.ts";
import { loadSettings } from "../policies/settings/load.ts";
import { runProgram } from "./program.ts";
import { findProject, ProgramError, readStackConfig } from "./project.ts";

export interface GateOptions {
  /** Folder of the Pulumi project, or one below it. */
  readonly folder: string;
  /** Stacks to judge; all that have a settings file where empty. */
  readonly stacks?: readonly string[];
  /** Overrides the profile of the settings. */
  readonly profile?: string;
  /** `2026-11-23`. */
  readonly today: string;
}

/**
 * Judges the stacks of a Pulumi project in this process: runs the program once for each stack and
 * applies the rules to what it declares. Needs no engine, daemon, network or secrets.
 *
 * @throws ProgramError or SettingsError where nothing can be judged.
 */
export async function gate({ folder, stacks = [], profile, today }: GateOptions): Promise<Judgement> {
  const project = findProject(folder);
  const chosen = stacks.length > 0 ? [...new Set(stacks)] : project.stacks;
  if (chosen.length === 0)
    throw new ProgramError(`the project ${project.name} has no stack: no Pulumi.<stack>.yaml beside its Pulumi.yaml`);
  const { settings, waivers } = loadSettings(project.folder, profile);
  const configs = chosen.map((stack) => ({ stack, config: readStackConfig(project, stack) }));
  const judged: Stack[] = [];
  for (const { stack, config } of configs) judged.push(readStack(stack, await runProgram(project, stack, config)));
  return judgeStacks({
    stacks: judged,
    rules: RULES,
    pack: settings.pack,
    context: settings.context,
    waivers,
    today,
    otherStacks: project.stacks.filter((stack) => !chosen.includes(stack)),
  });
}
