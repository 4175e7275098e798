import type { IncomingHttpHeaders } from "node:http";
import { Unseen } from "../../source.ts";
import { AddressError, type DockerEnvironment, parseAddress } from "./address.ts";
import { connect, type EngineClient } from "./client.ts";
import { EngineError, engineError } from "./engine-error.ts";

/** Times that an engine may let a question run out before nobody asks it any more. */
const PATIENCE = 3;
/** Milliseconds; every question has a shorter deadline of its own. */
const LONGEST = 60_000;

/**
 * One engine, asked by many questions: its connection is opened by the first one, and an engine that has gone
 * silent does not cost every question its deadline.
 */
export class Engine {
  readonly #host: string;
  readonly #address: string | undefined;
  readonly #env: DockerEnvironment;
  readonly #ssh: string | undefined;
  readonly #answers = new Map<string, Promise<unknown>>();
  #client: EngineClient | undefined;
  #silences = 0;
  #refusal: EngineError | undefined;

  constructor(host: string, address: string | undefined, env: DockerEnvironment, ssh: string | undefined) {
    this.#host = host;
    this.#address = address;
    this.#env = env;
    this.#ssh = ssh;
  }

  /** @throws Unseen */
  get(path: string, signal: AbortSignal): Promise<unknown> {
    return this.#ask((client) => client.get(path, signal), signal);
  }

  /** An answer that is no JSON. @throws Unseen */
  text(path: string, signal: AbortSignal): Promise<string> {
    return this.#ask((client) => client.text(path, signal), signal);
  }

  /** The header of an answer alone. @throws Unseen */
  head(path: string, signal: AbortSignal): Promise<IncomingHttpHeaders> {
    return this.#ask((client) => client.head(path, signal), signal);
  }

  async #ask<T>(question: (client: EngineClient) => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      if (this.#refusal !== undefined) throw this.#refusal;
      const answer = await question(this.#connected());
      this.#silences = 0;
      return answer;
    } catch (error) {
      const failed = engineError(signal.aborted ? signal.reason : error);
      if (failed.failure === "timeout") this.#silences++;
      if (HOPELESS.has(failed.failure) || this.#silences >= PATIENCE) this.#refusal ??= failed;
      throw new Unseen(failed.failure, `the engine of ${this.#host}: ${failed.message}`);
    }
  }

  /** The answer to a question that several ask; it is asked once. */
  async shared(path: string, signal: AbortSignal): Promise<unknown> {
    const answer = this.#answers.get(path) ?? this.get(path, signal);
    this.#answers.set(path, answer);
    return await answer;
  }

  close(): void {
    this.#client?.close();
  }

  #connected(): EngineClient {
    if (this.#address === undefined)
      throw new EngineError("nobody said where it is; name it in hosts of the settings", undefined, "not-asked");
    try {
      this.#client ??= connect(parseAddress(this.#address, this.#env), {
        deadline: LONGEST,
        ...(this.#ssh === undefined ? {} : { ssh: this.#ssh }),
      });
    } catch (error) {
      if (error instanceof AddressError) throw new EngineError("its address names no engine", undefined, "not-asked");
      throw error;
    }
    return this.#client;
  }
}

/** What the next question would meet again. */
const HOPELESS: ReadonlySet<string> = new Set(["refused", "unreachable", "not-asked"]);
