import type { Command } from "commander";
import { collect, type Done, profile, reports } from "./options.ts";
import { type Format, type Output, print, today } from "./output.ts";
import { projectAtBase } from "./project-at-base.ts";
import { judgeSince, since } from "./since.ts";

interface PreviewFlags extends Output {
  readonly stack: readonly string[];
  readonly cwd: string;
  readonly profile?: string;
  readonly passEnv: readonly string[];
  readonly format: Format;
}

/** `readiness preview` */
export function addPreview(root: Command, done: Done): void {
  const command = root
    .command("preview")
    .description("judge the stacks of this Pulumi project in a real `pulumi preview`: no daemon, login or secrets")
    .option("--stack <name>", "preview only this stack (repeatable)", collect, [])
    .option("--cwd <folder>", "folder of the project", ".")
    .option("--pass-env <name>", "hand this variable on to the program as well (repeatable)", collect, [])
    .addOption(profile())
    .addOption(since());
  reports(command).action(async (flags: PreviewFlags) => done(await run(command, flags)));
}

async function run(command: Command, flags: PreviewFlags): Promise<number> {
  const { preview } = await import("../preview/preview.ts");
  const { judgement, since: base } = await judgeSince(
    { command, ref: flags.since, around: flags.cwd },
    (tree) => projectAtBase(tree, flags),
    () =>
      preview({
        folder: flags.cwd,
        stacks: flags.stack,
        ...(flags.profile === undefined ? {} : { profile: flags.profile }),
        today: today(),
        environment: process.env,
        pass: flags.passEnv,
      }),
  );
  return print(judgement, flags.format, flags, base);
}
