import { mapOf, type Tree, textOf } from "./document.ts";

/** Values that a variable may have, by its path (`item.name`): of every host and every turn of a loop. */
export type Variables = ReadonlyMap<string, ReadonlySet<string>>;

const MOST = 200;
const DEEPEST = 4;

/** The same variables with those of a map added; values that are not plain go by their paths. */
export function withVariables(variables: Variables, tree: Tree, prefix = ""): Variables {
  const all = new Map(variables);
  collect(all, tree, prefix, 0);
  return all;
}

function collect(all: Map<string, ReadonlySet<string>>, tree: Tree, prefix: string, depth: number): void {
  const text = textOf(tree);
  if (text !== undefined && prefix !== "") all.set(prefix, new Set([...(all.get(prefix) ?? []), text]));
  if (Array.isArray(tree) && depth < DEEPEST) for (const item of tree) collect(all, item, `${prefix}[]`, depth + 1);
  if (depth < DEEPEST)
    for (const [key, value] of Object.entries(mapOf(tree)))
      collect(all, value, prefix === "" ? key : `${prefix}.${key}`, depth + 1);
}

/** The same variables with those of a turn of a loop: of every item that is written or stands in a variable. */
export function withItems(variables: Variables, loop: Tree, name: string): Variables {
  if (typeof loop !== "string") {
    let all = withoutItem(variables, name);
    for (const item of Array.isArray(loop) ? loop : []) all = withVariables(all, item, name);
    return all;
  }
  const path = /^\s{0,5}\{\{\s{0,5}([A-Za-z_][\w.]{0,80})\s{0,5}\}\}\s{0,5}$/.exec(loop)?.[1] ?? loop;
  const all = new Map(withoutItem(variables, name));
  for (const [key, values] of variables)
    if (key === `${path}[]` || key.startsWith(`${path}[].`)) all.set(name + key.slice(path.length + 2), values);
  return all;
}

function withoutItem(variables: Variables, name: string): Variables {
  return new Map([...variables].filter(([key]) => key !== name && !key.startsWith(`${name}.`)));
}

const EXPRESSION = /\{\{([^{}]{1,200})\}\}/;
const SIMPLE =
  /^\s{0,20}([A-Za-z_]\w{0,80}(?:\.[A-Za-z_]\w{0,80}|\[['"]\w{1,80}['"]\]){0,5})\s{0,20}(?:\|\s{0,5}default\(\s{0,5}(?:'([^']{0,100})'|"([^"]{0,100})")[^)]{0,20}\)\s{0,20})?(?:\|\s{0,5}(?:string|trim|lower)\s{0,20})?$/;

/** A text as it may be once it is filled in: the parts that are written and, between them, what nobody knows. */
export interface Filled {
  /** Whole texts, where everything in it is known. */
  readonly texts: readonly string[];
  /** Patterns for names of which a part is not known, in which `*` stands for it. */
  readonly patterns: readonly string[];
}

/** Fills in simple expressions (`{{ name }}`, `{{ item.name }}`, with a default); anything else stays open. */
export function fillIn(text: string, variables: Variables): Filled {
  const texts = new Set<string>();
  const patterns = new Set<string>();
  const open = [{ text, depth: 0 }];
  while (open.length > 0 && texts.size + patterns.size < MOST) {
    const { text: next, depth } = open.pop() as { text: string; depth: number };
    const match = EXPRESSION.exec(next);
    if (match === null) {
      if (next.includes("*") || /\{%|\{\{/.test(next)) patterns.add(next.replace(/\{%.*$|\{\{.*$/s, "*"));
      else texts.add(next);
      continue;
    }
    const values = depth > 20 ? undefined : valuesOf(match[1] ?? "", variables);
    for (const value of values ?? ["*"]) {
      const filled = next.slice(0, match.index) + value + next.slice(match.index + match[0].length);
      if (filled.length < 2_000) open.push({ text: filled, depth: depth + 1 });
    }
  }
  if (open.length > 0) patterns.add("*");
  return { texts: [...texts], patterns: [...patterns] };
}

function valuesOf(expression: string, variables: Variables): readonly string[] | undefined {
  const [, path = "", single, double] = SIMPLE.exec(expression) ?? [];
  if (path === "") return undefined;
  const known = variables.get(path.replace(/\[['"](\w+)['"]\]/g, ".$1"));
  const fallback = single ?? double;
  // A default holds where the variable is set nowhere that can be seen.
  const values = [...(known ?? []), ...(fallback === undefined ? [] : [fallback])];
  return values.length === 0 ? undefined : values;
}

/** True where a name fits a pattern; linear, because `*` is the only thing in it that is not itself. */
export function fits(name: string, pattern: string): boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return name === pattern;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = name.indexOf(part, from);
    if (at < 0 || at + part.length > name.length - last.length) return false;
    from = at + part.length;
  }
  return true;
}
