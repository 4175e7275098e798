import { type Alias, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Location } from "../location.ts";
import { nestsTooDeep } from "../nesting.ts";
import { parsePlain } from "./plain-yaml.ts";
import { NO_VARIABLES, type Variables } from "./variables.ts";

/** A parsed file, and what is needed to find places in it. */
export interface Sheet {
  readonly file: string;
  readonly lines: LineCounter;
  /** What each alias stands for; aliases of nothing are absent. */
  readonly targets: ReadonlyMap<Alias, Node>;
  /** The top of the document; undefined in an empty file. */
  readonly root: Node | undefined;
  readonly origin: Origin;
}

/** What a file is to the project that it belongs to. */
export interface Origin {
  readonly variables: Variables;
  /** The folder that its paths are relative to, absolute; undefined where no other file may be read. */
  readonly folder: string | undefined;
  /** The same folder seen from the project's: `""` or `sub/other`. */
  readonly base: string;
  /** What was parsed and read of all files of the project, to end in reasonable time. */
  readonly budget: Budget;
}

export interface Budget {
  /** Lines and list elements. */
  parsed: number;
  /** Entries and elements, counted each time that they are read. */
  read: number;
}

/** A file on its own. */
export function loneOrigin(): Origin {
  return { variables: NO_VARIABLES, folder: undefined, base: "", budget: { parsed: 0, read: 0 } };
}

/** Why a text is no readable YAML file, in words that quote nothing from it. */
export interface Unparsable {
  readonly reason: string;
  readonly cure: string;
  readonly location: Location;
}

/** More characters than any compose file has. */
const MOST_CHARACTERS = 16 * 1024 * 1024;
/** Line ends, commas and opening brackets together; bounds the time for parsing to about a second. */
const MOST_PIECES = 100_000;
/** The same for all files of a project. */
const MOST_PIECES_TOGETHER = 300_000;

const TOO_DEEP = {
  reason: "is nested too deeply to be a compose file",
  cure: "write it with less nesting",
} as const;

/**
 * Parses YAML without giving types to scalars (compose types them by the key they stand under, and
 * `22:22` or `no` must stay what was written), in time linear in the text.
 */
export function parseSheet(file: string, text: string, origin: Origin = loneOrigin()): Sheet | Unparsable {
  const lines = new LineCounter();
  const start = { path: "", file, line: 1, column: 1 };
  const size = measure(text, origin.budget);
  if (size !== undefined) return { ...size, location: start };
  const plain = parsePlain(text);
  if (plain !== undefined) return { file, ...plain, origin, targets: targetsOf(text, plain.root) };
  if (nestsTooDeep(text)) return { ...TOO_DEEP, location: start };
  try {
    const document = parseDocument(text, {
      schema: "failsafe",
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
      lineCounter: lines,
    });
    const [error] = document.errors;
    if (error !== undefined) {
      const { line, col } = lines.linePos(error.pos[0]);
      const reason = `is not valid YAML (${error.code.toLowerCase().replaceAll("_", " ")})`;
      return { reason, cure: "correct the file at this place", location: { ...start, line, column: col } };
    }
    const root = document.contents ?? undefined;
    return { file, lines, root, origin, targets: targetsOf(text, root) };
  } catch {
    // Whatever the parser throws, nothing of the file was read.
    return { ...TOO_DEEP, location: start };
  }
}

function targetsOf(text: string, root: Node | undefined): Sheet["targets"] {
  return text.includes("*") ? resolveAliases(root) : new Map();
}

/** A file that is no YAML, as far as places in it are concerned. */
export function textSheet(file: string, text: string, origin: Origin): Sheet {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let index = text.indexOf("\n"); index >= 0; index = text.indexOf("\n", index + 1)) lines.addNewLine(index + 1);
  return { file, lines, targets: new Map(), root: undefined, origin };
}

/** Line and column are looked up only when somebody asks. */
export function locationOf(sheet: Pick<Sheet, "file" | "lines">, path: string, offset: number | undefined): Location {
  if (offset === undefined) return { path, file: sheet.file };
  const { line, col } = sheet.lines.linePos(offset);
  return { path, file: sheet.file, line, column: col };
}

function measure(text: string, budget: Budget): Pick<Unparsable, "reason" | "cure"> | undefined {
  if (text.length > MOST_CHARACTERS)
    return { reason: `is longer than ${MOST_CHARACTERS} characters`, cure: "split it, or name the right file" };
  let pieces = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0) return { reason: "is binary, not text", cure: "name a compose file" };
    // line feed, carriage return, comma, [ and {
    if (code === 10 || code === 13 || code === 44 || code === 91 || code === 123) pieces++;
  }
  if (pieces > MOST_PIECES)
    return { reason: `has more than ${MOST_PIECES} lines and list elements`, cure: "split it, or name the right file" };
  budget.parsed += pieces;
  if (budget.parsed > MOST_PIECES_TOGETHER)
    return { reason: "is one file too many: together they are too long", cure: "include fewer files" };
  return undefined;
}

/**
 * Finds what each alias stands for in one walk in the order of the text: an alias means the nearest
 * anchor before it, so a name can be given twice. (`Alias.resolve` walks the document once per alias.)
 */
function resolveAliases(root: Node | undefined): Map<Alias, Node> {
  const targets = new Map<Alias, Node>();
  const anchors = new Map<string, Node>();
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const node = stack.pop();
    if (isPair(node)) stack.push(node.value, node.key);
    else if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
    } else if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (!isScalar(node)) for (let index = node.items.length - 1; index >= 0; index--) stack.push(node.items[index]);
    }
  }
  return targets;
}
