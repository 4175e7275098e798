/**
 * A piece of a TypeScript program. Names and texts get into it through {@link literal} and {@link object}
 * only, so that nothing that somebody else wrote can be more than a text in it.
 */
export type Code = Plain | Composite;

/** Code on one line. */
export interface Plain {
  readonly plain: string;
}

interface Composite {
  readonly open: string;
  readonly close: string;
  readonly parts: readonly Part[];
  /** Written on lines of its own even where it would fit on one. */
  readonly tall: boolean;
}

interface Part {
  /** Stand above it, each on a line. */
  readonly comments: readonly string[];
  readonly before: string;
  readonly code: Code | undefined;
}

/** An entry of an object: its key, its value, and what is said above it. */
export type Entry = readonly [key: string, value: Code | undefined, comments?: readonly string[]];

/** Lines are at most this long where they can be. */
const WIDTH = 100;

/** Characters that do not show, or that reorder what is shown. https://trojansource.codes */
const INVISIBLE = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Code that the caller wrote itself. */
export function plain(code: string): Plain {
  return { plain: code };
}

/** A text, number or switch as it is written in a program. */
export function literal(value: string | number | boolean): Plain {
  return plain(typeof value === "string" ? quoted(value) : String(value));
}

/** A text in double quotes, with everything escaped that is not plainly seen. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(INVISIBLE, escaped);
}

/** An object without the entries that have no value. */
export function object(entries: readonly Entry[], tall = false): Code {
  const parts = entries.flatMap(([key, code, comments = []]): Part[] =>
    code === undefined && comments.length === 0
      ? []
      : [{ comments, before: code === undefined ? "" : `${keyOf(key)}: `, code }],
  );
  return { open: "{", close: "}", parts, tall };
}

/** A list. */
export function list(items: readonly Code[], tall = false): Code {
  return { open: "[", close: "]", parts: items.map((code) => ({ comments: [], before: "", code })), tall };
}

/** Elements of another list, in a list. */
export function spread(code: Code): Code {
  return "plain" in code ? plain(`...${code.plain}`) : { ...code, open: `...${code.open}` };
}

/** A call of a function of this package. */
export function call(name: string, args: readonly Code[], tall = false): Code {
  const [only] = args;
  // The brackets of the only argument are enough.
  if (args.length === 1 && only !== undefined && "open" in only && !tall)
    return { ...only, open: `${name}(${only.open}`, close: `${only.close})` };
  return { open: `${name}(`, close: ")", parts: args.map((code) => ({ comments: [], before: "", code })), tall };
}

/** The text of a program; `indent` is that of the line it begins on, `used` what stands on it already. */
export function print(code: Code, indent = "", used = 0): string {
  if ("plain" in code) return code.plain;
  const flat = onOneLine(code);
  if (flat !== undefined && indent.length + used + flat.length < WIDTH) return flat;
  const inner = `${indent}  `;
  const lines = code.parts.flatMap(({ comments, before, code: value }) => [
    ...comments.map((comment) => `${inner}// ${remark(comment)}\n`),
    ...(value === undefined ? [] : [`${inner}${before}${print(value, inner, before.length + 1)},\n`]),
  ]);
  return lines.length === 0 ? `${code.open}${code.close}` : `${code.open}\n${lines.join("")}${indent}${code.close}`;
}

/** What may stand in a comment: one line of plainly visible characters. */
export function remark(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(INVISIBLE, "")
    .replace(/\p{Cc}/gu, "")
    .replaceAll("*/", "* /");
}

function onOneLine(code: Code): string | undefined {
  if ("plain" in code) return code.plain;
  if (code.tall || code.parts.some(({ comments }) => comments.length > 0)) return undefined;
  const parts: string[] = [];
  for (const { before, code: value } of code.parts) {
    const flat = value === undefined ? undefined : onOneLine(value);
    if (flat === undefined) return undefined;
    parts.push(before + flat);
  }
  const blank = code.open.endsWith("{") && parts.length > 0 ? " " : "";
  return `${code.open}${blank}${parts.join(", ")}${blank}${code.close}`;
}

function keyOf(key: string): string {
  // As a plain key it would set the prototype instead of a property.
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
