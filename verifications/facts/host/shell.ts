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

export interface ShellOptions {
  /** The ssh to run. */
  readonly ssh?: string | undefined;
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
 * Runs the script on a host and returns what it said, also where it was ended in the middle.
 *
 * @param shell `local` or `ssh://user@host`.
 * @throws Unseen where it said nothing.
 */
export async function ask(host: string, shell: string, signal: AbortSignal, options: ShellOptions): Promise<Reply> {
  const [program, words] = commandOf(host, shell, options.ssh ?? "ssh");
  const started = Date.now();
  let heard: number | undefined;
  let ended: Reply["ended"] = { failure: "protocol", message: `the shell of ${host} did not say it` };
  const parts: Buffer[] = [];
  let length = 0;
  let complaint = "";
  await new Promise<void>((resolve) => {
    // A group of its own, so that whatever the script has started ends with it.
    const child = spawn(program, words, { stdio: ["pipe", "pipe", "pipe"], detached: true });
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    };
    const end = (failure: Failure, message: string) => {
      ended = { failure, message: `the shell of ${host} ${message}` };
      signal.removeEventListener("abort", stop);
      kill();
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
    child.stdin.end(SCRIPT + GUARDS);
  });
  const read = partsOf(Buffer.concat(parts).toString("utf8"));
  if (read.size === 0) throw new Unseen(ended.failure, ended.message);
  return { parts: read, started, heard: heard ?? Date.now(), ended };
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
