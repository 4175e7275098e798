/** A plain value: what a fact holds must survive being written and read again. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What was looked at, from where. */
export interface FactKey {
  /** Name of the source: `docker.container`, `http.route`, `dns.address`. */
  readonly source: string;
  /** The host that the fact is about: the name of its stack. */
  readonly host: string;
  /** What on that host: a container, a route, a name, a unit; `-` for the host as a whole. */
  readonly subject: string;
  /**
   * Where it was seen from. `engine` for what the host's own engine says, `host` for what a program on
   * the host says; every other name is a vantage point of the settings (`outside`, `vpn`).
   */
  readonly vantage: string;
}

/** Why nothing was seen. */
export const FAILURES = [
  /** The deadline passed. */
  "timeout",
  /** Nothing listens there. */
  "refused",
  /** No way there, or no name for it. */
  "unreachable",
  /** There is an answer, and it forbids the question. */
  "denied",
  /** There is an answer, and it is not what was asked for, is too long, or ends in the middle. */
  "protocol",
  /** What was asked for does not exist there. */
  "missing",
  /** The run was ended first. */
  "aborted",
  /** Nobody could ask: a credential, a vantage point or an address is not configured. */
  "not-asked",
] as const;
export type Failure = (typeof FAILURES)[number];

export type Observation =
  | { readonly status: "seen"; readonly value: Json }
  | {
      readonly status: "failed";
      readonly failure: Failure;
      /** Subject first; holds no credential and nothing of the answer. */
      readonly message: string;
    };

/** Something observed, or the attempt to. Plain JSON; a run can be judged again from its facts alone. */
export interface Fact extends FactKey {
  /** ISO 8601 in UTC with milliseconds. */
  readonly started: string;
  readonly finished: string;
  readonly observation: Observation;
  /** The answer as it came, cut short and with secrets masked; null where there is nothing to show. */
  readonly excerpt: string | null;
  /** SHA-256 of the whole answer in hexadecimal digits; null where there was none. */
  readonly digest: string | null;
}

/** The name of a fact within a run: one fact for each. */
export function factId({ source, host, vantage, subject }: FactKey): string {
  return [source, host, vantage, subject].join(" ");
}
