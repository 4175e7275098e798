import type { Command } from "commander";
import { collect, type Done, profile, reports } from "./options.ts";
import { type Format, type Output, print, today } from "./output.ts";

interface RepositoryFlags extends Output {
  readonly declared: readonly string[];
  readonly program?: boolean;
  readonly settings?: string;
  readonly profile?: string;
  readonly format: Format;
}

/** `readiness repository [FOLDER]` */
export function addRepository(root: Command, done: Done): void {
  const command = root
    .command("repository")
    .description("judge the repository that deploys the hosts: secrets in files and history, playbooks")
    .argument("[folder]", "a folder of its work tree", ".")
    .option("--declared <file>", "compose file whose containers playbooks have to deploy (repeatable)", collect, [])
    .option("--program", "run the Pulumi program of the folder for the containers that playbooks have to deploy")
    .option("--settings <folder>", "folder that holds readiness.yaml and the waiver file (default: the folder)")
    .addOption(profile());
  reports(command).action(async (folder: string, flags: RepositoryFlags) => done(await run(folder, flags)));
}

async function run(folder: string, flags: RepositoryFlags): Promise<number> {
  const { judgeRepositoryIn } = await import("../gate/repository.ts");
  const { judgement, skipped } = await judgeRepositoryIn({
    folder,
    declared: flags.declared,
    program: flags.program === true,
    ...(flags.settings === undefined ? {} : { settings: flags.settings }),
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
    today: today(),
  });
  const code = await print(judgement, flags.format, flags);
  if (skipped.length > 0)
    process.stderr.write(
      `readiness: ${skipped.length} tracked files that are binary or not part of the repository were not searched\n`,
    );
  return code;
}
