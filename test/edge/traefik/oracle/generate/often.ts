import fc from "fast-check";

/** Picks with weights: the first choices are the likely ones. */
export function often<T>(...choices: readonly [number, T][]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
}
