import { RE2JS } from "re2js";
import { Unreadable } from "./tokens.ts";

/** A compiled Go regular expression: linear in the text, whatever the pattern. */
export interface Expression {
  /** True where the pattern occurs anywhere; Go anchors nothing by itself. */
  test(text: string): boolean;
}

/** Longer patterns are written by no person, and compiling them costs memory. */
const LONGEST = 10_000;
/** Counted repetitions are unrolled; more than this in one pattern are not worth the memory. */
const MOST_UNROLLED = 20_000;

/**
 * Compiles a regular expression of Go (https://pkg.go.dev/regexp/syntax).
 *
 * @throws Unreadable where Go refuses it, or where it is too large to be compiled here.
 */
export function compile(pattern: string, at = 0): Expression {
  if (pattern.length > LONGEST) throw new Unreadable(`a regular expression is longer than ${LONGEST} characters`, at);
  let unrolled = 0;
  for (const [, least = "", most = ""] of pattern.matchAll(/\{(\d{1,6})(?:,(\d{0,6}))?\}/g))
    unrolled += Math.max(Number(least), Number(most));
  if (unrolled > MOST_UNROLLED) throw new Unreadable("the repetitions of a regular expression are too many", at);
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(withoutNames(pattern));
  } catch {
    throw new Unreadable("a regular expression is not valid", at);
  }
  return { test: (text) => compiled.matcher(text).find() };
}

/** Go lets two groups have one name and this compiler does not; names change nothing about what matches. */
function withoutNames(pattern: string): string {
  return pattern.replace(/\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\(\?P?<\w+>/g, (part) =>
    part.startsWith("(?") ? "(" : part,
  );
}

/** The pattern that matches exactly this text. */
export function literal(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}
