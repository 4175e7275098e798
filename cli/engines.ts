import { InvalidArgumentError, Option } from "commander";
import { AddressError, type EngineAddress, parseAddress } from "../verifications/facts/docker/address.ts";
import { observeHost, type Seen } from "../verifications/facts/docker/observe.ts";
import { Usage } from "./usage.ts";

/** An engine that a person names, and the stack that it is to be. */
export interface NamedEngine {
  readonly stack: string | undefined;
  readonly address: EngineAddress;
}

/** `--docker`, repeatable. */
export function docker(description: string): Option {
  return new Option("--docker <host>", description)
    .argParser((value: string, all: readonly NamedEngine[]) => [...all, parse(value)])
    .default([], "none");
}

function parse(value: string): NamedEngine {
  const [, stack, address = value] = /^([A-Za-z0-9][\w.-]*)=(.*)$/s.exec(value) ?? [];
  try {
    return { stack, address: parseAddress(address, process.env) };
  } catch (error) {
    if (error instanceof AddressError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/**
 * Looks at the engines, all at once; Ctrl-C ends it.
 *
 * @throws Usage where two are to be one stack.
 */
export async function observe(engines: readonly NamedEngine[]): Promise<Seen[]> {
  const names = engines.flatMap(({ stack }) => stack ?? []);
  if (new Set(names).size < names.length)
    throw new Usage("two engines cannot be one stack; name each by --docker STACK=HOST");
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop);
  try {
    const { signal } = stopping;
    return await Promise.all(
      engines.map(({ address, stack }) => observeHost(address, { signal, ...(stack === undefined ? {} : { stack }) })),
    );
  } finally {
    process.off("SIGINT", stop);
  }
}
