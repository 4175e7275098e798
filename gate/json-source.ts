import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { basename } from "node:path";
import { isInspectDocument } from "../model/from-docker/documents.ts";
import { type Observed, readInspect } from "../model/from-docker/read-inspect.ts";
import { isStateDocument, readState } from "../model/from-state/read-state.ts";
import type { Stack } from "../model/stack.ts";

/** Bytes; the inspection of a thousand containers has about ten million. */
const LARGEST = 64 * 1024 * 1024;
/** How far the first character that is no space may be. */
const BEGINNING = 256;

/** A file that a tool has written. */
export type JsonSource =
  | { readonly kind: "inspect" | "state"; readonly file: string; readonly document: unknown; readonly text: string }
  /** Too large, for example. Goes on after the name of the file. */
  | { readonly kind: "refused"; readonly file: string; readonly refused: string };

/**
 * Tells by its content what a file is: the output of `docker inspect`, that of `pulumi stack export`, or
 * neither, which is undefined. A file that cannot be opened is neither; whoever reads it says so.
 */
export function readJsonSource(file: string): JsonSource | undefined {
  if (!mayBeJson(file)) return undefined;
  if (statSync(file).size > LARGEST)
    return { kind: "refused", file, refused: `is longer than ${LARGEST / 1024 / 1024} MiB` };
  // A byte order mark is one character, so that columns stay what they are.
  const text = readFileSync(file, "utf8").replace(/^\uFEFF/, " ");
  const document = parsed(text);
  if (isInspectDocument(document)) return { kind: "inspect", file, document, text };
  if (isStateDocument(document)) return { kind: "state", file, document, text };
  return undefined;
}

/**
 * Reads the stack of a file that a tool has written.
 *
 * @param name of the stack; the state's own, else the file's, where it is not given.
 */
export function stackOfJson(source: Exclude<JsonSource, { kind: "refused" }>, name?: string): Stack {
  const { file, document, text } = source;
  const own = basename(file).replace(/\.json$/i, "");
  if (source.kind === "state")
    return readState({ stack: own, document, file, ...(name === undefined ? {} : { name }) });
  return readInspect({ stack: name ?? own, document, source: { file, text } }).stack;
}

/**
 * Reads what runs on a host from what `docker inspect` has printed there.
 *
 * @returns undefined where the file is nothing of that kind.
 */
export function observedIn(file: string, stack: string): Observed | undefined {
  const source = readJsonSource(file);
  return source?.kind === "inspect" ? readInspect({ stack, document: source.document, source }) : undefined;
}

/** The first bytes decide, so that a thousand compose files are not read twice. */
function mayBeJson(file: string): boolean {
  let descriptor: number | undefined;
  try {
    if (!statSync(file).isFile()) return false;
    descriptor = openSync(file, "r");
    const buffer = Buffer.alloc(BEGINNING);
    const length = readSync(descriptor, buffer, 0, BEGINNING, 0);
    return /^\uFEFF?\s*[[{]/.test(buffer.toString("utf8", 0, length));
  } catch {
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
