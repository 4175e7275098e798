import type { Secret } from "./edit.ts";

/** A value in the words of a source. */
export type Written =
  | string
  | number
  | boolean
  | Secret
  | Entry
  | readonly Written[]
  | { readonly [key: string]: Written };

/** `key: value` of a map or `key=value` of a list, whichever the source has there; null is a key alone. */
export class Entry {
  readonly key: string;
  readonly value: string | Secret | null;
  constructor(key: string, value: string | Secret | null) {
    this.key = key;
    this.value = value;
  }
}

/** Keys and positions from the top of a tree down. */
export type Path = readonly (string | number)[];

/** One edit in the words of a source. */
export interface Change {
  readonly op: "set" | "add" | "remove";
  /** Keys from the container down to the setting, or to the list whose element it is about. */
  readonly keys: readonly string[];
  /** Where the setting, the list (`add`) or the element stands, from the container down. */
  readonly place: Path;
  /** What is set or added; absent for `remove`. */
  readonly value?: Written;
  /** Set where the place leads into an element of a list. */
  readonly element?: {
    /** Keys within the element; empty for the element itself. */
    readonly inner: readonly string[];
    /** The whole element as it is afterwards. */
    readonly whole?: Written;
    /** How a person recognises it. */
    readonly name: string;
  };
  /** Whether the list has elements that stay as they are. */
  readonly others?: boolean;
  readonly decide?: string;
}

/** What has to be declared beside the container. */
export type Beside =
  | { readonly kind: "network" | "volume"; readonly name: string }
  /** A setting of the file outside of all services. */
  | { readonly kind: "setting"; readonly place: readonly string[]; readonly value: Written; readonly decide?: string }
  | { readonly kind: "plain-volume"; readonly name: string; readonly decide?: string };

/** A plan in the words of one source. */
export interface Spelling {
  readonly changes: readonly Change[];
  readonly beside: readonly Beside[];
}

/** Raised where a source has no words for an edit. */
export class NoWords extends Error {
  override readonly name = "NoWords";
}

/**
 * Reads a path as locations spell it: `services.web.ports[0]`, `services["a b"].image`.
 *
 * @returns undefined where the text is none.
 */
export function parsePath(text: string): Path | undefined {
  const path: (string | number)[] = [];
  const part = /\.?([\w-]+)|\[(\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\]/y;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (match === null) return undefined;
    const [, key, index, quoted] = match;
    if (key !== undefined) path.push(key);
    else if (index !== undefined) path.push(Number(index));
    else path.push(JSON.parse(quoted as string) as string);
  }
  return path;
}

/** The part of a path that lies below another one; undefined where it lies elsewhere. */
export function below(path: Path, top: Path): Path | undefined {
  return top.every((key, index) => path[index] === key) ? path.slice(top.length) : undefined;
}
