import { spawn } from "node:child_process";
import { ensuring } from "../gate/ensuring.ts";

/** How a process ended and what it printed. `code` is null when a signal ended it, for one at its deadline. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** How long an interrupted process may take to clean up before it is killed, in milliseconds. */
const GRACE = 10_000;

/**
 * Runs a program to its end, or interrupts it (and then kills it) at its deadline, so that nothing ever
 * hangs. It ends with this process.
 *
 * @throws Error where it cannot be started.
 */
export async function runWithDeadline(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly deadline: number },
): Promise<Finished> {
  const started = Date.now();
  const child = spawn(program, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
  let late = false;
  const timers = [
    setTimeout(() => {
      late = true;
      child.kill("SIGINT");
    }, options.deadline),
    setTimeout(() => {
      child.kill("SIGKILL");
      // A grandchild may hold the pipes open for ever.
      child.stdout.destroy();
      child.stderr.destroy();
    }, options.deadline + GRACE),
  ];
  try {
    const code = await ensuring(
      () => child.kill("SIGKILL"),
      () =>
        new Promise<number | null>((resolve, reject) => {
          child.once("error", reject).once("close", resolve);
        }),
    );
    if (late) said.stderr += `\n${program} ${args[0]}: stopped at its deadline of ${options.deadline / 1000} s`;
    return { code: late ? null : code, ...said, milliseconds: Date.now() - started };
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}
