import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { BaseTree } from "../gate/base/tree.ts";
import { gate } from "../gate/gate.ts";
import { findProject } from "../gate/project.ts";
import { collect, type Done, profile, reports } from "./options.ts";
import { type Format, type Output, print, today } from "./output.ts";
import { type AtBase, judgeSince, since } from "./since.ts";

interface GateFlags extends Output {
  readonly stack: readonly string[];
  readonly cwd: string;
  readonly profile?: string;
  readonly format: Format;
}

/** `readiness gate` */
export function addGate(root: Command, done: Done): void {
  const command = root
    .command("gate")
    .description("judge the stacks of this Pulumi project, in process: no engine, daemon, network or secrets")
    .option("--stack <name>", "judge only this stack (repeatable)", collect, [])
    .option("--cwd <folder>", "folder of the project", ".")
    .addOption(profile())
    .addOption(since());
  reports(command).action(async (flags: GateFlags) => done(await run(command, flags)));
}

async function run(command: Command, flags: GateFlags): Promise<number> {
  const { judgement, since: base } = await judgeSince(
    { command, ref: flags.since, around: flags.cwd },
    (tree) => projectAtBase(tree, flags),
    () =>
      gate({
        folder: flags.cwd,
        stacks: flags.stack,
        ...(flags.profile === undefined ? {} : { profile: flags.profile }),
        today: today(),
      }),
  );
  return print(judgement, flags.format, flags, base);
}

/** The project at the base, with those of its stacks that are judged now; undefined where it has none of them. */
export function projectAtBase(tree: BaseTree, { cwd, stack }: Pick<GateFlags, "cwd" | "stack">): AtBase | undefined {
  const { folder } = findProject(cwd);
  const then = tree.at(folder);
  if (!["Pulumi.yaml", "Pulumi.yml"].some((file) => existsSync(join(then, file)))) return undefined;
  tree.linkModules(folder);
  const there = findProject(then);
  if (there.stacks.length === 0) return undefined;
  if (stack.length === 0) return { options: { cwd: then } };
  const stacks = stack.filter((name) => there.stacks.includes(name));
  return stacks.length === 0 ? undefined : { options: { cwd: then, stack: stacks } };
}
