import { type CST, Lexer, Parser } from "yaml";

/** Deeper than anything a person writes, and far from where the composer of `yaml` exhausts the stack (about 780). */
const DEEPEST = 200;
/** What block collections open levels with: each level takes a column of its own. */
const BLOCK_START = /^[ \t\-?:]+/gm;

/** The lexer's mark before a scalar, whose text follows (yaml/dist/parse/cst.js). */
const SCALAR = "\u001f";

/**
 * True where a YAML text nests deeper than anybody writes. Such a text must not be composed: `yaml` calls
 * itself for every level, and near the end of the stack the whole process may die instead of that call
 * failing. Looks at brackets and columns first, and reads the text only where they are enough to matter.
 */
export function nestsTooDeep(text: string, deepest: number = DEEPEST): boolean {
  const block = longestStart(text);
  const brackets = countBrackets(text);
  if (block + brackets <= deepest) return false;
  const flow = brackets <= deepest ? brackets : flowDepth(text, deepest);
  if (block + flow <= deepest) return false;
  return flow > deepest || [...new Parser().parse(text)].some((token) => isDeeper(token, deepest));
}

/** Columns that the deepest block collection can have opened levels with. */
function longestStart(text: string): number {
  let longest = 0;
  for (const [start] of text.matchAll(BLOCK_START)) longest = Math.max(longest, start.length);
  return longest;
}

function countBrackets(text: string): number {
  let brackets = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) brackets++;
  }
  return brackets;
}

/** How deep brackets and braces nest that are no part of a scalar; stops where it is too deep. */
function flowDepth(text: string, deepest: number): number {
  let depth = 0;
  let most = 0;
  let scalarNext = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (scalarNext) scalarNext = false;
    else if (lexeme === SCALAR) scalarNext = true;
    else if (lexeme === "[" || lexeme === "{") {
      most = Math.max(most, ++depth);
      if (most > deepest) return most;
    } else if (lexeme === "]" || lexeme === "}") depth = Math.max(0, depth - 1);
  }
  return most;
}

/** The parser keeps a stack of its own, and so does this. */
function isDeeper(root: CST.Token, deepest: number): boolean {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > deepest) return true;
    if (token.type === "document" && token.value !== undefined) open.push({ token: token.value, depth });
    if ("items" in token)
      for (const { key, value } of token.items) {
        if (key) open.push({ token: key, depth: depth + 1 });
        if (value) open.push({ token: value, depth: depth + 1 });
      }
  }
  return false;
}
