import fc from "fast-check";
import { often } from "./often.ts";

/** Names that one configuration gives and uses. */
export interface Pools {
  readonly routers: readonly string[];
  readonly services: readonly string[];
  readonly middlewares: readonly string[];
}

export function pools(prefix: string): Pools {
  return {
    routers: [`${prefix}-r0`, `${prefix}-r1`, `${prefix.toUpperCase()}-R0`, `${prefix}-a`],
    services: [`${prefix}-s0`, `${prefix}-s1`, `${prefix}-a`],
    middlewares: [`${prefix}-m0`, `${prefix}-m1`],
  };
}

/** A name of the pool, now and then of another provider or of nothing. */
export function reference(names: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...names), often([20, ""], [3, "@docker"], [3, "@file"], [1, "-missing"], [1, "@nowhere"]))
    .map(([name, end]) => name + end);
}
