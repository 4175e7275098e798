/**
 * Stands in text where a variable has no value. Text from a file cannot hold it: a file with this
 * character is refused as binary, and one written as an escape is treated as a gap too, which errs
 * towards unknown.
 */
export const GAP = "\u0000";

/** What the variables in a compose file stand for. */
export interface Variables {
  /** Values by name, with a {@link GAP} where a part of one is not known. */
  readonly values: ReadonlyMap<string, string>;
  /** False where a source of variables could not be read: a variable that is absent here may be set there. */
  readonly complete: boolean;
}

export const NO_VARIABLES: Variables = { values: new Map(), complete: true };

/** Both together; where both set a variable, the first decides, as it does for compose. */
export function withFallback(first: Variables, second: Variables): Variables {
  return { values: new Map([...second.values, ...first.values]), complete: first.complete && second.complete };
}
