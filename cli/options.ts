import { type Command, Option } from "commander";
import { PACKS } from "../policies/packs/index.ts";
import { FORMATS, type Out, parseOut } from "./output.ts";

/** Takes the exit code of a command. */
export type Done = (code: number) => void;

/** Adds a command to the command line. What is heavy to load is imported by its action only. */
export type AddCommand = (root: Command, done: Done) => void;

/** Collects the values of an option that may be repeated. */
export function collect(value: string, all: readonly string[]): readonly string[] {
  return [...all, value];
}

/** `--profile` */
export function profile(): Option {
  return new Option("--profile <name>", "which rules refuse (default: the settings', else default)").choices(
    PACKS.map(({ name }) => name),
  );
}

/** The options of every command that ends in a report: how it is printed, written and compared. */
export function reports(command: Command): Command {
  return command
    .addOption(new Option("--format <format>", "how to report").choices([...FORMATS]).default("text"))
    .addOption(
      new Option("--out <format=file>", "also write a report into a file (repeatable)")
        .argParser((value: string, all: Out[]) => [...all, parseOut(value)])
        .default([], "none"),
    )
    .option("--baseline <file>", "a stored JSON report: what it knows is shown and does not refuse");
}
