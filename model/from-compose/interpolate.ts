import { GAP, NO_VARIABLES, type Variables } from "./variables.ts";

export { GAP } from "./variables.ts";

/** Text after interpolation. */
export interface Wording {
  /** With a {@link GAP} for each variable whose value is not known. */
  readonly text: string;
  /** Names of the variables that left a gap. */
  readonly missing: readonly string[];
  /** The first of them that the file calls required (`${X?}`, `${X:?}`). */
  readonly required?: string;
  /** Set where a part of the text is the value of a variable, and so not written in the file. */
  readonly outside?: true;
  /** Set where the values made the text so long that it was given up; the text is one gap. */
  readonly tooLong?: true;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const DEEPEST = 50;
/** Characters that the values of variables may add to one text. */
const LONGEST = 1024 * 1024;

/**
 * Resolves compose variables: `$$` is `$`; `${X:-d}` and `${X-d}` are `d` where X is empty or unset;
 * `${X:+v}` and `${X+v}` are `v` where it is not; `$X`, `${X}`, `${X?e}` and `${X:?e}` leave a gap where
 * X is unset. Compose puts an empty text for an unset `$X`; here it stays unknown, because the shell
 * that deploys may set it. Where a source of variables could not be read, a default proves nothing
 * and leaves a gap as well.
 *
 * Grammar: https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md, and for nesting
 * and braces in defaults https://github.com/compose-spec/compose-go/blob/main/template/template.go
 *
 * @returns undefined where a `$` starts nothing that compose knows; compose refuses such a file.
 */
export function interpolate(text: string, variables: Variables = NO_VARIABLES): Wording | undefined {
  if (!text.includes("$")) return { text, missing: [] };
  const state: State = { variables, missing: [], required: undefined, outside: false, added: 0 };
  const result = expand(text, 0, 0, state);
  if (result === undefined) return undefined;
  if (state.added > LONGEST) return { text: GAP, missing: state.missing.slice(0, 1), tooLong: true };
  return {
    text: result.text,
    missing: state.missing,
    ...(state.required === undefined ? {} : { required: state.required }),
    ...(state.outside ? { outside: true } : {}),
  };
}

/** The text of a variable's value, for whoever needs it whole: undefined where a part is a gap. */
export function settledText(wording: Wording | undefined): string | undefined {
  return wording === undefined || wording.text.includes(GAP) ? undefined : wording.text;
}

interface State {
  readonly variables: Variables;
  missing: string[];
  required: string | undefined;
  outside: boolean;
  added: number;
}

interface Expansion {
  readonly text: string;
  readonly end: number;
}

/** Expands up to the end of the text, or inside braces (`depth` > 0) up to the closing one. */
function expand(text: string, start: number, depth: number, state: State): Expansion | undefined {
  if (depth > DEEPEST) return undefined;
  const parts: string[] = [];
  let index = start;
  let braces = 0;
  while (index < text.length) {
    const character = text[index] as string;
    if (depth > 0 && character === "}" && braces === 0) return { text: parts.join(""), end: index + 1 };
    if (character !== "$") {
      // A default may hold braces of its own: `${X:-{"a": 1}}`.
      if (character === "{") braces++;
      else if (character === "}") braces--;
      const next = nextStop(text, index + 1, depth);
      parts.push(text.slice(index, next));
      index = next;
    } else if (text[index + 1] === "$") {
      parts.push("$");
      index += 2;
    } else if (text[index + 1] === "{") {
      const braced = expandBraced(text, index + 2, depth, state);
      if (braced === undefined) return undefined;
      parts.push(braced.text);
      index = braced.end;
    } else {
      const name = nameAt(text, index + 1);
      if (name === undefined) return undefined;
      parts.push(valueFor(name, state) ?? gapFor(name, state));
      index += 1 + name.length;
    }
  }
  return depth > 0 ? undefined : { text: parts.join(""), end: index };
}

function expandBraced(text: string, start: number, depth: number, state: State): Expansion | undefined {
  const name = nameAt(text, start);
  if (name === undefined) return undefined;
  const after = start + name.length;
  if (text[after] === "}") return { text: valueFor(name, state) ?? gapFor(name, state), end: after + 1 };
  const operator = /(:?)([-+?])/y;
  operator.lastIndex = after;
  const [written, colon, sign] = operator.exec(text) ?? [];
  if (written === undefined) return undefined;
  const word: State = { ...state, missing: [], required: undefined, outside: false };
  const expansion = expand(text, after + written.length, depth + 1, word);
  if (expansion === undefined) return undefined;
  state.added = word.added;
  const takeWord = () => {
    for (const other of word.missing) state.missing.push(other);
    state.required ??= word.required;
    state.outside ||= word.outside;
    return expansion.text;
  };
  return { text: choose(name, colon === ":", sign as string, state, takeWord), end: expansion.end };
}

function choose(name: string, emptyCounts: boolean, sign: string, state: State, takeWord: () => string): string {
  const value = state.variables.values.get(name);
  const isSet = value !== undefined && !(emptyCounts && value === "");
  // An unset variable may be set where nobody could look, and a gap alone may be an empty text.
  const isUncertain = value === undefined ? !state.variables.complete : emptyCounts && value === GAP;
  if (sign === "?" && !isSet) state.required ??= name;
  if (isUncertain || (sign === "?" && !isSet)) return gapFor(name, state);
  if (sign === "+") return isSet ? takeWord() : "";
  return isSet ? (valueFor(name, state) as string) : takeWord();
}

function valueFor(name: string, state: State): string | undefined {
  const value = state.variables.values.get(name);
  if (value === undefined) return undefined;
  state.outside = true;
  if (value.includes(GAP)) state.missing.push(name);
  state.added += value.length;
  return state.added > LONGEST ? "" : value;
}

function gapFor(name: string, state: State): string {
  state.missing.push(name);
  return GAP;
}

function nameAt(text: string, index: number): string | undefined {
  NAME.lastIndex = index;
  return NAME.exec(text)?.[0];
}

function nextStop(text: string, from: number, depth: number): number {
  let index = from;
  while (index < text.length && text[index] !== "$" && !(depth > 0 && (text[index] === "}" || text[index] === "{")))
    index++;
  return index;
}
