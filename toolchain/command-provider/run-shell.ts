import { type ChildProcess, spawn } from "node:child_process";

type Shell = {
  command: string;
  interpreter: readonly string[];
  directory: string | undefined;
  stdin: string | undefined;
  environment: Record<string, string | undefined>;
};

const running = new Set<ChildProcess>();
process.on("exit", stopShells);

/** Stops every running command with all that it has started: the engine was cancelled, or is gone. */
export function stopShells(): void {
  for (const { pid } of running)
    try {
      if (pid !== undefined) process.kill(-pid, "SIGKILL");
    } catch (error) {
      // It has ended by itself in this very moment.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
}

/** Runs a command to its end. Fails, with the words of the official provider, when its status is not 0. */
export async function runShell(shell: Shell): Promise<{ stdout: string; stderr: string }> {
  const [program = "/bin/sh", ...args] = shell.interpreter;
  const child = spawn(program, [...args, shell.command], {
    cwd: shell.directory,
    env: { ...process.env, ...shell.environment },
    stdio: [shell.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    // A process group of its own, so that what the command starts can be stopped with it.
    detached: true,
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  let stdout = "";
  let stderr = "";
  let both = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    both += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    both += text;
  });
  // A command may end without reading what it is given.
  child.stdin?.on("error", () => {}).end(shell.stdin);
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once("error", reject).once("close", (code, name) => resolve([code, name]));
  });
  if (status !== 0) {
    const end = status === null ? `signal: ${signal}` : `exit status ${status}`;
    throw new Error(`${end}: running ${JSON.stringify(shell.command)}:\n${both}`);
  }
  return { stdout: withoutLastNewline(stdout), stderr: withoutLastNewline(stderr) };
}

/** The official provider drops the newline that ends the output. */
function withoutLastNewline(text: string): string {
  return text.replace(/\r?\n$/, "");
}
