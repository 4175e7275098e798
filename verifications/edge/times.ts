import type { FactKey } from "../fact.ts";
import type { Answer } from "../facts/http/answer.ts";

/** Visits from which the 95th percentile says something; of five it is the slowest. */
export const FEWEST_SAMPLES = 5;
/** Milliseconds: "services respond within 2 seconds". */
export const LIMIT = 2000;

/** First visits of one route, one after the other, each on a connection of its own. */
export function timesFact(host: string, url: string, vantage: string): FactKey {
  return { source: "http.times", host, subject: url, vantage };
}

/** Value of `http.times`. */
export interface Times {
  /** How many there should have been; fewer where enough of them were slow. */
  readonly wanted: number;
  readonly answers: readonly Answer[];
}

/** The nearest rank: of five the fifth, of twenty the nineteenth. @param share 0 to 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Of so many visits this many may be slow without the 95th percentile being so. */
export function slowAllowed(wanted: number): number {
  return wanted - Math.ceil(0.95 * wanted);
}

/** What earlier runs saw of a route. */
export function baselineFact(host: string, url: string, vantage: string): FactKey {
  return { source: "history.times", host, subject: url, vantage };
}

/** Value of `history.times`: earlier runs that visited the route often enough, oldest first. */
export interface Baseline {
  readonly runs: readonly {
    readonly finished: string;
    /** Milliseconds, of all its visits. */
    readonly median: number;
  }[];
}
