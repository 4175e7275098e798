import type { End, Step } from "./journey.ts";
import type { Passage } from "./passage.ts";
import type { Portal } from "./portal.ts";

/** What a middleware does with a request: lets it on, as it was or changed, or ends its way. */
export interface Deed {
  readonly steps: readonly Step[];
  readonly end?: End;
  readonly onward?: Passage;
}

/** A middleware, ready to be asked about many requests. */
export type Act = (passage: Passage, portalAt: (address: string) => Portal) => Deed;

/** How a middleware tells what it does, under its own name. */
export interface Telling {
  on(says: string, onward?: Passage): Deed;
  ends(says: string, end: End): Deed;
}

export function telling(name: string): Telling {
  return {
    on: (says, onward) => ({
      steps: [{ at: "middleware", name, says }],
      ...(onward === undefined ? {} : { onward }),
    }),
    ends: (says, end) => ({ steps: [{ at: "middleware", name, says }], end }),
  };
}
