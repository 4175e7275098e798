import { parseDocument } from "yaml";
import { nestsTooDeep } from "../../model/nesting.ts";
import type { Problem } from "./configuration.ts";

/** Nobody writes more by hand. */
const LONGEST = 1_000_000;
const DEEPEST = 40;

export type Tree = { readonly [key: string]: unknown };

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/**
 * Reads the files of a configuration as one: a later file adds to maps and replaces everything else, as
 * Authelia merges them (https://www.authelia.com/configuration/methods/files/).
 */
export function treeOf(texts: readonly string[], problems: Problem[]): Tree {
  let merged: Tree = {};
  for (const text of texts) {
    const tree = parse(text);
    if (tree === undefined)
      problems.push({
        path: "",
        message: "a file is no map of settings in YAML, so nothing in it was read",
        fatal: true,
      });
    else merged = merge(merged, tree, 0);
  }
  return merged;
}

function parse(text: string): Tree | undefined {
  if (text.length > LONGEST || nestsTooDeep(text)) return undefined;
  try {
    const document = parseDocument(text, { merge: true, logLevel: "silent" });
    if (document.errors.length > 0) return undefined;
    const tree: unknown = document.toJS({ maxAliasCount: 1000 });
    return isTree(tree) ? tree : tree === null ? {} : undefined;
  } catch {
    return undefined;
  }
}

function merge(base: Tree, over: Tree, depth: number): Tree {
  const merged: Record<string, unknown> = Object.assign(Object.create(null), base);
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = depth < DEEPEST && isTree(before) && isTree(value) ? merge(before, value, depth + 1) : value;
  }
  return merged;
}

/** The value at a path of keys; undefined where there is none. */
export function at(tree: unknown, ...path: readonly string[]): unknown {
  let value = tree;
  for (const key of path) {
    if (!isTree(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** One text or a list of texts as a list; undefined where it is neither. */
export function texts(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  if (typeof value === "string") return [value];
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
}
