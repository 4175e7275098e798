import { randomBytes } from "node:crypto";
import type { Provider } from "@pulumi/pulumi/provider/index.js";
import { runShell, stopShells } from "./run-shell.ts";
import { holdsSecret, reveal, secret } from "./secrets.ts";

const TYPE = "command:local:Command";
const UNSUPPORTED = ["assetPaths", "archivePaths"];

/** A property bag as the engine sends it: secrets are wrapped. */
type Properties = Record<string, unknown>;

/**
 * command.local.Command: runs `create` when the resource is made, `update` (or `create` again) when an input has
 * changed, `delete` when it goes. A command that exits with another status than 0 fails the resource.
 */
export const localCommand: Provider = {
  version: "1.2.1",

  async check(urn, _olds, news: Properties) {
    if (typeOf(urn) !== TYPE)
      throw new Error(`${typeOf(urn)}: the stand-in for the command provider has only ${TYPE}.`);
    const failures = UNSUPPORTED.filter((property) => news[property] !== undefined).map((property) => ({
      property,
      reason: "the stand-in for the command provider does not do this; install the official plugin",
    }));
    return { inputs: news, failures };
  },

  async diff(_id, _urn, olds: Properties, news: Properties) {
    const changed = INPUTS.filter((name) => JSON.stringify(olds[name]) !== JSON.stringify(news[name]));
    return { changes: changed.length > 0, replaces: changed.filter((name) => name === "triggers") };
  },

  async create(_urn, news: Properties) {
    return { id: `local-${randomBytes(5).toString("hex")}`, outs: await run("create", news, {}) };
  },

  async update(_id, _urn, olds: Properties, news: Properties) {
    return { outs: await run(news.update === undefined ? "create" : "update", news, olds) };
  },

  async cancel() {
    stopShells();
  },

  async delete(_id, _urn, state: Properties) {
    if (state.delete !== undefined) await run("delete", state, state);
  },
};

const INPUTS = [
  "addPreviousOutputInEnv",
  "create",
  "delete",
  "dir",
  "environment",
  "interpreter",
  "logging",
  "stdin",
  "triggers",
  "update",
];

/** Runs one of the three commands and returns the new state: the inputs and what the command has printed. */
async function run(
  step: "create" | "update" | "delete",
  inputs: Properties,
  previous: Properties,
): Promise<Properties> {
  const plain = reveal(inputs) as Record<string, never>;
  const before = reveal(previous) as Record<string, string>;
  const command: string | undefined = plain[step];
  const passOn = plain.addPreviousOutputInEnv !== false && before.stdout !== undefined;
  const printed =
    command === undefined
      ? { stdout: "", stderr: "" }
      : await runShell({
          command,
          interpreter: plain.interpreter ?? ["/bin/sh", "-c"],
          directory: plain.dir,
          stdin: plain.stdin,
          environment: {
            ...(passOn && { PULUMI_COMMAND_STDOUT: before.stdout, PULUMI_COMMAND_STDERR: before.stderr }),
            ...(plain.environment as Record<string, string> | undefined),
          },
        });
  const cover = holdsSecret(inputs) ? secret : (text: string) => text;
  const state = { ...inputs, stdout: cover(printed.stdout), stderr: cover(printed.stderr) };
  return state;
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? urn;
}
