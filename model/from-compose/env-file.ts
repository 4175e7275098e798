import { interpolate } from "./interpolate.ts";
import type { Variables } from "./variables.ts";

/** One line of an env file. */
export interface EnvLine {
  readonly key: string;
  /** With gaps where a variable in it has no value; undefined where only the name is written, which passes it on. */
  readonly value: string | undefined;
  /** Names of the variables that left a gap. */
  readonly missing: readonly string[];
  readonly offset: number;
}

/** Why a text is no env file, in words that quote nothing from it. */
export interface EnvFlaw {
  readonly flaw: string;
  readonly offset: number;
}

/** `raw` takes everything after the `=` as it stands. */
export type EnvFormat = "dotenv" | "raw";

const LONGEST_VALUE = 64 * 1024;
/** Characters of all values of one file; variables in variables would multiply them without end. */
const LONGEST_VALUES = 4 * 1024 * 1024;

/**
 * Reads an env file as compose does: comments, `export`, values bare or in either kind of quotes, with
 * variables in bare and double-quoted ones. A variable is looked up in `variables`, then among the lines
 * above it. https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
 * and https://github.com/compose-spec/compose-go/blob/main/dotenv/parser.go
 */
export function parseEnvFile(text: string, format: EnvFormat, variables: Variables): EnvLine[] | EnvFlaw {
  const lines: EnvLine[] = [];
  const own = new Map(variables.values);
  let length = 0;
  let index = text.startsWith("\uFEFF") ? 1 : 0;
  while (true) {
    index = statementStart(text, index);
    if (index >= text.length) return lines;
    const statement = format === "raw" ? rawStatement(text, index) : statementAt(text, index);
    if ("flaw" in statement) return statement;
    const { key, written, end } = statement;
    const line = evaluate(key, written, index, { values: own, complete: variables.complete });
    if ("flaw" in line) return line;
    length += line.value?.length ?? 0;
    if (length > LONGEST_VALUES)
      return { flaw: "grows without measure once its variables are filled in", offset: index };
    // Compose passes over names that start with a digit.
    if (!/^\d/.test(key)) {
      lines.push(line);
      if (line.value !== undefined && !variables.values.has(key)) own.set(key, line.value);
    }
    index = end;
  }
}

interface Statement {
  readonly key: string;
  readonly written: { readonly text: string; readonly literal: boolean } | undefined;
  readonly end: number;
}

function evaluate(key: string, written: Statement["written"], offset: number, variables: Variables): EnvLine | EnvFlaw {
  if (written === undefined) return { key, value: undefined, missing: [], offset };
  const wording = written.literal ? { text: written.text, missing: [] } : interpolate(written.text, variables);
  if (wording === undefined) return { flaw: "holds a $ that starts no variable", offset };
  if (wording.text.length > LONGEST_VALUE) return { flaw: "holds a value longer than 64 KiB", offset };
  return { key, value: wording.text, missing: wording.missing, offset };
}

const BLANK = /[\s\u0085\u00a0]/;
const BLANK_IN_LINE = /[\t\v\f\r \u0085\u00a0]/;
const KEY = /[\p{L}\p{N}_.[\]-]/u;

function statementStart(text: string, from: number): number {
  let index = from;
  while (index < text.length) {
    if (BLANK.test(text[index] as string)) index++;
    else if (text[index] === "#") index = lineEnd(text, index);
    else return index;
  }
  return index;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function skipBlanks(text: string, from: number): number {
  let index = from;
  while (index < text.length && BLANK_IN_LINE.test(text[index] as string)) index++;
  return index;
}

/** https://github.com/docker/cli/blob/master/pkg/kvfile/kvfile.go */
function rawStatement(text: string, start: number): Statement | EnvFlaw {
  const end = lineEnd(text, start);
  const line = text.slice(start, end).replace(/\r$/, "");
  const equals = line.indexOf("=");
  const key = equals < 0 ? line.trimEnd() : line.slice(0, equals);
  if (key === "" || BLANK.test(key)) return { flaw: "has a line that does not start with a name", offset: start };
  return { key, written: equals < 0 ? undefined : { text: line.slice(equals + 1), literal: true }, end };
}

function statementAt(text: string, start: number): Statement | EnvFlaw {
  const first = /export[\t\v\f\r ]+/y;
  first.lastIndex = start;
  const from = first.test(text) ? first.lastIndex : start;
  let index = from;
  while (index < text.length && !"=:\n".includes(text[index] as string)) {
    if (!KEY.test(text[index] as string) && !BLANK_IN_LINE.test(text[index] as string))
      return { flaw: "has a line that does not start with a name", offset: start };
    index++;
  }
  const key = text.slice(from, index).trimEnd();
  if (key === "" || BLANK.test(key)) return { flaw: "has a line that does not start with a name", offset: start };
  if (index >= text.length || text[index] === "\n") return { key, written: undefined, end: index };
  const valueStart = skipBlanks(text, index + 1);
  const quote = text[valueStart];
  return quote === '"' || quote === "'" ? quotedValue(text, key, valueStart, quote) : bareValue(text, key, valueStart);
}

function bareValue(text: string, key: string, start: number): Statement {
  const end = lineEnd(text, start);
  const [value = ""] = text.slice(start, end).split(" #", 1);
  return { key, written: { text: value.trimEnd(), literal: false }, end };
}

function quotedValue(text: string, key: string, start: number, quote: string): Statement | EnvFlaw {
  const characters: string[] = [];
  for (let index = start + 1; index < text.length; index++) {
    const character = text[index] as string;
    if (character === "\\" && index + 1 < text.length) {
      const next = text[++index] as string;
      characters.push(next === quote ? next : `\\${next}`);
    } else if (character === quote) {
      const value = characters.join("");
      const written = quote === "'" ? { text: value, literal: true } : { text: expandEscapes(value), literal: false };
      return { key, written, end: index + 1 };
    } else characters.push(character);
  }
  return { flaw: "has a quote that is not closed", offset: start };
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  // Stays a dollar sign when variables are filled in.
  $: "$$",
};

function expandEscapes(text: string): string {
  return text.replace(/\\(?:0([0-7]{3})|([abfnrtv$\\]))/g, (_, octal: string | undefined, letter: string) =>
    octal === undefined ? (ESCAPES[letter] as string) : String.fromCharCode(Number.parseInt(octal, 8) & 0xff),
  );
}
