import type { Expectation } from "./expectation.ts";
import type { FactKey, Failure, Json } from "./fact.ts";
import type { Reach } from "./reach.ts";

/** What a source saw. */
export interface Observed {
  readonly value: Json;
  /** The answer as it came; the run keeps its digest and a redacted piece of it. */
  readonly raw: string;
}

/** One question to the outside world; it becomes one fact, whatever happens. */
export interface Question {
  readonly key: FactKey;
  /** Milliseconds; the signal ends the question then, and the fact says so. */
  readonly deadline: number;
  /**
   * Asks. Has to stop when the signal does; what comes after is thrown away.
   *
   * @throws Unseen where there is nothing to see; any other exception is a `protocol` failure by its name only.
   */
  readonly ask: (signal: AbortSignal) => Promise<Observed>;
}

/** Where facts come from: which questions an expectation asks of the hosts. Opens nothing while planning. */
export interface FactSource {
  /** First part of the names of its facts: `docker` of `docker.container`. */
  readonly id: string;
  readonly title: string;
  plan(expectation: Expectation, reach: Reach): readonly Question[];
}

/** A question that saw nothing. */
export class Unseen extends Error {
  override readonly name = "Unseen";
  readonly failure: Failure;

  /** @param message subject first, without credentials and without anything of the answer. */
  constructor(failure: Failure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
