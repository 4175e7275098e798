import type { Visit } from "./journey.ts";
import type { UrlPath } from "./url-path.ts";

/** A request on its way: what the entry point and middlewares have made of it. */
export interface Passage {
  readonly visit: Visit;
  readonly path: UrlPath;
  /** As routers and login portals see it: a semicolon separates, or is escaped where that is declared. */
  readonly query: string;
  /** As redirections see it: as it was sent, until something on the way writes the line of the request anew. */
  readonly lineQuery: string;
  /** The Host header; with a port where the port is not that of the scheme. */
  readonly host: string;
  /** After the entry point decided whom to believe; values by the name of the header in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

export function isTls({ scheme }: Visit): boolean {
  return scheme === "https";
}

/** The first value of a header; empty where there is none. */
export function headerOf({ headers }: Pick<Passage, "headers">, name: string): string {
  return headers.get(name)?.[0] ?? "";
}
