/**
 * A value that is not known yet: an output of a resource that does not exist during a preview,
 * or a compose variable without a default.
 *
 * Readers put it into the model as a getter that throws, so that a rule reads the model as if
 * everything were known and can still not mistake an unknown value for a known one.
 */
export class UnknownValue extends Error {
  override readonly name = "UnknownValue";
  /** Where the value stands in its source, for example `ports[0].ip`. */
  readonly path: string;
  /** What would make it known; undefined where only the reader's general advice applies. */
  readonly cure: string | undefined;
  /** Why nobody can say, where that is something else than a value that is not known yet. */
  readonly why: string | undefined;

  constructor(path: string, cure?: string, why?: string) {
    // Nobody reads where it was raised, and writing that down costs more than most rules do.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(`${path} is not known`);
    Error.stackTraceLimit = limit;
    this.path = path;
    this.cure = cure;
    this.why = why;
  }
}

/** Stands in a reader's raw tree for a value that is not known. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** Defines `key` on `target` so that reading it raises {@link UnknownValue}. */
export function defineUnknown(target: object, key: string, path: string, cure?: string): void {
  let error: UnknownValue | undefined;
  Object.defineProperty(target, key, {
    enumerable: true,
    configurable: true,
    get() {
      // Every rule that asks gets the same one: making an error costs more than most rules do.
      error ??= new UnknownValue(path, cure);
      throw error;
    },
  });
}
