/** One token of a rule. Rules are read with the grammar of Go expressions, so its lexical rules hold. */
export interface Token {
  readonly kind: "name" | "text" | "(" | ")" | "," | "!" | "&&" | "||" | "..." | "newline" | "end";
  /** Name of a matcher, or the value of a text without its quotes; empty for all others. */
  readonly value: string;
  readonly at: number;
}

/** A place where a rule cannot be read. */
export class Unreadable extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const SPACE = /[ \t\r]*/y;
const NAME = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;

/**
 * Splits a rule into tokens as Go's scanner does (https://go.dev/ref/spec#Lexical_elements): a line end after a name,
 * a text or a closing parenthesis ends the expression.
 *
 * @throws Unreadable at what no rule can hold.
 */
export function tokenize(rule: string): Token[] {
  const tokens: Token[] = [];
  const nul = rule.indexOf("\0");
  if (nul >= 0) throw new Unreadable("illegal character NUL", nul);
  let at = 0;
  let operand = false;
  const push = (kind: Token["kind"], value: string, next: number, ends: boolean) => {
    tokens.push({ kind, value, at });
    at = next;
    operand = ends;
  };
  while (true) {
    SPACE.lastIndex = at;
    SPACE.exec(rule);
    at = SPACE.lastIndex;
    const char = rule[at];
    if (char === undefined) break;
    if (char === "\n") {
      if (operand) push("newline", "", at + 1, false);
      else at += 1;
      continue;
    }
    if (char === "/") {
      COMMENT.lastIndex = at;
      const comment = COMMENT.exec(rule)?.[0];
      if (comment === undefined) throw new Unreadable("division is not supported", at);
      if (operand && comment.startsWith("/*") && comment.includes("\n"))
        push("newline", "", at + comment.length, false);
      else at += comment.length;
      continue;
    }
    if (char === "(" || char === "!" || char === ",") {
      if (char === "!" && rule[at + 1] === "=") throw new Unreadable("!= is not supported", at);
      push(char, "", at + 1, false);
    } else if (char === ")") push(")", "", at + 1, true);
    else if (rule.startsWith("&&", at) || rule.startsWith("||", at))
      push(char === "&" ? "&&" : "||", "", at + 2, false);
    else if (rule.startsWith("...", at)) push("...", "", at + 3, false);
    else if (char === "`") {
      const end = rule.indexOf("`", at + 1);
      if (end < 0) throw new Unreadable("raw string literal not terminated", at);
      push("text", rule.slice(at + 1, end).replaceAll("\r", ""), end + 1, true);
    } else if (char === '"') {
      const { value, end } = quoted(rule, at);
      push("text", value, end, true);
    } else {
      NAME.lastIndex = at;
      const name = NAME.exec(rule)?.[0];
      if (name === undefined) throw new Unreadable("no rule can hold this character", at);
      push("name", name, at + name.length, true);
    }
  }
  tokens.push({ kind: "end", value: "", at });
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
};
const NUMERIC = /x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}/y;

/** An interpreted text of Go (https://go.dev/ref/spec#String_literals). */
function quoted(rule: string, start: number): { readonly value: string; readonly end: number } {
  const parts: string[] = [];
  let from = start + 1;
  for (let at = from; ; at++) {
    const char = rule[at];
    if (char === undefined || char === "\n") throw new Unreadable("string literal not terminated", start);
    if (char === '"') {
      parts.push(rule.slice(from, at));
      return { value: parts.join(""), end: at + 1 };
    }
    if (char !== "\\") continue;
    parts.push(rule.slice(from, at));
    const simple = ESCAPES[rule[at + 1] ?? ""];
    if (simple !== undefined) {
      parts.push(simple);
      at += 1;
    } else {
      NUMERIC.lastIndex = at + 1;
      const numeric = NUMERIC.exec(rule)?.[0];
      if (numeric === undefined) throw new Unreadable("unknown escape sequence", at);
      parts.push(character(numeric, at));
      at += numeric.length;
    }
    from = at + 1;
  }
}

function character(numeric: string, at: number): string {
  const octal = /^[0-7]/.test(numeric);
  const code = Number.parseInt(octal ? numeric : numeric.slice(1), octal ? 8 : 16);
  const most = octal || numeric.startsWith("x") ? 255 : 0x10ffff;
  if (code > most || (code >= 0xd800 && code <= 0xdfff))
    throw new Unreadable("escape sequence is no valid character", at);
  return String.fromCodePoint(code);
}
