import type { Fact, Json } from "../../../verifications/fact.ts";
import type { Reach } from "../../../verifications/reach.ts";
import { gather } from "../../../verifications/run/gather.ts";
import type { FactSource } from "../../../verifications/source.ts";
import { expectationOf, type Sketch } from "./expectation.ts";

/** A host `master` on the loopback, seen from outside and from the VPN. */
export function reachOf(changes: Partial<Reach> = {}): Reach {
  return {
    hosts: new Map([
      ["master", { engine: undefined, publicAddress: "127.0.0.1", vpnAddress: "127.0.0.1", shell: undefined }],
    ]),
    vantages: new Map([
      ["outside", { name: "outside", localAddress: undefined, calls: "public" as const }],
      ["vpn", { name: "vpn", localAddress: undefined, calls: "vpn" as const }],
    ]),
    resolvers: [],
    authority: undefined,
    ...changes,
  };
}

/** Asks a source all that it plans, or what begins as given. */
export async function ask(source: FactSource, sketch: Sketch, reach: Reach, only = ""): Promise<Fact[]> {
  const questions = source.plan(expectationOf(sketch), reach);
  return gather(
    questions.filter(({ key }) => `${key.source} ${key.host} ${key.vantage} ${key.subject}`.startsWith(only)),
  );
}

export function seenIn<T extends Json>(fact: Fact | undefined): T {
  if (fact?.observation.status !== "seen") throw new Error(`not seen: ${JSON.stringify(fact?.observation)}`);
  return fact.observation.value as T;
}

/** `timeout`; undefined where something was seen. */
export function failureOf(fact: Fact | undefined): string | undefined {
  return fact?.observation.status === "failed" ? fact.observation.failure : undefined;
}
