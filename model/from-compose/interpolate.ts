/**
 * Stands in interpolated text where a variable has no value. Text from a file cannot hold it:
 * a file with this character is refused as binary, and one written as an escape is treated as
 * a gap too, which errs towards unknown.
 */
export const GAP = "\u0000";

/** Text after interpolation. */
export interface Wording {
  /** With a {@link GAP} for each variable whose value is not known. */
  readonly text: string;
  /** Names of the variables that left a gap. */
  readonly missing: readonly string[];
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const DEEPEST = 50;

/**
 * Resolves compose variables without an environment: `$$` is `$`, `${X:-d}` and `${X-d}` are `d`,
 * `${X:+v}` and `${X+v}` are empty, `$X`, `${X}` and `${X:?e}` leave a gap.
 * Grammar: https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 *
 * @returns undefined where a `$` starts nothing that compose knows; compose refuses such a file.
 */
export function interpolate(text: string): Wording | undefined {
  if (!text.includes("$")) return { text, missing: [] };
  const missing: string[] = [];
  const result = expand(text, 0, 0, missing);
  return result === undefined ? undefined : { text: result.text, missing };
}

interface Expansion {
  readonly text: string;
  readonly end: number;
}

/** Expands up to the end of the text, or inside braces (`depth` > 0) up to the closing one. */
function expand(text: string, start: number, depth: number, missing: string[]): Expansion | undefined {
  if (depth > DEEPEST) return undefined;
  const parts: string[] = [];
  let index = start;
  while (index < text.length) {
    const character = text[index] as string;
    if (depth > 0 && character === "}") return { text: parts.join(""), end: index + 1 };
    if (character !== "$") {
      const next = nextStop(text, index + 1, depth);
      parts.push(text.slice(index, next));
      index = next;
    } else if (text[index + 1] === "$") {
      parts.push("$");
      index += 2;
    } else if (text[index + 1] === "{") {
      const braced = expandBraced(text, index + 2, depth, missing);
      if (braced === undefined) return undefined;
      parts.push(braced.text);
      index = braced.end;
    } else {
      const name = nameAt(text, index + 1);
      if (name === undefined) return undefined;
      missing.push(name);
      parts.push(GAP);
      index += 1 + name.length;
    }
  }
  return depth > 0 ? undefined : { text: parts.join(""), end: index };
}

function expandBraced(text: string, start: number, depth: number, missing: string[]): Expansion | undefined {
  const name = nameAt(text, start);
  if (name === undefined) return undefined;
  const after = start + name.length;
  if (text[after] === "}") {
    missing.push(name);
    return { text: GAP, end: after + 1 };
  }
  const operator = /:?[-+?]/y;
  operator.lastIndex = after;
  const [written] = operator.exec(text) ?? [];
  if (written === undefined) return undefined;
  const isDefault = written.endsWith("-");
  const word = expand(text, after + written.length, depth + 1, isDefault ? missing : []);
  if (word === undefined || isDefault) return word;
  if (written.endsWith("+")) return { text: "", end: word.end };
  missing.push(name);
  return { text: GAP, end: word.end };
}

function nameAt(text: string, index: number): string | undefined {
  NAME.lastIndex = index;
  return NAME.exec(text)?.[0];
}

function nextStop(text: string, from: number, depth: number): number {
  let index = from;
  while (index < text.length && text[index] !== "$" && !(depth > 0 && text[index] === "}")) index++;
  return index;
}
