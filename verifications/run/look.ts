import { type Attempt, type Look, NotSeen } from "../check.ts";
import { type Fact, type FactKey, factId, type Json } from "../fact.ts";

const HOUR = 3_600_000;

/** The facts of a run, by name. A name that comes twice is kept in the order of the list: the last one holds. */
export function indexFacts(facts: readonly Fact[]): ReadonlyMap<string, Fact> {
  return new Map(facts.map((fact) => [factId(fact), fact]));
}

/**
 * Reads facts for one judgement and notes which ones it rests on.
 *
 * @param validFor hours after which a fact proves nothing any more.
 */
export function lookAt(facts: ReadonlyMap<string, Fact>, now: string, validFor: number, evidence: Set<string>): Look {
  const find = (key: FactKey): Fact => {
    const id = factId(key);
    evidence.add(id);
    const fact = facts.get(id);
    if (fact === undefined) throw new NotSeen(id, `nobody asked for ${id}`);
    const { observation } = fact;
    if (observation.status === "failed" && observation.failure === "not-asked")
      throw new NotSeen(id, observation.message);
    const age = Date.parse(now) - Date.parse(fact.finished);
    // A fact from the future is as worthless as one from long ago: one of the clocks is wrong.
    if (!(age <= validFor * HOUR) || age < -HOUR)
      throw new NotSeen(id, `${id} was seen at ${fact.finished}, which proves nothing about ${now}`);
    return fact;
  };
  return {
    now,
    value<T extends Json>(key: FactKey): T {
      const { observation } = find(key);
      if (observation.status === "failed") throw new NotSeen(factId(key), observation.message);
      return observation.value as T;
    },
    attempt(key: FactKey): Attempt {
      const { observation, started, finished } = find(key);
      return observation.status === "seen"
        ? { seen: true, value: observation.value, started, finished }
        : { seen: false, failure: observation.failure, message: observation.message, started, finished };
    },
  };
}
