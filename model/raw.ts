import type { UNKNOWN } from "./unknown.ts";

/**
 * A tree of inputs as any reader of a machine format sees it: JSON, with unknown values and
 * secrets marked. Secrets stay readable, because rules judge them; they are never printed.
 */
export type Raw =
  | null
  | boolean
  | number
  | string
  | typeof UNKNOWN
  | Marked
  | readonly Raw[]
  | { readonly [key: string]: Raw };

/** Marks a value as a secret. */
export class Marked {
  readonly value: Raw;
  constructor(value: Raw) {
    this.value = value;
  }
}
