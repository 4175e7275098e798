import { Command } from "commander";
import { addCheck } from "./check.ts";
import { addDrift } from "./drift.ts";
import { addExplain } from "./explain.ts";
import { addGate } from "./gate.ts";
import { addInit } from "./init.ts";
import type { AddCommand, Done } from "./options.ts";
import { addPreview } from "./preview.ts";
import { addReport } from "./report.ts";
import { addRepository } from "./repository.ts";
import { addRoutes } from "./routes.ts";
import { addRules } from "./rules.ts";
import { addVerify } from "./verify.ts";

/** In the order of the help. */
const COMMANDS: readonly AddCommand[] = [
  addGate,
  addPreview,
  addCheck,
  addRoutes,
  addDrift,
  addReport,
  addVerify,
  addRepository,
  addExplain,
  addRules,
  addInit,
];

/** The command line; every command reports its exit code through `done`. */
export function program(done: Done): Command {
  const root = new Command("readiness")
    .description("Verifies Docker hosts that are declared in Pulumi.")
    .exitOverride()
    .showHelpAfterError("(readiness --help lists the commands)")
    .addHelpText("after", "\nExit codes: 0 holds, 1 does not hold, 2 could not be decided or read, 64 wrong usage.");
  for (const add of COMMANDS) add(root, done);
  return root;
}
