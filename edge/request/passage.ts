import type { Visit } from "./journey.ts";

/** A request on its way: what middlewares have made of it. */
export interface Passage {
  readonly visit: Visit;
  /** The path as the application will see it. */
  readonly path: string;
  /** `X-Forwarded-For` after the entry point decided whom to believe, the client first. */
  readonly forwardedFor: readonly string[];
}

export function isTls({ scheme }: Visit): boolean {
  return scheme === "https";
}
