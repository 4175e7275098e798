import { type Finished, runWithDeadline } from "../../preview/run.ts";
import type { HostName } from "../../stacks/settings.ts";
import type { Lab } from "../lab.ts";

const DEADLINE = 600_000;

/** Runs a command of the shell on a host. @throws Error with what it said where it fails. */
export async function onHost(lab: Lab, host: HostName, command: string): Promise<string> {
  const [program = "", ...inside] = lab.machines.get(host)?.inside ?? [];
  const words = [...inside, "/bin/sh", "-c", command];
  return must(host, command, await runWithDeadline(program, words, { cwd: "/", env: process.env, deadline: DEADLINE }));
}

/** Runs commands of the shell where somebody works: in the project's folder. @throws Error as above. */
export async function inProject(lab: Lab, commands: readonly string[]): Promise<string> {
  const text = `set -e\n${commands.join("\n")}`;
  const { folder: cwd, environment: env } = lab.project;
  return must("the project", text, await runWithDeadline("sh", ["-c", text], { cwd, env, deadline: DEADLINE }));
}

function must(where: string, command: string, { code, stdout, stderr }: Finished): string {
  if (code === 0) return stdout;
  throw new Error(
    `lab: on ${where}, this ended with ${code}:\n${command}\n${stdout.slice(-4000)}${stderr.slice(-4000)}`,
  );
}
