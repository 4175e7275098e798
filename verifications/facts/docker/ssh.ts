import { type ChildProcess, spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex } from "node:stream";
import type { Failure } from "../../fact.ts";
import type { EngineAddress } from "./address.ts";
import { EngineError } from "./engine-error.ts";

/** Seconds until a host has to have answered. */
const CONNECT_TIMEOUT = 10;
/** As much as is looked at of what ssh complains. */
const LONGEST_COMPLAINT = 8192;

/** The words for the system's ssh up to the command that it runs there: nobody is asked, and no unknown host is trusted. */
export function sshArguments({ host, port, user }: Extract<EngineAddress, { kind: "ssh" }>): string[] {
  return [
    ...["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", `ConnectTimeout=${CONNECT_TIMEOUT}`],
    ...["-T", ...(user === undefined ? [] : ["-l", user]), ...(port === undefined ? [] : ["-p", String(port)])],
    ...["--", host],
  ];
}

/**
 * Speaks HTTP with an engine over the system's ssh, as Docker's own command does: `docker system dial-stdio` runs
 * there, and its input and output are the connection. Keys, jump hosts and names come from the person's own
 * configuration of ssh; a host whose key is not in known_hosts is refused, and nobody is asked for a password.
 *
 * @param program the ssh to run.
 */
export class SshAgent extends Agent {
  readonly #address: Extract<EngineAddress, { kind: "ssh" }>;
  readonly #program: string;
  readonly #children = new Set<ChildProcess>();

  constructor(address: Extract<EngineAddress, { kind: "ssh" }>, connections: number, program = "ssh") {
    super({ keepAlive: true, maxSockets: connections });
    this.#address = address;
    this.#program = program;
  }

  override createConnection(): Duplex {
    const child = spawn(this.#program, [...sshArguments(this.#address), "docker", "system", "dial-stdio"], {
      stdio: ["pipe", "pipe", "pipe"],
      // A group of its own, so that whatever ssh has started for its way there ends with it.
      detached: true,
    });
    this.#children.add(child);
    child.once("close", () => this.#children.delete(child));
    return new Connection(child);
  }

  override destroy(): void {
    super.destroy();
    for (const child of this.#children) end(child);
  }
}

function end(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
  } catch {
    // It has ended by itself.
  }
  for (const stream of child.stdio) stream?.destroy();
}

/** Input and output of a process as a connection. */
class Connection extends Duplex {
  readonly #child: ReturnType<typeof spawn>;

  constructor(child: ReturnType<typeof spawn>) {
    super();
    this.#child = child;
    let complaint = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-LONGEST_COMPLAINT);
    });
    child.stdout?.on("data", (part: Buffer) => {
      if (!this.push(part)) child.stdout?.pause();
    });
    child.stdin?.on("error", () => {});
    child.once("error", () => this.destroy(new EngineError("there is no ssh on this machine", undefined, "not-asked")));
    child.once("close", (code) => {
      if (code === 0) this.push(null);
      else this.destroy(sshError(complaint, code));
    });
  }

  override _read(): void {
    this.#child.stdout?.resume();
  }

  override _write(part: Buffer, _encoding: string, done: () => void): void {
    if (this.#child.stdin?.write(part) === false) this.#child.stdin.once("drain", done);
    else done();
  }

  override _final(done: () => void): void {
    this.#child.stdin?.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    end(this.#child);
    done(error);
  }

  // What an agent asks of a socket; a process has none of it.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

/** What ssh complained about, in our words: what a host says before it is trusted is not repeated. */
export function sshError(complaint: string, code: number | null): EngineError {
  const known: readonly (readonly [RegExp, string, Failure])[] = [
    [/Host key verification failed|host key is known/i, "its host key is not the one in known_hosts", "denied"],
    [/Permission denied/i, "it lets nobody in with the keys that ssh has here", "denied"],
    [/Could not resolve/i, "its name leads to no address", "unreachable"],
    [/timed out/i, "it does not answer", "timeout"],
    [/No route to host|unreachable/i, "no way leads there", "unreachable"],
    [/Connection refused/i, "it refuses the connection", "refused"],
    [/not found|dial-stdio/i, "there is no docker to be run there", "missing"],
  ];
  const [, message, failure] = known.find(([pattern]) => pattern.test(complaint)) ?? [];
  return new EngineError(message ?? `ssh ended with ${code ?? "a signal"}`, undefined, failure ?? "protocol");
}
