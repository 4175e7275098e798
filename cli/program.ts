import { Command } from "commander";
import type { AddCommand, Done } from "./options.ts";

/** In the order of the help. Each is imported only where it is asked for: what they need is most of a cold start. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  gate: async () => (await import("./gate.ts")).addGate,
  preview: async () => (await import("./preview.ts")).addPreview,
  check: async () => (await import("./check.ts")).addCheck,
  routes: async () => (await import("./routes.ts")).addRoutes,
  drift: async () => (await import("./drift.ts")).addDrift,
  verify: async () => (await import("./verify.ts")).addVerify,
  drill: async () => (await import("./drill.ts")).addDrill,
  recovery: async () => (await import("./recovery.ts")).addRecovery,
  report: async () => (await import("./report.ts")).addReport,
  repository: async () => (await import("./repository.ts")).addRepository,
  explain: async () => (await import("./explain.ts")).addExplain,
  rules: async () => (await import("./rules.ts")).addRules,
  init: async () => (await import("./init.ts")).addInit,
};

/**
 * The command line; every command reports its exit code through `done`.
 *
 * @param name the first argument: of a command only that one is there, of anything else all are.
 */
export async function program(name: string | undefined, done: Done): Promise<Command> {
  const root = new Command("readiness")
    .description("Verifies Docker hosts that are declared in Pulumi.")
    .exitOverride()
    .showHelpAfterError("(readiness --help lists the commands)")
    .addHelpText("after", "\nExit codes: 0 holds, 1 does not hold, 2 could not be decided or read, 64 wrong usage.");
  const only = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  for (const load of only === undefined ? Object.values(COMMANDS) : [only]) (await load())(root, done);
  return root;
}
