import type { Ranges } from "../model/address.ts";
import { readStack } from "../model/from-pulumi/stack.ts";
import type { Stack } from "../model/stack.ts";
import { loadSettings } from "../policies/settings/load.ts";
import { defaultSettings } from "../policies/settings/settings.ts";
import { readStacks } from "./check.ts";
import { runProgram } from "./program.ts";
import { findProject, ProgramError, readStackConfig } from "./project.ts";

export interface EstateOptions {
  /** Compose files and JSON as `readiness check` takes them; the project's stacks where empty. */
  readonly files: readonly string[];
  /** Folder of the Pulumi project, or one below it. */
  readonly folder: string;
  /** Stacks to read; all that have a settings file where empty. */
  readonly stacks: readonly string[];
  /** Folder with `readiness.yaml` for files; defaults hold where it is not given. */
  readonly settings?: string;
}

/** Stacks with the ranges whose clients are in the VPN. */
export interface Estate {
  readonly stacks: readonly Stack[];
  readonly vpn: Ranges;
}

/**
 * Reads the stacks of a project, or of files, without judging them.
 *
 * @throws ProgramError or SettingsError where nothing can be read.
 */
export async function readEstate({ files, folder, stacks, settings }: EstateOptions): Promise<Estate> {
  if (files.length > 0) {
    const { context } = settings === undefined ? defaultSettings() : loadSettings(settings).settings;
    return { stacks: readStacks({ files }), vpn: context.vpn };
  }
  const project = findProject(folder);
  const chosen = stacks.length > 0 ? [...new Set(stacks)] : project.stacks;
  if (chosen.length === 0)
    throw new ProgramError(`the project ${project.name} has no stack: no Pulumi.<stack>.yaml beside its Pulumi.yaml`);
  const { context } = loadSettings(project.folder).settings;
  const read: Stack[] = [];
  for (const name of chosen)
    read.push(readStack(name, await runProgram(project, name, readStackConfig(project, name))));
  return { stacks: read, vpn: context.vpn };
}
