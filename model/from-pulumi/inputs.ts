import { Marked, type Raw } from "../raw.ts";
import { defineUnknown, UNKNOWN, UnknownValue } from "../unknown.ts";

/** Told of every input that has another type than the provider's schema gives it. */
export type Misread = (path: string, expected: string) => void;

/**
 * Reads one object of inputs. Every accessor returns the value, undefined where it is absent, and
 * throws {@link UnknownValue} where it is not known or not readable; the latter is reported too,
 * so that no rule can pass on a value that nobody could read.
 */
export class Inputs {
  readonly #tree: { readonly [key: string]: Raw };
  readonly #prefix: string;
  readonly #misread: Misread;
  readonly secret: boolean;

  private constructor(tree: { readonly [key: string]: Raw }, prefix: string, misread: Misread, secret: boolean) {
    this.#tree = tree;
    this.#prefix = prefix;
    this.#misread = misread;
    this.secret = secret;
  }

  /** @throws UnknownValue where `raw` as a whole is not known or no object. */
  static of(raw: Raw, path: string, misread: Misread, secret = false): Inputs {
    const [value, marked] = open(raw, path);
    if (value === null) return new Inputs({}, path, misread, secret);
    if (typeof value !== "object" || Array.isArray(value)) return wrong(path, "an object", misread);
    return new Inputs(value as { readonly [key: string]: Raw }, path, misread, secret || marked);
  }

  path(key: string): string {
    return this.#prefix === "" ? key : `${this.#prefix}.${key}`;
  }

  keys(): string[] {
    return Object.keys(this.#tree);
  }

  string(key: string): string | undefined {
    return this.secretString(key)?.value;
  }

  secretString(key: string): { value: string; secret: boolean } | undefined {
    const [value, secret] = open(this.#tree[key] ?? null, this.path(key));
    if (value === null) return undefined;
    if (typeof value !== "string") return wrong(this.path(key), "a string", this.#misread);
    return { value, secret: this.secret || secret };
  }

  number(key: string): number | undefined {
    const [value] = open(this.#tree[key] ?? null, this.path(key));
    if (value === null) return undefined;
    if (typeof value !== "number" || !Number.isFinite(value)) return wrong(this.path(key), "a number", this.#misread);
    return value;
  }

  boolean(key: string): boolean | undefined {
    const [value] = open(this.#tree[key] ?? null, this.path(key));
    if (value === null) return undefined;
    if (typeof value !== "boolean") return wrong(this.path(key), "true or false", this.#misread);
    return value;
  }

  object(key: string): Inputs | undefined {
    const raw = this.#tree[key] ?? null;
    return raw === null ? undefined : Inputs.of(raw, this.path(key), this.#misread, this.secret);
  }

  /** Elements of a list as they are, each with its path; empty where the list is absent. */
  list(key: string): Element[] {
    const path = this.path(key);
    const [value, secret] = open(this.#tree[key] ?? null, path);
    if (value === null) return [];
    if (!Array.isArray(value)) return wrong(path, "a list", this.#misread);
    return value.map((raw, index) => ({ raw, path: `${path}[${index}]`, index, secret: this.secret || secret }));
  }

  /** Elements of a list of strings; one that is not known gets an object whose `key` throws. */
  strings<T extends { readonly at: string }>(
    key: string,
    at: string,
    build: (text: string, at: string, secret: boolean) => T,
    unknownKeys: readonly string[],
  ): T[] {
    return this.list(key).map(({ raw, path, index, secret }) => {
      const field = `${at}.${index}`;
      try {
        const [value, marked] = open(raw, path);
        if (typeof value !== "string") return wrong(path, "a string", this.#misread);
        return build(value, field, secret || marked);
      } catch (error) {
        return unknownObject(field, unknownKeys, error) as T;
      }
    });
  }

  /** Elements of a list of objects; one that is not known as a whole gets fields that throw. */
  objects<T extends { readonly at: string }>(
    key: string,
    at: string,
    build: (element: Inputs, at: string) => T,
    unknownKeys: readonly string[],
  ): T[] {
    return this.list(key).map(({ raw, path, index, secret }) => {
      const field = `${at}.${index}`;
      try {
        return build(Inputs.of(raw, path, this.#misread, secret), field);
      } catch (error) {
        return unknownObject(field, unknownKeys, error) as T;
      }
    });
  }

  /** Reports that the value at `key` has the right type but makes no sense, and makes it unknown. */
  reject(key: string, expected: string): never {
    return wrong(this.path(key), expected, this.#misread);
  }
}

export interface Element {
  readonly raw: Raw;
  readonly path: string;
  readonly index: number;
  readonly secret: boolean;
}

/** Builds an object field by field; a field whose value is not known throws when a rule reads it. */
export function build<T extends object>(fields: { readonly [K in keyof T]: () => T[K] }): T {
  const target: Record<string, unknown> = {};
  for (const key of Object.keys(fields))
    try {
      target[key] = fields[key as keyof T]();
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      defineUnknown(target, key, error.path, error.cure);
    }
  return target as T;
}

function open(raw: Raw, path: string): [Exclude<Raw, Marked | typeof UNKNOWN>, boolean] {
  let secret = false;
  let value = raw;
  while (value instanceof Marked) {
    secret = true;
    value = value.value;
  }
  if (value === UNKNOWN) throw new UnknownValue(path);
  return [value as Exclude<Raw, Marked | typeof UNKNOWN>, secret];
}

function wrong(path: string, expected: string, misread: Misread): never {
  misread(path, expected);
  throw new UnknownValue(path, `Declare ${expected} there.`);
}

function unknownObject(at: string, keys: readonly string[], error: unknown): object {
  if (!(error instanceof UnknownValue)) throw error;
  const target = { at };
  for (const key of keys) defineUnknown(target, key, error.path, error.cure);
  return target;
}
