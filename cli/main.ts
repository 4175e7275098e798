import { CommanderError } from "commander";
import { program } from "./program.ts";
import { Usage } from "./usage.ts";

/** 64 is EX_USAGE of sysexits.h. */
const WRONG_USAGE = 64;
const COULD_NOT_BE_READ = 2;

/**
 * Runs the command line.
 *
 * @returns the exit code: 0 holds, 1 does not, 2 could not be decided or read, 64 wrong usage.
 */
export async function main(args: readonly string[]): Promise<number> {
  let code = 0;
  try {
    const root = await program(args[0], (result) => {
      code = result;
    });
    await root.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`readiness: ${message}\n`);
    return error instanceof Usage ? WRONG_USAGE : COULD_NOT_BE_READ;
  }
}
