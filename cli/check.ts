import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import { type CheckOptions, checkManyFiles } from "../gate/check.ts";
import { docker, type NamedEngine, observe } from "./engines.ts";
import type { FixFlags } from "./fix.ts";
import { collect, type Done, profile, reports } from "./options.ts";
import { curesFor, type Output, print, today } from "./output.ts";
import { judgeSince, since } from "./since.ts";
import { Usage } from "./usage.ts";

interface CheckFlags extends FixFlags, Output {
  readonly settings?: string;
  readonly profile?: string;
  readonly merge?: boolean;
  readonly override: boolean;
  readonly variables: readonly string[];
  readonly processEnv?: boolean;
  readonly root?: string;
  readonly stack?: string;
  readonly docker: readonly NamedEngine[];
  readonly fix?: boolean;
}

/** `readiness check FILE...` */
export function addCheck(root: Command, done: Done): void {
  const command = root
    .command("check")
    .description("judge compose files, what docker inspect or pulumi stack export has printed, and live engines")
    .argument("[file...]", "compose files or folders that hold one, or JSON of these tools; each one stack")
    .addOption(
      docker("judge what a live engine runs: [stack=]local, unix://, tcp:// or ssh:// (repeatable)").conflicts("since"),
    )
    .option("--stack <name>", "name of the stack of a JSON file or a live engine (default: the file's or the host's)")
    .option("--merge", "all files are one stack, each overriding those before")
    .option("--no-override", "leave alone the compose.override.yaml beside a compose.yaml")
    // Not --env-file: Node.js would take that for its own, wherever it stands.
    .option("--variables <file>", "variables instead of the .env beside each file (repeatable)", collect, [])
    .option("--process-env", "variables of this shell count as well, and first (default: they do not)")
    .option("--root <folder>", "nothing outside of it is opened (default: the folder of each file)")
    .option("--settings <folder>", "folder that holds readiness.yaml and the waiver file")
    .addOption(profile())
    .addOption(since())
    .addOption(
      new Option("--fix", "show as a diff what cures would change in compose files").conflicts(["since", "docker"]),
    )
    .option("--write", "with --fix: write it, and judge again")
    .addOption(
      new Option(
        "--behaviour-changing",
        "with --fix: also show cures after which a service may behave differently",
      ).conflicts("write"),
    );
  reports(command).action(async (files: readonly string[], flags: CheckFlags) =>
    done(await run(command, files, flags)),
  );
}

async function run(command: Command, files: readonly string[], flags: CheckFlags): Promise<number> {
  if (files.length === 0 && flags.docker.length === 0)
    throw new Usage("name a file or folder, or an engine by --docker");
  if (flags.stack !== undefined && files.length + flags.docker.length > 1)
    throw new Usage("--stack names one file or one engine; name engines by --docker STACK=HOST");
  if (flags.fix !== true && (flags.write === true || flags.behaviourChanging === true))
    throw new Usage("--write and --behaviour-changing go with --fix");
  const seen = await observe(flags.docker.map((engine) => ({ ...engine, stack: engine.stack ?? flags.stack })));
  const options: CheckOptions = {
    files,
    others: seen.map((host) => ("observed" in host ? host.observed.stack : host.stack)),
    ...(flags.stack === undefined ? {} : { stackName: flags.stack }),
    merge: flags.merge === true,
    override: flags.override,
    envFiles: flags.variables,
    ...(flags.processEnv === true ? { environment: process.env } : {}),
    ...(flags.root === undefined ? {} : { root: flags.root }),
    ...(flags.settings === undefined ? {} : { settings: flags.settings }),
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
    today: today(),
  };
  if (flags.fix === true) return await (await import("./fix.ts")).fix(options, flags);
  const { judgement, since: base } = await judgeSince(
    { command, ref: flags.since, around: "." },
    (tree) => {
      // A file that came in would be found unreadable there, and then look mended.
      const there = files.filter((file) => existsSync(tree.at(file)));
      return there.length === 0 ? undefined : { files: there };
    },
    () => checkManyFiles({ ...options, cures: curesFor(flags.format, flags) }),
  );
  return print(judgement, flags.format, flags, base);
}
