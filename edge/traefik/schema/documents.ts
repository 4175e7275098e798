import { parse as parseToml } from "smol-toml";
import { parseDocument } from "yaml";
import { nestsTooDeep } from "../../../model/nesting.ts";
import { FILE_SEPARATOR } from "./decode.ts";
import { type Node, Refused } from "./node.ts";

/** Nobody writes more by hand. */
const LONGEST = 2_000_000;
const DEEPEST = 100;
/** An anchor that is used again and again makes a tree without end. */
const MOST_NODES = 200_000;

export type Format = "yaml" | "toml";

/** By the end of the name, as Traefik does; undefined for what it does not read. */
export function formatOf(file: string): Format | undefined {
  if (/\.toml$/i.test(file)) return "toml";
  return /\.(?:ya?ml|json)$/i.test(file) ? "yaml" : undefined;
}

/**
 * Reads a configuration file into nodes (github.com/traefik/paerser/file). Keys at the root that Traefik does not
 * know are left out silently, which is what it does.
 *
 * @param roots the options at the root, in lower case.
 * @throws Refused where it is no document of this format, or too large.
 */
export function nodeFromDocument(content: string, format: Format, roots: ReadonlySet<string>): Node {
  if (content.length > LONGEST) throw new Refused(`the file is longer than ${LONGEST} characters`);
  const node: Node = { name: "traefik", value: "", children: [] };
  const tree = treeOf(content, format);
  if (tree === null || tree === undefined) return node;
  if (!isTree(tree)) throw new Refused("the file holds no options");
  addChildren(node, tree, roots, 0, { left: MOST_NODES });
  return node;
}

function treeOf(content: string, format: Format): unknown {
  try {
    if (format === "toml") return parseToml(content, { integersAsBigInt: true });
    if (nestsTooDeep(content)) throw new Refused("the file is nested too deeply");
    const document = parseDocument(content, { merge: true, logLevel: "silent", intAsBigInt: true });
    if (document.errors.length > 0) throw new Refused("the file is not valid YAML");
    return document.toJS() as unknown;
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(`the file is not valid ${format.toUpperCase()}`);
  }
}

type Tree = { readonly [key: string]: unknown };

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function addChildren(
  node: Node,
  tree: Tree,
  roots: ReadonlySet<string> | undefined,
  depth: number,
  budget: { left: number },
): void {
  if (depth > DEEPEST) throw new Refused("the file is nested too deeply");
  for (const key of Object.keys(tree).sort()) {
    if (roots !== undefined && !roots.has(key.toLowerCase())) continue;
    const value = tree[key];
    if (value === null || value === undefined) continue;
    if (budget.left-- <= 0) throw new Refused("the file repeats itself too often");
    const child: Node = { name: key, value: "", children: [] };
    if (isTree(value)) addChildren(child, value, undefined, depth + 1, budget);
    else if (Array.isArray(value)) addElements(child, value, depth + 1, budget);
    else child.value = simple(value);
    node.children.push(child);
  }
}

function addElements(node: Node, list: readonly unknown[], depth: number, budget: { left: number }): void {
  const values: string[] = [];
  for (const [index, item] of list.entries()) {
    if (budget.left-- <= 0) throw new Refused("the file repeats itself too often");
    if (isTree(item)) {
      const child: Node = { name: `[${index}]`, value: "", children: [] };
      addChildren(child, item, undefined, depth + 1, budget);
      node.children.push(child);
    } else values.push(simple(item));
  }
  if (values.length > 0) node.value = ["", "24", ...values].join(FILE_SEPARATOR);
}

function simple(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return value.toFixed(6).replace(/\.000000$/, "");
  throw new Refused("the file holds a value that is neither text nor number nor switch");
}
