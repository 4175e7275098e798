import { spawn } from "node:child_process";
import { sshError } from "../facts/docker/ssh.ts";
import { commandOf } from "../facts/host/shell.ts";
import { Unseen } from "../source.ts";
import { GUARD, starter } from "./script/guard.ts";
import { word } from "./settings.ts";

/** What a guarded script said, as lines of words. */
export interface Said {
  readonly lines: readonly (readonly string[])[];
  /** Whether the guardian took everything away; undefined where it never said. */
  readonly clean: boolean | undefined;
  /** What the worker ended with; undefined where nobody said. */
  readonly code: number | undefined;
}

export interface Guarding {
  readonly signal: AbortSignal;
  /** The ssh to run. */
  readonly ssh?: string | undefined;
  /** Told of each step of the worker. */
  readonly step?: (name: string) => void;
}

/** Bytes of an answer; a record of twenty thousand tables is less. */
const LONGEST = 16 * 1024 * 1024;
const LONGEST_COMPLAINT = 8192;
/** Milliseconds between two signs of life. The guardian waits for twelve of them. */
const BEAT = 5_000;
/** Milliseconds that the guardian has to take everything away, before nobody waits for it any longer. */
const PATIENCE = 180_000;

/**
 * Runs a worker under its guardian on a host. When the signal aborts the leash is let go, and what the guardian says
 * until it has cleaned up is still heard.
 *
 * @param shell `local` or `ssh://user@host`.
 * @throws Unseen where the host cannot be asked.
 */
export async function guarded(
  host: string,
  shell: string,
  worker: string,
  settings: string,
  { signal, ssh = "ssh", step }: Guarding,
): Promise<Said> {
  const [program, words] = commandOf(host, shell, ssh);
  const lines: string[][] = [];
  let rest = "";
  let length = 0;
  let complaint = "";
  // A group of its own: Ctrl-C reaches us, and we let the leash go.
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "pipe"], detached: true });
  const beat = setInterval(() => child.stdin.write("."), BEAT);
  let patience: NodeJS.Timeout | undefined;
  const letGo = () => {
    clearInterval(beat);
    child.stdin.end();
    patience ??= setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  };
  child.stdin.on("error", () => {});
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    length += text.length;
    if (length > LONGEST) return letGo();
    const parts = (rest + text).split("\n");
    rest = parts.pop() as string;
    for (const part of parts) {
      const line = part.split("\t");
      if (line[0] === "step") step?.(line[1] ?? "");
      else lines.push(line);
    }
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-LONGEST_COMPLAINT);
  });
  signal.addEventListener("abort", letGo, { once: true });
  child.stdin.write(starter(word(GUARD), word(worker), word(settings)));
  if (signal.aborted) letGo();
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", () => reject(new Unseen("not-asked", `there is no ${program} on this machine`)));
      // What guards is a process of its own: it ends when nobody holds its leash, whatever happened to the one we started.
      child.once("exit", letGo);
      child.once("close", resolve);
    });
    if (lines.length === 0 && program !== "sh" && code === 255) {
      const { failure, message } = sshError(complaint, code);
      throw new Unseen(failure, `the shell of ${host} cannot be asked (${message})`);
    }
  } finally {
    clearInterval(beat);
    clearTimeout(patience);
    signal.removeEventListener("abort", letGo);
  }
  const end = lines.findLast(([name]) => name === "end");
  if (end === undefined) return { lines, clean: undefined, code: undefined };
  return { lines: lines.filter((line) => line !== end), clean: end[2] === "clean", code: Number(end[1]) };
}
