import { existsSync } from "node:fs";
import type { Command } from "commander";
import { checkFiles } from "../gate/check.ts";
import { collect, type Done, profile, reports } from "./options.ts";
import { type Format, type Output, print, today } from "./output.ts";
import { judgeSince, since } from "./since.ts";

interface CheckFlags extends Output {
  readonly settings?: string;
  readonly profile?: string;
  readonly format: Format;
  readonly merge?: boolean;
  readonly override: boolean;
  readonly variables: readonly string[];
  readonly processEnv?: boolean;
  readonly root?: string;
}

/** `readiness check FILE...` */
export function addCheck(root: Command, done: Done): void {
  const command = root
    .command("check")
    .description("judge compose files")
    .argument("<file...>", "compose files or folders that hold one, each one stack")
    .option("--merge", "all files are one stack, each overriding those before")
    .option("--no-override", "leave alone the compose.override.yaml beside a compose.yaml")
    // Not --env-file: Node.js would take that for its own, wherever it stands.
    .option("--variables <file>", "variables instead of the .env beside each file (repeatable)", collect, [])
    .option("--process-env", "variables of this shell count as well, and first (default: they do not)")
    .option("--root <folder>", "nothing outside of it is opened (default: the folder of each file)")
    .option("--settings <folder>", "folder that holds readiness.yaml and the waiver file")
    .addOption(profile())
    .addOption(since());
  reports(command).action(async (files: readonly string[], flags: CheckFlags) =>
    done(await run(command, files, flags)),
  );
}

async function run(command: Command, files: readonly string[], flags: CheckFlags): Promise<number> {
  const { judgement, since: base } = await judgeSince(
    { command, ref: flags.since, around: "." },
    (tree) => {
      // A file that came in would be found unreadable there, and then look mended.
      const there = files.filter((file) => existsSync(tree.at(file)));
      return there.length === 0 ? undefined : { files: there };
    },
    () =>
      checkFiles({
        files,
        merge: flags.merge === true,
        override: flags.override,
        envFiles: flags.variables,
        ...(flags.processEnv === true ? { environment: process.env } : {}),
        ...(flags.root === undefined ? {} : { root: flags.root }),
        ...(flags.settings === undefined ? {} : { settings: flags.settings }),
        ...(flags.profile === undefined ? {} : { profile: flags.profile }),
        today: today(),
      }),
  );
  return print(judgement, flags.format, flags, base);
}
