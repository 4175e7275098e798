/** One node of a configuration before it has types: Traefik reads labels, flags, variables and files into these. */
export interface Node {
  readonly name: string;
  /** Empty where only children are given. */
  value: string;
  readonly children: Node[];
}

/** Configuration that Traefik refuses as a whole. Quotes names of options only. */
export class Refused extends Error {
  override readonly name: string = "Refused";
}

/** Configuration that ends the goroutine of the provider: it is tried again for ever, and nothing of it comes to be. */
export class Crash extends Refused {
  override readonly name = "Crash";
}

/**
 * Reads dotted names into a tree (github.com/traefik/paerser/parser, DecodeToNode). Names that differ in case only are
 * one node, under the spelling that sorts first; this holds for the names of routers too.
 *
 * @param filters beginnings of names that count; none takes all.
 * @returns undefined where no name counts.
 */
export function nodeFromNames(
  names: ReadonlyMap<string, string>,
  root: string,
  filters: readonly string[] = [],
): Node | undefined {
  let node: Node | undefined;
  for (const key of [...names.keys()].sort()) {
    const small = key.toLowerCase();
    if (filters.length > 0 && !filters.some((filter) => small.startsWith(filter))) continue;
    const parts = partsOf(key, root);
    node ??= { name: root, value: "", children: [] };
    let at = node;
    for (let depth = 1; depth < parts.length; depth++) at = childNamed(at, parts[depth] as string);
    at.value = names.get(key) ?? "";
  }
  return node;
}

/** No option lies deeper, and trees are walked by recursion. */
const DEEPEST = 100;

function childNamed(parent: Node, name: string): Node {
  const small = name.toLowerCase();
  let child = parent.children.find((each) => each.name.toLowerCase() === small);
  if (child === undefined) {
    child = { name, value: "", children: [] };
    parent.children.push(child);
  }
  return child;
}

function partsOf(key: string, root: string): string[] {
  const split = key.split(".", DEEPEST + 1);
  if (split.length > DEEPEST) throw new Refused("a label has too many elements");
  if (split[0] !== root) throw new Refused("invalid label root");
  if (!key.includes("[") && !key.includes("]") && !split.includes("")) return split;
  const parts: string[] = [];
  for (const part of split) {
    if (part === "") throw new Refused("a label has an empty element");
    if (part.startsWith("[")) throw new Refused("a label has an element that begins with a bracket");
    if (!part.endsWith("]")) {
      parts.push(part);
      continue;
    }
    const open = part.indexOf("[");
    if (open < 0) throw new Crash("a label has a closing bracket without an opening one");
    parts.push(part.slice(0, open), part.slice(open));
  }
  return parts;
}
