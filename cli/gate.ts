import type { Command } from "commander";
import { gate } from "../gate/gate.ts";
import { collect, type Done, profile, reports } from "./options.ts";
import { type Format, type Output, print, today } from "./output.ts";
import { projectAtBase } from "./project-at-base.ts";
import { judgeSince, since } from "./since.ts";

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
