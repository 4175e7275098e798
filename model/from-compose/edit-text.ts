import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

/** What cannot be edited without touching what other services share, or what nobody can tell the effect of. */
export class NotEditable extends Error {
  override readonly name = "NotEditable";
}

/** Keys and positions from the top of the document down. */
export type Place = readonly (string | number)[];

/** An edit of a YAML text; values are plain YAML data. */
export type TextEdit =
  /** Gives the value at `place` another one, or adds it; what is missing on the way is added too. */
  | { readonly op: "set"; readonly place: Place; readonly value: unknown; readonly short?: string }
  /** Adds an element to the list, or a key to the map, at `place`. */
  | { readonly op: "add"; readonly place: Place; readonly key: string | undefined; readonly value: unknown }
  | { readonly op: "remove"; readonly place: Place };

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Edits a compose file by replacing as little of its text as there is to replace: comments, order and
 * quoting of everything else stay as they are.
 *
 * @throws NotEditable where a part on the way is an alias or carries an anchor, is merged in by `<<`,
 * or holds a variable.
 * @param variables `keep` refuses to replace a text that holds one.
 */
export function editText(text: string, edits: readonly TextEdit[], variables: "keep" | "replace" = "keep"): string {
  let edited = text;
  // From the end on, so that the places of those that follow stay true.
  for (const edit of inOrder(edits)) {
    const { from, to, text: inserted } = new Sheet(edited, variables === "replace").splice(edit);
    edited = edited.slice(0, from) + inserted + edited.slice(to);
  }
  return edited;
}

/** Elements of one list are taken out last to first. */
function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  const last = ({ place }: TextEdit) => place.findLast((key) => typeof key === "number") ?? -1;
  const removals = edits.filter(({ op }) => op === "remove").sort((a, b) => Number(last(b)) - Number(last(a)));
  return [...edits.filter(({ op }) => op !== "remove"), ...removals];
}

type Parent = { readonly map: YAMLMap; readonly pair: Pair } | { readonly seq: YAMLSeq; readonly index: number };

class Sheet {
  readonly #text: string;
  readonly #root: Node;
  readonly #replacesVariables: boolean;

  constructor(text: string, replacesVariables: boolean) {
    this.#text = text;
    this.#replacesVariables = replacesVariables;
    const document = parseDocument(text, { schema: "failsafe", uniqueKeys: true, logLevel: "silent" });
    if (document.errors.length > 0 || !isMap(document.contents)) throw new NotEditable("the file is no readable YAML");
    this.#root = document.contents;
  }

  splice(edit: TextEdit): Splice {
    if (edit.op === "remove") return this.#remove(edit.place);
    if (edit.op === "add") return this.#add(edit.place, edit.key, edit.value);
    return this.#set(edit.place, edit.value, edit.short);
  }

  #remove(place: Place): Splice {
    const way = this.#walk(place);
    if (way.missing.length > 0) return { from: 0, to: 0, text: "" };
    let top = way.parents.length - 1;
    // What would be left empty goes too, up to the service.
    while (top > 2 && this.#size(way.parents[top] as Parent) === 1) top--;
    return this.#without(way.parents[top] as Parent);
  }

  #size(parent: Parent): number {
    return "map" in parent ? parent.map.items.length : parent.seq.items.length;
  }

  #without(parent: Parent): Splice {
    const list: readonly unknown[] = "map" in parent ? parent.map.items : parent.seq.items;
    const index = "map" in parent ? parent.map.items.indexOf(parent.pair) : parent.index;
    const collection = "map" in parent ? parent.map : parent.seq;
    const start = (item: unknown) => this.#start(item);
    if (collection.flow === true) {
      if (index + 1 < list.length) return { from: start(list[index]), to: start(list[index + 1]), text: "" };
      if (index > 0) return { from: this.#end(list[index - 1]), to: this.#end(list[index]), text: "" };
      return { from: start(list[index]), to: this.#end(list[index]), text: "" };
    }
    const first = start(list[index]);
    const lineStart = this.#text.lastIndexOf("\n", first - 1) + 1;
    const lead = this.#text.slice(lineStart, first);
    const end = this.#lineEnd(this.#end(list[index]));
    if (/^\s*$/.test(lead) || ("seq" in parent && /^\s*-\s+$/.test(lead)))
      return { from: lineStart, to: Math.min(end + 1, this.#text.length), text: "" };
    if (index + 1 < list.length) return { from: first, to: start(list[index + 1]), text: "" };
    throw new NotEditable("it shares its line with something else");
  }

  #add(place: Place, key: string | undefined, value: unknown): Splice {
    const way = this.#walk(place);
    const parent = way.parents.at(-1);
    if (way.missing.length > 0)
      return this.#set(place, key === undefined || value === null ? [value ?? key] : { [key]: value });
    const node = way.node;
    if (isSeq(node)) {
      const item = key === undefined ? value : value === null ? key : `${key}=${String(value)}`;
      return this.#append(node, item);
    }
    if (isMap(node) && key !== undefined) return this.#insert(node, key, value ?? {});
    if (isScalar(node) && parent !== undefined && key === undefined)
      return node.value === "" && node.type === "PLAIN"
        ? this.#replace(node, parent, [value])
        : this.#replace(node, parent, [String(node.value), value]);
    throw new NotEditable("it is neither a list nor a map");
  }

  #set(place: Place, value: unknown, short?: string): Splice {
    const way = this.#walk(place);
    const parent = way.parents.at(-1) as Parent;
    const [next, ...more] = way.missing;
    if (next === undefined) return this.#replace(way.node as Node, parent, value);
    const nested = more.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    if (isMap(way.node)) return this.#insert(way.node, String(next), nested);
    if (isScalar(way.node) && "seq" in parent && next === "condition")
      return this.#conditions(parent, way.parents.at(-2), value);
    if (isScalar(way.node) && short !== undefined) return this.#replace(way.node, parent, short);
    if (isScalar(way.node) && way.node.value === "") return this.#replace(way.node, parent, { [next]: nested });
    throw new NotEditable("what it lies in is no map");
  }

  /** A list of names that becomes a map, because only a map can say what is waited for. */
  #conditions({ seq, index }: Extract<Parent, { seq: YAMLSeq }>, above: Parent | undefined, value: unknown): Splice {
    const entries = seq.items.map((item, position) => [
      this.#plain(item),
      { condition: position === index ? value : "service_started" },
    ]);
    return this.#replace(seq, above as Parent, Object.fromEntries(entries));
  }

  #plain(node: unknown): string {
    if (!isScalar(node) || String(node.value).includes("$")) throw new NotEditable("it holds a variable");
    return String(node.value);
  }

  /** Follows a place as far as it exists. */
  #walk(place: Place): { readonly node: unknown; readonly parents: readonly Parent[]; readonly missing: Place } {
    let node: unknown = this.#root;
    const parents: Parent[] = [];
    for (const [depth, key] of place.entries()) {
      if (isMap(node)) {
        const pair: Pair | undefined = node.items.find((item) => isScalar(item.key) && item.key.value === String(key));
        if (pair === undefined) {
          if (node.items.some((item) => isScalar(item.key) && item.key.value === "<<"))
            throw new NotEditable("it may come from what is merged in by <<");
          return { node, parents, missing: place.slice(depth) };
        }
        parents.push({ map: node, pair });
        node = pair.value ?? undefined;
      } else if (isSeq(node) && typeof key === "number" && key < node.items.length) {
        parents.push({ seq: node, index: key });
        node = node.items[key];
      } else return { node, parents, missing: place.slice(depth) };
      if (isAlias(node)) throw new NotEditable("it is an alias, which stands for what others share");
      if ((node as { anchor?: string } | undefined)?.anchor !== undefined)
        throw new NotEditable("it carries an anchor, so others may share it");
    }
    return { node, parents, missing: [] };
  }

  #replace(node: Node | undefined, parent: Parent, value: unknown): Splice {
    if (!this.#replacesVariables && isScalar(node) && String(node.value).includes("$"))
      throw new NotEditable("it holds a variable");
    const written = inline(value);
    if (node === undefined || node.range == null || (isScalar(node) && node.value === "" && node.type === "PLAIN")) {
      if (!("map" in parent)) throw new NotEditable("it is empty");
      const end = this.#colon(parent.pair);
      return { from: end, to: end, text: ` ${written}` };
    }
    const isBlock = (isMap(node) || isSeq(node)) && node.flow !== true;
    if (isBlock && "map" in parent) return { from: this.#colon(parent.pair), to: this.#end(node), text: ` ${written}` };
    return { from: node.range[0], to: this.#end(node), text: written };
  }

  #append(seq: YAMLSeq, value: unknown): Splice {
    const last = seq.items.at(-1);
    if (seq.flow === true) return this.#inFlow(seq, last, inline(value));
    const first = this.#start(seq.items[0]);
    const lineStart = this.#text.lastIndexOf("\n", first - 1) + 1;
    const indent = /^\s*/.exec(this.#text.slice(lineStart, first))?.[0] ?? "";
    const end = this.#lineEnd(this.#end(last));
    return { from: end, to: end, text: `\n${indent}- ${inline(value)}` };
  }

  #insert(map: YAMLMap, key: string, value: unknown): Splice {
    const last = map.items.at(-1);
    if (map.flow === true) return this.#inFlow(map, last, `${inline(key)}: ${inline(value)}`);
    const first = this.#start(map.items[0]);
    const column = first - (this.#text.lastIndexOf("\n", first - 1) + 1);
    const end = this.#lineEnd(this.#end(last));
    return { from: end, to: end, text: block(key, value, " ".repeat(column)) };
  }

  #inFlow(collection: YAMLMap | YAMLSeq, last: unknown, text: string): Splice {
    const inside = last === undefined ? (collection.range?.[0] ?? 0) + 1 : this.#end(last);
    return { from: inside, to: inside, text: last === undefined ? text : `, ${text}` };
  }

  #start(item: unknown): number {
    const node = (isPair(item) ? item.key : item) as Node | null;
    const start = node?.range?.[0];
    if (start === undefined) throw new NotEditable("it is empty");
    return start;
  }

  /** Behind the last sign of an item, without comments and line ends. */
  #end(item: unknown): number {
    const node = (isPair(item) ? ((item.value as Node | null) ?? item.key) : item) as Node;
    const range = node.range;
    if (range == null) throw new NotEditable("it is empty");
    if (isPair(item) && isScalar(item.value) && range[0] === range[1]) return this.#colon(item);
    if ((isMap(node) || isSeq(node)) && node.flow !== true) return this.#end(node.items.at(-1));
    return range[0] + this.#text.slice(range[0], range[1]).trimEnd().length;
  }

  /** Behind the colon of a pair. */
  #colon(pair: Pair): number {
    const end = (pair.key as Node).range?.[1] ?? 0;
    const colon = this.#text.indexOf(":", end);
    if (colon < 0 || this.#text.slice(end, colon).trim() !== "") throw new NotEditable("its key has another form");
    return colon + 1;
  }

  #lineEnd(offset: number): number {
    const end = this.#text.indexOf("\n", offset);
    return end < 0 ? this.#text.length : end;
  }
}

/** Data as YAML in one line; JSON is YAML. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([key, inner]) => `${inline(key)}: ${inline(inner)}`);
    return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
  }
  if (typeof value === "string")
    return /^[A-Za-z_/][\w./-]*$/.test(value) && !AMBIGUOUS.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value);
}

/** Words that some readers take for something else than text. */
const AMBIGUOUS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

function block(key: string, value: unknown, indent: string): string {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0)
    return `\n${indent}${inline(key)}:${Object.entries(value)
      .map(([name, inner]) => block(name, inner, `${indent}  `))
      .join("")}`;
  if (Array.isArray(value))
    return `\n${indent}${inline(key)}:${value.map((item) => `\n${indent}  - ${inline(item)}`).join("")}`;
  return `\n${indent}${inline(key)}: ${inline(value)}`;
}
