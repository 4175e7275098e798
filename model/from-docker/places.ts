import type { Location } from "../location.ts";

/** A key of an object or an index of a list. */
export type Segment = string | number;

/**
 * Finds the line and column of a value in a JSON text that `JSON.parse` has read. Nothing but the
 * beginnings of lines and of the outermost elements is kept: a place is looked for when somebody asks.
 */
export class Places {
  readonly #text: string;
  readonly #file: string;
  #elements: readonly number[] | undefined;
  #lines: readonly number[] | undefined;

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
  }

  /** The place of the value that `segments` lead to, or of the last one on the way that is there. */
  locate(path: string, segments: readonly Segment[]): Location {
    let at = this.#skipSpace(0);
    for (const [depth, segment] of segments.entries()) {
      const next = typeof segment === "number" ? this.#element(at, segment, depth === 0) : this.#entry(at, segment);
      if (next === undefined) break;
      at = next;
    }
    return { path, file: this.#file, ...this.#position(at) };
  }

  #element(list: number, index: number, outermost: boolean): number | undefined {
    if (!outermost) return this.#elementsOf(list, index).at(index);
    this.#elements ??= this.#elementsOf(list);
    return this.#elements[index];
  }

  #elementsOf(list: number, last = Number.POSITIVE_INFINITY): number[] {
    const found: number[] = [];
    if (this.#text[list] !== "[") return found;
    for (let at = this.#skipSpace(list + 1); at < this.#text.length && this.#text[at] !== "]"; ) {
      found.push(at);
      if (found.length > last) break;
      at = this.#next(this.#skipValue(at));
    }
    return found;
  }

  /** Of a key that stands twice, the last one counts, as for `JSON.parse`. */
  #entry(object: number, key: string): number | undefined {
    let found: number | undefined;
    if (this.#text[object] !== "{") return undefined;
    for (let at = this.#skipSpace(object + 1); at < this.#text.length && this.#text[at] !== "}"; ) {
      const end = this.#skipString(at);
      const value = this.#skipSpace(this.#skipSpace(end) + 1);
      if (JSON.parse(this.#text.slice(at, end)) === key) found = value;
      at = this.#next(this.#skipValue(value));
    }
    return found;
  }

  /** Behind a value: past a comma. */
  #next(at: number): number {
    const end = this.#skipSpace(at);
    return this.#text[end] === "," ? this.#skipSpace(end + 1) : end;
  }

  #skipValue(start: number): number {
    let depth = 0;
    for (let at = start; at < this.#text.length; ) {
      const character = this.#text[at];
      if (character === '"') at = this.#skipString(at);
      else {
        if (character === "{" || character === "[") depth++;
        else if (character === "}" || character === "]") depth--;
        else if (depth === 0 && character === ",") return at;
        if (depth < 0) return at;
        at++;
      }
      if (depth === 0 && (character === '"' || character === "}" || character === "]")) return at;
    }
    return this.#text.length;
  }

  #skipString(start: number): number {
    let at = start + 1;
    while (at < this.#text.length && this.#text[at] !== '"') at += this.#text[at] === "\\" ? 2 : 1;
    return at + 1;
  }

  #skipSpace(start: number): number {
    let at = start;
    while (at < this.#text.length && this.#text.charCodeAt(at) <= 32) at++;
    return at;
  }

  #position(offset: number): { line: number; column: number } {
    this.#lines ??= linesOf(this.#text);
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lines[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#lines[low] as number) + 1 };
  }
}

function linesOf(text: string): number[] {
  const lines = [0];
  for (let index = text.indexOf("\n"); index >= 0; index = text.indexOf("\n", index + 1)) lines.push(index + 1);
  return lines;
}

const LONGEST_KEY = 120;

/** `web.HostConfig.PortBindings["80/tcp"][0]` */
export function describePath(segments: readonly Segment[]): string {
  return segments.reduce<string>((path, segment) => {
    if (typeof segment === "number") return `${path}[${segment}]`;
    const short = segment.length > LONGEST_KEY ? `${segment.slice(0, LONGEST_KEY)}…` : segment;
    if (!/^[\w-]+$/.test(short) && path !== "") return `${path}[${JSON.stringify(short)}]`;
    return path === "" ? short : `${path}.${short}`;
  }, "");
}
