import type { Expectation } from "./expectation.ts";
import { type Fact, factId, type Json } from "./fact.ts";
import type { Reach } from "./reach.ts";
import { type Gathering, gather } from "./run/gather.ts";
import type { Judging, RecordedRun, Run } from "./run/record.ts";
import type { FactSource, Question } from "./source.ts";

export interface Verification {
  readonly expectation: Expectation;
  /** The hosts in it are asked; the others of the expectation stay unknown. */
  readonly reach: Reach;
  /** What is asked, by {@link plan}. */
  readonly questions: readonly Question[];
  readonly judging: Judging;
  /** Version of this tool. */
  readonly tool: string;
  /** Runs that saw what this one cannot see: from another point of view, or with another credential. */
  readonly others?: readonly RecordedRun[];
  readonly gathering?: Gathering;
}

/** A stored run that was made of something else than what is judged now. */
export class OtherDeclaration extends Error {
  override readonly name = "OtherDeclaration";
}

/** Everything that the sources ask of the hosts that are reached. Opens nothing. */
export function plan(sources: readonly FactSource[], expectation: Expectation, reach: Reach): Question[] {
  return sources.flatMap((source) => source.plan(expectation, reach));
}

/**
 * Asks everything that there is to ask, all at once, and returns what is judged. Never fails for what a host
 * says or does not say.
 *
 * @throws OtherDeclaration where another run was made of another declaration.
 */
export async function verify({ expectation, reach, questions, judging, tool, ...rest }: Verification): Promise<Run> {
  const { others = [], gathering = {} } = rest;
  const clock = gathering.clock ?? Date.now;
  const wanted = withoutPrints(expectation);
  const odd = others.findIndex((other) => withoutPrints(other.expectation) !== wanted);
  if (odd >= 0)
    throw new OtherDeclaration(
      `stored run ${odd + 1} was made of another declaration than this one; make it again from the same commit`,
    );
  const started = new Date(clock()).toISOString();
  const facts = await gather(questions, gathering);
  return {
    tool,
    started,
    finished: new Date(clock()).toISOString(),
    expectation,
    settings: shownSettings(reach),
    judging,
    facts: completed(facts, others),
  };
}

/** What this run did not ask is taken from others, the newest of each; what it asked itself stands. */
export function completed(facts: readonly Fact[], others: readonly RecordedRun[]): Fact[] {
  const isAsked = ({ observation }: Fact) => !(observation.status === "failed" && observation.failure === "not-asked");
  const known = new Map(facts.map((fact) => [factId(fact), fact]));
  const own = new Set([...known].filter(([, fact]) => isAsked(fact)).map(([id]) => id));
  for (const fact of others.flatMap((run) => run.facts).filter(isAsked)) {
    const id = factId(fact);
    const there = known.get(id);
    if (own.has(id)) continue;
    if (there === undefined || !isAsked(there) || there.finished < fact.finished) known.set(id, fact);
  }
  return [...known.values()];
}

/** Prints differ from run to run by design. */
function withoutPrints(expectation: Expectation): string {
  return JSON.stringify(expectation, (key, value) => (key === "print" ? undefined : value));
}

/** How the hosts were reached; addresses of engines hold no password (see facts/docker/address.ts). */
export function shownSettings({ hosts, vantages, resolvers, authority }: Reach): Json {
  return {
    hosts: Object.fromEntries(
      [...hosts].map(([name, { engine, shell, publicAddress, vpnAddress }]) => [
        name,
        {
          engine: engine ?? null,
          shell: shell ?? null,
          publicAddress: publicAddress ?? null,
          vpnAddress: vpnAddress ?? null,
        },
      ]),
    ),
    vantages: [...vantages.values()].map(({ name, calls, localAddress }) => ({
      name,
      calls,
      localAddress: localAddress ?? null,
    })),
    resolvers: [...resolvers],
    authority: authority ?? null,
  };
}
