import { Alias, LineCounter, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";

/** A parsed text; what the parser of YAML would make of it, or as good as that for who reads values and places. */
export interface PlainDocument {
  readonly root: Node | undefined;
  readonly lines: LineCounter;
}

/** Raised inside where the text is more than plain. */
class NotPlain extends Error {}
const NOT_PLAIN = new NotPlain("not plain");

/** Printable characters that mean nothing but themselves to any version of YAML. */
const PLAIN_TEXT = /^[\n\x20-\x7e\u00a1-\u167f\u2010-\u2027\u3001-\ud7ff]*$/;
const KEY = /([A-Za-z0-9_][A-Za-z0-9_./-]*|<<)|"([^"\\\n]*)"|'([^'\n]*)'/y;
const DOUBLE = /"([^"\\\n]*)"/y;
const SINGLE = /'([^'\n]*)'/y;
/** A word of a flow list that cannot be anything else. */
const FLOW_WORD = /[A-Za-z0-9_/.](?:[A-Za-z0-9_/.=+-]*[A-Za-z0-9_/.=+])?(?: [A-Za-z0-9_/.=+]+)*/y;
/** The name of an anchor, in front of its value or in its place. */
const ANCHOR = /[&*]([A-Za-z0-9_-]+)/y;
const FIRST_NOT_PLAIN = new Set(",[]{}#&*!|>'\"%@`?:-");
/** Nested deeper than any compose file. */
const DEEPEST = 30;

/**
 * Reads the YAML that most compose files are made of: block maps and lists, scalars on one line,
 * comments, and flow lists of words. Several times as fast as the parser of all YAML.
 *
 * @returns undefined for every text that holds anything else or looks wrong: then the parser of all YAML
 * has to read it, and to say what is wrong. A test compares the two on whatever this one accepts.
 */
export function parsePlain(text: string): PlainDocument | undefined {
  if (!PLAIN_TEXT.test(text)) return undefined;
  try {
    const reader = new Reader(text);
    const root = reader.document();
    return { root, lines: reader.lines };
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class Reader {
  readonly lines = new LineCounter();
  readonly #text: string;
  /** Where the line after the current one starts. */
  #next = 0;
  /** The current line that is not empty: its column of content, where that starts and where the line ends. */
  #indent = -1;
  #start = 0;
  #lineStart = 0;
  #end = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.lines.addNewLine(0);
  }

  document(): Node | undefined {
    this.#advance();
    if (this.#indent < 0) return undefined;
    const root = this.#block();
    if (this.#indent >= 0) throw NOT_PLAIN;
    return root;
  }

  /** Goes to the next line that holds more than a comment; afterwards the indent is -1 at the end. */
  #advance(): void {
    const text = this.#text;
    while (this.#next < text.length) {
      const lineStart = this.#next;
      const newline = text.indexOf("\n", lineStart);
      const end = newline < 0 ? text.length : newline;
      this.#next = newline < 0 ? end : end + 1;
      if (newline >= 0) this.lines.addNewLine(end + 1);
      let start = lineStart;
      while (start < end && text.charCodeAt(start) === 32) start++;
      if (start === end || text.charCodeAt(start) === 35) continue;
      if (start === lineStart && /^(?:---|\.\.\.|%)/.test(text.slice(start, start + 3))) throw NOT_PLAIN;
      this.#indent = start - lineStart;
      this.#lineStart = lineStart;
      this.#start = start;
      this.#end = end;
      return;
    }
    this.#indent = -1;
  }

  #block(): Node {
    if (++this.#depth > DEEPEST) throw NOT_PLAIN;
    const node = this.#isItem() ? this.#list(this.#indent) : this.#map(this.#indent);
    this.#depth--;
    return node;
  }

  #isItem(): boolean {
    const text = this.#text;
    if (text.charCodeAt(this.#start) !== 45) return false;
    return this.#start + 1 === this.#end || text.charCodeAt(this.#start + 1) === 32;
  }

  #map(indent: number): Node {
    const map = new YAMLMap();
    map.range = [this.#start, this.#start, this.#start];
    while (this.#indent === indent && !this.#isItem()) map.items.push(this.#entry(indent));
    if (this.#indent > indent) throw NOT_PLAIN;
    return map as Node;
  }

  #entry(indent: number): Pair<Node, Node | null> {
    const start = this.#start;
    KEY.lastIndex = start;
    const match = KEY.exec(this.#text);
    if (match === null) throw NOT_PLAIN;
    const colon = start + match[0].length;
    if (!this.#isColon(colon)) throw NOT_PLAIN;
    const [, plain, double, single] = match;
    const type = plain !== undefined ? "PLAIN" : double !== undefined ? "QUOTE_DOUBLE" : "QUOTE_SINGLE";
    const key = scalar(plain ?? double ?? single ?? "", type, start, colon);
    const value = this.#skipSpaces(colon + 1);
    if (this.#text.charCodeAt(value) === 38) return new Pair<Node, Node | null>(key, this.#anchored(value, indent));
    if (!this.#isBlank(value)) return new Pair<Node, Node | null>(key, this.#inline(value, indent));
    this.#advance();
    if (this.#indent > indent) return new Pair<Node, Node | null>(key, this.#block());
    if (this.#indent === indent && this.#isItem()) return new Pair<Node, Node | null>(key, this.#list(indent));
    return new Pair<Node, Node | null>(key, scalar("", "PLAIN", colon + 1, colon + 1));
  }

  /** A value that others can stand for; one that begins on its own line has to be deeper than its key. */
  #anchored(start: number, indent: number): Node {
    ANCHOR.lastIndex = start;
    const match = ANCHOR.exec(this.#text);
    if (match === null) throw NOT_PLAIN;
    const after = start + match[0].length;
    const value = this.#skipSpaces(after);
    if (value < this.#end && value === after) throw NOT_PLAIN;
    let node: Node;
    if (this.#isBlank(value)) {
      this.#advance();
      if (this.#indent <= indent) throw NOT_PLAIN;
      node = this.#block();
    } else node = this.#inline(value, indent);
    if (node instanceof Alias) throw NOT_PLAIN;
    (node as Scalar).anchor = match[1] as string;
    return node;
  }

  #list(indent: number): Node {
    const list = new YAMLSeq();
    list.range = [this.#start, this.#start, this.#start];
    while (this.#indent === indent && this.#isItem()) {
      const content = this.#skipSpaces(this.#start + 1);
      if (this.#isBlank(content)) throw NOT_PLAIN;
      list.items.push(this.#isKey(content) ? this.#compactMap(content) : this.#inline(content, indent));
    }
    if (this.#indent > indent) throw NOT_PLAIN;
    return list as Node;
  }

  /** A map that begins behind the dash of a list. */
  #compactMap(content: number): Node {
    if (++this.#depth > DEEPEST) throw NOT_PLAIN;
    this.#indent = content - this.#lineStart;
    this.#start = content;
    const map = this.#map(this.#indent);
    this.#depth--;
    return map;
  }

  #isKey(start: number): boolean {
    KEY.lastIndex = start;
    const match = KEY.exec(this.#text);
    return match !== null && this.#isColon(start + match[0].length);
  }

  #isColon(at: number): boolean {
    if (this.#text.charCodeAt(at) !== 58) return false;
    return at + 1 === this.#end || this.#text.charCodeAt(at + 1) === 32;
  }

  #skipSpaces(from: number): number {
    let at = from;
    while (at < this.#end && this.#text.charCodeAt(at) === 32) at++;
    return at;
  }

  /** True at the end of the line and at a comment that a space sets off. */
  #isBlank(at: number): boolean {
    return at >= this.#end || (this.#text.charCodeAt(at) === 35 && this.#text.charCodeAt(at - 1) === 32);
  }

  /** A value that ends on its line; one that a deeper line could continue is not plain. */
  #inline(start: number, indent: number): Node {
    const node = this.#value(start);
    this.#advance();
    if (this.#indent > indent) throw NOT_PLAIN;
    return node;
  }

  #value(start: number): Node {
    switch (this.#text[start]) {
      case '"':
        return this.#quoted(DOUBLE, "QUOTE_DOUBLE", start);
      case "'":
        return this.#quoted(SINGLE, "QUOTE_SINGLE", start);
      case "[":
        return this.#flowList(start);
      case "*":
        return this.#alias(start);
      case "{":
        return this.#emptyMap(start);
      default:
        return this.#plain(start);
    }
  }

  #quoted(form: RegExp, type: Scalar.Type, start: number): Node {
    form.lastIndex = start;
    const match = form.exec(this.#text);
    if (match === null) throw NOT_PLAIN;
    const end = start + match[0].length;
    this.#mustEnd(end);
    return scalar(match[1] as string, type, start, end);
  }

  #alias(start: number): Node {
    ANCHOR.lastIndex = start;
    const match = ANCHOR.exec(this.#text);
    if (match === null) throw NOT_PLAIN;
    const end = start + match[0].length;
    this.#mustEnd(end);
    const alias = new Alias(match[1] as string);
    alias.range = [start, end, end];
    return alias as Node;
  }

  #mustEnd(at: number): void {
    if (!this.#isBlank(this.#skipSpaces(at))) throw NOT_PLAIN;
  }

  #plain(start: number): Node {
    const text = this.#text;
    const first = text[start] as string;
    const second = text.charCodeAt(start + 1);
    // `-x` and `:x` are words, `- x` is an item of a list inside a list.
    if (FIRST_NOT_PLAIN.has(first) && !(first === "-" && start + 1 < this.#end && second !== 32)) throw NOT_PLAIN;
    let whole = text.slice(start, this.#end);
    const comment = whole.indexOf(" #");
    if (comment >= 0) whole = whole.slice(0, comment);
    const value = whole.trimEnd();
    if (value.endsWith(":") || value.includes(": ")) throw NOT_PLAIN;
    return scalar(value, "PLAIN", start, start + value.length);
  }

  #emptyMap(start: number): Node {
    if (this.#text[start + 1] !== "}") throw NOT_PLAIN;
    this.#mustEnd(start + 2);
    const map = new YAMLMap();
    map.flow = true;
    map.range = [start, start + 2, start + 2];
    return map as Node;
  }

  /** Words in brackets; what else can stand there is not plain. */
  #flowList(start: number): Node {
    const list = new YAMLSeq();
    list.flow = true;
    let at = this.#skipSpaces(start + 1);
    while (this.#text[at] !== "]") {
      const item = this.#flowItem(at);
      list.items.push(item);
      at = this.#skipSpaces(item.range?.[1] ?? at);
      if (this.#text[at] === ",") at = this.#skipSpaces(at + 1);
      else if (this.#text[at] !== "]") throw NOT_PLAIN;
      if (this.#text[at] === "]" && this.#text[at - 1] === ",") throw NOT_PLAIN;
    }
    this.#mustEnd(at + 1);
    list.range = [start, at + 1, at + 1];
    return list as Node;
  }

  #flowItem(start: number): Scalar {
    const text = this.#text;
    const form = text[start] === '"' ? DOUBLE : text[start] === "'" ? SINGLE : FLOW_WORD;
    form.lastIndex = start;
    const match = form.exec(text);
    if (match === null) throw NOT_PLAIN;
    const type = form === DOUBLE ? "QUOTE_DOUBLE" : form === SINGLE ? "QUOTE_SINGLE" : "PLAIN";
    return scalar(match[1] ?? match[0], type, start, start + match[0].length);
  }
}

function scalar(value: string, type: Scalar.Type, start: number, end: number): Scalar {
  const node = new Scalar(value);
  node.type = type;
  node.range = [start, end, end];
  return node;
}
