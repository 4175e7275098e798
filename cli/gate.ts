import type { Command } from "commander";
import { gate } from "../gate/gate.ts";
import { collect, type Done, profile, reports } from "./options.ts";
import { type Format, type Output, print, today } from "./output.ts";

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
    .addOption(profile());
  reports(command).action(async (flags: GateFlags) => done(await run(flags)));
}

async function run(flags: GateFlags): Promise<number> {
  const judgement = await gate({
    folder: flags.cwd,
    stacks: flags.stack,
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
    today: today(),
  });
  return print(judgement, flags.format, flags);
}
