import type { Configured } from "./configured.ts";
import { type Node, Refused } from "./node.ts";
import { parseScalar } from "./scalars.ts";
import { type Field, ROOTS, structureOf, type Type, table } from "./structures.ts";

/** How the text was written: labels, flags and variables are read alike, files a little differently. */
export type Manner = "label" | "file";

/** Separates the elements of a list in the nodes of a file; the first two parts are no elements. */
export const FILE_SEPARATOR = "\u2551";

/** Deeper structures do not exist; a stranger's tree may be. */
const DEEPEST = 100;

/**
 * Gives a tree of nodes its types and fills in the defaults, as github.com/traefik/paerser does: first the whole tree is
 * checked against the structures, then it is filled.
 *
 * @throws Refused where Traefik refuses it; then nothing of it counts.
 */
export function decode(
  node: Node | undefined,
  root: keyof typeof ROOTS,
  manner: Manner,
): { readonly [option: string]: Configured } {
  const structure = structureOf(ROOTS[root]);
  const value = root === "command" ? structure.defaults() : table();
  if (node === undefined) return value;
  if (node.children.length === 0) throw new Refused("the configuration is empty");
  checkChildren(["struct", ROOTS[root]], node, manner, 0);
  fillStructure(value, ROOTS[root], node, manner);
  return value;
}

function structName(type: Type): string | undefined {
  if (typeof type === "string") return undefined;
  if (type[0] === "struct") return type[1];
  if (type[0] === "pointer") return structName(type[1]);
  return undefined;
}

function isMapOfAny(type: Type): boolean {
  if (typeof type === "string") return false;
  return type[0] === "map" ? type[1] === "any" : type[0] === "pointer" && isMapOfAny(type[1]);
}

function fieldOf(type: Type, node: Node, manner: Manner): Field {
  const name = structName(type);
  const unknown = /^[\w[\]-]{1,60}$/.test(node.name)
    ? `the option ${node.name} does not exist`
    : "an option does not exist";
  if (name === undefined) throw new Refused(unknown);
  const structure = structureOf(name);
  const field = (manner === "label" ? structure.labels : structure.fields).get(node.name.toLowerCase());
  if (field === undefined) throw new Refused(unknown);
  return field;
}

function checkChildren(type: Type, node: Node, manner: Manner, depth: number): void {
  if (depth > DEEPEST) throw new Refused("the configuration is nested too deeply");
  for (const child of node.children) check(type, child, manner, depth + 1);
}

function check(parent: Type, node: Node, manner: Manner, depth: number): void {
  if (isMapOfAny(parent)) return;
  const field = fieldOf(parent, node, manner);
  const { type } = field;
  const isStructure = structName(type) !== undefined;
  const isMap = typeof type !== "string" && type[0] === "map";
  if ((isStructure || isMap) && node.children.length === 0 && field[manner] === undefined)
    throw new Refused(`${field.name} cannot stand alone`);
  if (node.children.length === 0) return;
  if (isStructure) {
    checkChildren(type, node, manner, depth);
    return;
  }
  if (typeof type === "string" || type[0] === "pointer" || type[0] === "struct")
    throw new Refused(`${field.name} has no options of its own`);
  const [kind, element] = type;
  if (kind === "map") {
    if (element === "any") return;
    if (typeof element === "string" || element[0] === "slice") return;
    for (const child of node.children) checkChildren(element, child, manner, depth + 1);
  } else if (manner === "label" && field.element !== undefined) checkChildren(element, node, manner, depth);
  else for (const child of node.children) checkChildren(element, child, manner, depth + 1);
}

/** True where the option is written and yet switched off: `tls=false`, or one that this manner may not set. */
function isDisabled(field: Field, node: Node, manner: Manner): boolean {
  const tag = field[manner];
  if (tag === "-") return true;
  const nests = structName(field.type) !== undefined || (typeof field.type !== "string" && field.type[0] === "map");
  return nests && tag === "allowEmpty" && node.value !== "" && node.value.toLowerCase() !== "true";
}

function fillStructure(target: { [option: string]: Configured }, name: string, node: Node, manner: Manner): void {
  for (const child of node.children) {
    const field = fieldOf(["struct", name], child, manner);
    if (isDisabled(field, child, manner)) continue;
    const filled = fill(target[field.key], field.type, child, manner, field);
    if (filled !== undefined) target[field.key] = filled;
  }
}

function fill(old: Configured, type: Type, node: Node, manner: Manner, field?: Field): Configured {
  if (typeof type === "string") return parseScalar(node.value, type);
  if (type[0] === "struct") {
    const target = old === undefined ? table() : (old as { [option: string]: Configured });
    fillStructure(target, type[1], node, manner);
    return target;
  }
  const [kind, inner] = type;
  if (kind === "pointer") return fill(old ?? fresh(inner), inner, node, manner);
  if (kind === "map") return fillMap(old, inner, node, manner);
  return fillSlice(old, inner, node, manner, field);
}

/** What a new structure holds before its options are read. */
function fresh(type: Type): Configured {
  return typeof type !== "string" && type[0] === "struct" ? structureOf(type[1]).defaults() : undefined;
}

function fillSlice(old: Configured, element: Type, node: Node, manner: Manner, field: Field | undefined): Configured {
  if (structName(element) !== undefined) {
    const bare = typeof element !== "string" && element[0] === "pointer" ? element[1] : element;
    const one = (each: Node) => fill(fresh(bare), bare, each, manner);
    if (manner === "label" && field?.element !== undefined) {
      if (node.children.length === 0) throw new Refused(`${field.name} cannot stand alone`);
      return [one(node)];
    }
    return node.children.map(one);
  }
  if (node.value === "") return old;
  return elements(node.value, manner).map((text) => parseScalar(text.trim(), element as "string"));
}

function elements(text: string, manner: Manner): string[] {
  if (manner === "label") return text.split(",");
  const parts = text.split(FILE_SEPARATOR);
  return parts.length < 2 ? text.split(",") : parts.slice(2);
}

function fillMap(old: Configured, element: Type, node: Node, manner: Manner): Configured {
  const target = old === undefined ? table() : (old as { [option: string]: Configured });
  for (const child of node.children) {
    if (element === "any") target[child.name] = rawValue(child);
    else if (element === "string") flatten(target, child.name, child);
    else target[child.name] = fill(fresh(element), element, child, manner) ?? emptyEntry(element);
  }
  return target;
}

/** An entry of a map exists even where nothing is said of it. */
function emptyEntry(element: Type): Configured {
  return structName(element) === undefined ? "" : table();
}

/** Values of a map of texts keep the dots of their names: `headers.customrequestheaders.x.y`. */
function flatten(target: { [option: string]: Configured }, name: string, node: Node): void {
  if (node.children.length === 0) target[name] = node.value;
  for (const child of node.children) flatten(target, `${name}.${child.name}`, child);
}

/** What a plugin gets to see; only Traefik and the plugin know its types. */
function rawValue(node: Node): Configured {
  if (node.children.length === 0) return node.value;
  const target = table();
  for (const child of node.children) target[child.name] = rawValue(child);
  return target;
}
