import { spawn } from "node:child_process";
import type { Failure } from "../../fact.ts";
import { Unseen } from "../../source.ts";
import { AddressError, parseAddress } from "../docker/address.ts";
import { engineError } from "../docker/engine-error.ts";
import { sshArguments, sshError } from "../docker/ssh.ts";
import { type Parts, partsOf, SCRIPT } from "./script.ts";
import { GUARDS } from "./script-guards.ts";

/** Bytes; a host with a thousand containers says less. */
const LONGEST = 8 * 1024 * 1024;
const LONGEST_COMPLAINT = 8192;
/** Milliseconds. */
const TO_CLEAN_UP = 300;

export interface ShellOptions {
  /** The ssh to run. */
  readonly ssh?: string | undefined;
}

/** A fixed text, and what it is to work on. */
export interface Script {
  readonly text: string;
  /** Its `$1`, `$2`, …: whatever they hold, the shell takes each as one word and runs nothing of it. */
  readonly words?: readonly string[];
}

/** What a host has said, with the moments around it in milliseconds since 1970. */
export interface Reply {
  readonly parts: Parts;
  readonly started: number;
  /** When its first words came. */
  readonly heard: number;
  /** Why a part that is not there is missing. */
  readonly ended: { readonly failure: Failure; readonly message: string };
}

/**
 * Runs a script on a host and returns what it said, also where it was ended in the middle. The script goes in as the
 * input of a shell there, so nothing of it is on a command line.
 *
 * @param shell `local` or `ssh://user@host`.
 * @throws Unseen where it said nothing.
 */
export async function ask(
  host: string,
  shell: string,
  signal: AbortSignal,
  options: ShellOptions,
  script: Script = { text: SCRIPT + GUARDS },
): Promise<Reply> {
  const [program, words] = commandOf(host, shell, options.ssh ?? "ssh");
  const input = inputOf(script);
  const started = Date.now();
  let heard: number | undefined;
  let ended: Reply["ended"] = { failure: "protocol", message: `the shell of ${host} did not say it` };
  const parts: Buffer[] = [];
  let length = 0;
  let complaint = "";
  await new Promise<void>((resolve) => {
    // A group of its own, so that whatever the script has started ends with it.
    const child = spawn(program, words, { stdio: ["pipe", "pipe", "pipe"], detached: true });
    const kill = (signal: "SIGTERM" | "SIGKILL") => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch {
        // It has ended by itself.
      }
    };
    const end = (failure: Failure, message: string) => {
      ended = { failure, message: `the shell of ${host} ${message}` };
      signal.removeEventListener("abort", stop);
      // A script that keeps something in a folder of its own has a moment to take it away.
      kill("SIGTERM");
      setTimeout(() => kill("SIGKILL"), TO_CLEAN_UP).unref();
      resolve();
    };
    const stop = () =>
      signal.reason === "timeout" ? end("timeout", "did not say it in time") : end("aborted", "was ended with the run");
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    child.stdout.on("data", (part: Buffer) => {
      heard ??= Date.now();
      length += part.length;
      if (length > LONGEST) end("protocol", "says more than is read");
      else parts.push(part);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-LONGEST_COMPLAINT);
    });
    child.stdin.on("error", () => {});
    child.once("error", () => end("not-asked", `cannot be asked: there is no ${program} on this machine`));
    child.once("close", (code) => {
      if (program !== "sh" && code === 255) {
        const { failure, message } = sshError(complaint, code);
        end(failure, `cannot be asked (${message})`);
      } else end("protocol", "did not say it");
    });
    child.stdin.end(input);
  });
  const read = partsOf(Buffer.concat(parts).toString("utf8"));
  if (read.size === 0) throw new Unseen(ended.failure, ended.message);
  return { parts: read, started, heard: heard ?? Date.now(), ended };
}

/** @throws Unseen for a word that no shell can take. */
function inputOf({ text, words = [] }: Script): string {
  if (words.some((word) => word.includes("\0")))
    throw new Unseen("not-asked", "no shell takes a word with a NUL in it");
  return words.length === 0 ? text : `set -- ${words.map(quoted).join(" ")}\n${text}`;
}

/** A word as a POSIX shell reads it: within single quotes nothing means anything but the single quote. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** The program that takes a script for a host on its standard input. @throws Unseen where the shell is named by nothing that is one. */
export function commandOf(host: string, shell: string, ssh: string): [program: string, words: string[]] {
  if (shell === "local") return ["sh", ["-s"]];
  try {
    const address = parseAddress(shell, {});
    if (address.kind === "ssh") return [ssh, [...sshArguments(address), "sh", "-s"]];
  } catch (error) {
    if (!(error instanceof AddressError)) throw engineError(error);
  }
  throw new Unseen("not-asked", `the shell of ${host} is named by local or ssh://user@host`);
}
