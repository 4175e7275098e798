import { Command, Option } from "commander";
import { PACKS } from "../policies/packs/index.ts";
import { check } from "./check.ts";
import { explain } from "./explain.ts";
import { runGate } from "./gate.ts";
import { FORMATS, type Out, parseOut } from "./output.ts";
import { rules } from "./rules.ts";

/** The command line; every command reports its exit code through `done`. */
export function program(done: (code: number) => void): Command {
  const root = new Command("readiness")
    .description("Verifies Docker hosts that are declared in Pulumi.")
    .exitOverride()
    .showHelpAfterError("(readiness --help lists the commands)")
    .addHelpText("after", "\nExit codes: 0 holds, 1 does not hold, 2 could not be decided or read, 64 wrong usage.");

  const format = () => new Option("--format <format>", "how to report").choices([...FORMATS]).default("text");
  const profile = () =>
    new Option("--profile <name>", "which rules refuse (default: the settings', else default)").choices(
      PACKS.map(({ name }) => name),
    );
  const out = () =>
    new Option("--out <format=file>", "also write a report into a file (repeatable)")
      .argParser((value: string, all: Out[]) => [...all, parseOut(value)])
      .default([], "none");
  const baseline = () =>
    new Option("--baseline <file>", "a stored JSON report: what it knows is shown and does not refuse");
  const collect = (value: string, all: string[]) => [...all, value];

  root
    .command("gate")
    .description("judge the stacks of this Pulumi project, in process: no engine, daemon, network or secrets")
    .option("--stack <name>", "judge only this stack (repeatable)", collect, [])
    .option("--cwd <folder>", "folder of the project", ".")
    .addOption(profile())
    .addOption(format())
    .addOption(out())
    .addOption(baseline())
    .action(async (options) => done(await runGate(options)));

  root
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
    .addOption(format())
    .addOption(out())
    .addOption(baseline())
    .action(async (files, options) => done(await check(files, options)));

  root
    .command("explain")
    .description("print what a rule finds, why, and what to do")
    .argument("<rule>", "id of a rule")
    .action((id) => done(explain(id)));

  root
    .command("rules")
    .description("list all rules with severity and level")
    .addOption(profile())
    .addOption(new Option("--format <format>", "how to list").choices(["text", "json"]).default("text"))
    .action((options) => done(rules(options)));
  return root;
}
