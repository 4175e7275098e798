import type { FactKey } from "../fact.ts";

/** The answer to a visit by plain HTTP. */
export function plainFact(host: string, name: string, vantage: string): FactKey {
  return { source: "http.plain", host, subject: name, vantage };
}
