import { spawn } from "node:child_process";

/** How a process ended and what it printed. `code` is null when a signal ended it, for one at its deadline. */
export type Finished = { code: number | null; stdout: string; stderr: string; milliseconds: number };

/** How long an interrupted process may take to clean up before it is killed, in milliseconds. */
const GRACE = 10_000;

/** Runs a program to its end, or interrupts it (and then kills it) at its deadline, so that no test ever hangs. */
export async function runWithDeadline(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; deadline: number },
): Promise<Finished> {
  const started = Date.now();
  const child = spawn(program, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
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
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    if (late) stderr += `\n${program} ${args[0]}: stopped at its deadline of ${options.deadline / 1000} s`;
    return { code: late ? null : code, stdout, stderr, milliseconds: Date.now() - started };
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}
