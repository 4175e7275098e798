import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from "yaml";
import type { Location } from "../location.ts";
import { locationOf, type Sheet } from "./sheet.ts";

/** One value of the file: a scalar, a list or a map, with its path and place. */
export interface Value {
  readonly sheet: Sheet;
  /** `services.web.ports[0]` */
  readonly path: string;
  /** Where it is written: its key in a map, itself in a list. */
  readonly offset: number | undefined;
  /** Aliases are followed; undefined for a key without a value. */
  readonly node: Node | undefined;
  /** True where its key stands twice in one map, so that it is not known which one counts. */
  readonly ambiguous: boolean;
  /** Set where it is put together from several files or services, or comes from a file that is no YAML. */
  readonly made?: Made;
}

/** A value that stands nowhere as a whole; its parts know where they stand. */
export type Made =
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, Value> }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  /** An element of a list that was written as `key: value`. */
  | { readonly kind: "pair"; readonly key: string; readonly value: Value }
  | { readonly kind: "text"; readonly text: string; readonly missing: readonly string[]; readonly outside?: true }
  /** Goes on after the path of the value; `cure` is an imperative. */
  | { readonly kind: "unreadable"; readonly why: string; readonly cure: string };

/** A value in the place of another one. */
export function make(place: Value, made: Made): Value {
  const { sheet, path, offset } = place;
  if (made.kind === "map") spend(sheet, made.entries.size);
  if (made.kind === "list") spend(sheet, made.items.length);
  return { sheet, path, offset, node: undefined, ambiguous: false, made };
}

export type Kind = "text" | "nothing" | "list" | "map" | "unreadable";

/** The top of a document. */
export function rootOf(sheet: Sheet): Value {
  return { sheet, path: "", offset: 0, node: sheet.root, ambiguous: false };
}

export function placeOf(value: Value): Location {
  return locationOf(value.sheet, value.path, value.offset);
}

/** With `!override`, which says how to merge and nothing about the value. */
const STANDARD_TAG = /^(!|!override|tag:yaml\.org,2002:(str|int|float|bool|null|map|seq))$/;
/** Takes a value out: https://github.com/compose-spec/compose-spec/blob/main/13-merge.md#reset-value */
const RESET = "!reset";

/** True where it replaces what it is merged into: https://github.com/compose-spec/compose-spec/blob/main/13-merge.md#replace-value */
export function isOverride(value: Value): boolean {
  return value.node?.tag === "!override";
}

/** The keys of a map that `!reset` takes out of what it is merged into. @throws Exhausted */
export function resetsOf(value: Value): ReadonlySet<string> {
  return kindOf(value) === "map" && isMap(value.node) ? slotsOf(value.sheet, value.node).resets : NO_RESETS;
}

const NO_RESETS: ReadonlySet<string> = new Set();

/**
 * What a value is. Unreadable are an alias of nothing, a tag with a meaning of its own, a key that
 * stands twice, and a map of which a part cannot be read (see {@link describeUnreadable}).
 * @throws Exhausted
 */
export function kindOf(value: Value): Kind {
  const { node, made } = value;
  if (made !== undefined) return made.kind === "pair" ? "unreadable" : made.kind;
  if (value.ambiguous || isAlias(node)) return "unreadable";
  if (node === undefined) return "nothing";
  if (node.tag !== undefined && !STANDARD_TAG.test(node.tag)) return "unreadable";
  if (isScalar(node)) return isNull(node) ? "nothing" : typeof node.value === "string" ? "text" : "unreadable";
  if (isSeq(node)) return "list";
  return isMap(node) && !slotsOf(value.sheet, node).flawed ? "map" : "unreadable";
}

/** Why a value is of kind `unreadable`. */
export function describeUnreadable(value: Value): string {
  if (value.made?.kind === "unreadable") return value.made.why;
  if (value.ambiguous) return "stands twice in one map";
  if (isAlias(value.node)) return "is an alias of an anchor that is not there";
  if (value.node?.tag !== undefined && !STANDARD_TAG.test(value.node.tag)) return "carries a YAML tag of its own";
  return "has a key that is no text, or merges what is no map";
}

/** The text of a scalar as written, before interpolation; undefined for anything else. */
export function rawText(value: Value): string | undefined {
  if (value.made !== undefined) return value.made.kind === "text" ? value.made.text : undefined;
  return kindOf(value) === "text" ? String((value.node as Scalar).value) : undefined;
}

/** Raised where aliases repeat parts of a file so often that reading it would not end in reasonable time. */
export class Exhausted extends Error {
  override readonly name = "Exhausted";
}

/** The elements of a list. @throws Exhausted */
export function itemsOf(value: Value): readonly Value[] {
  const { node, sheet, made } = value;
  if (made !== undefined) return made.kind === "list" ? made.items : [];
  if (kindOf(value) !== "list" || !isSeq(node)) return [];
  spend(sheet, node.items.length);
  return node.items
    .map((item, index) => ({
      sheet,
      path: `${value.path}[${index}]`,
      offset: startOf(item),
      node: follow(sheet, item),
      ambiguous: false,
    }))
    .filter((item) => item.node?.tag !== RESET);
}

/** The entries of a map by key, with what `<<` merges into it. @throws Exhausted */
export function entriesOf(value: Value): ReadonlyMap<string, Value> {
  if (value.made !== undefined) return value.made.kind === "map" ? value.made.entries : new Map();
  const entries = new Map<string, Value>();
  if (kindOf(value) !== "map" || !isMap(value.node)) return entries;
  const { slots } = slotsOf(value.sheet, value.node);
  spend(value.sheet, slots.size);
  for (const [key, slot] of slots) entries.set(key, { sheet: value.sheet, path: childPath(value.path, key), ...slot });
  return entries;
}

/** One entry of a map; undefined where it is absent or has no value, which compose treats alike. */
export function entryOf(value: Value | undefined, key: string): Value | undefined {
  if (value === undefined || kindOf(value) !== "map") return undefined;
  if (value.made !== undefined) {
    const made = entriesOf(value).get(key);
    return made === undefined || kindOf(made) === "nothing" ? undefined : made;
  }
  if (!isMap(value.node)) return undefined;
  const slot = slotsOf(value.sheet, value.node).slots.get(key);
  if (slot === undefined) return undefined;
  const entry = { sheet: value.sheet, path: childPath(value.path, key), ...slot };
  return kindOf(entry) === "nothing" ? undefined : entry;
}

/** The path of an entry, with a key that needs it in quotes and a long one cut. */
export function childPath(path: string, key: string): string {
  const short = key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}…` : key;
  if (!/^[\w-]+$/.test(short)) return `${path}[${JSON.stringify(short)}]`;
  return path === "" ? short : `${path}.${short}`;
}

const LONGEST_KEY = 120;

type Slot = Pick<Value, "offset" | "node" | "ambiguous">;

interface Slots {
  readonly slots: ReadonlyMap<string, Slot>;
  readonly resets: ReadonlySet<string>;
  readonly flawed: boolean;
}

const BEING_READ: Slots = { slots: new Map(), resets: new Set(), flawed: true };
/** Entries and elements handed out per project; a file without aliases cannot reach it. */
const MOST_READ = 400_000;
/** Merges inside merges; each takes a place on the stack. */
const DEEPEST_MERGE = 100;

const memories = new WeakMap<Sheet, Map<YAMLMap, Slots>>();

function mapsOf(sheet: Sheet): Map<YAMLMap, Slots> {
  let maps = memories.get(sheet);
  if (maps === undefined) {
    maps = new Map();
    memories.set(sheet, maps);
  }
  return maps;
}

function spend({ origin }: Sheet, count: number): void {
  origin.budget.read += count;
  if (origin.budget.read > MOST_READ) throw new Exhausted();
}

/** Each map is put together once; one that merges itself is flawed, not endless. @throws Exhausted */
function slotsOf(sheet: Sheet, map: YAMLMap, depth = 0): Slots {
  const maps = mapsOf(sheet);
  const before = maps.get(map);
  if (before !== undefined) return before;
  if (depth > DEEPEST_MERGE) throw new Exhausted();
  maps.set(map, BEING_READ);
  const slots = new Map<string, Slot>();
  const resets = new Set<string>();
  const merges: Node[] = [];
  let flawed = false;
  for (const { key, value } of map.items) {
    const keyNode = follow(sheet, key);
    if (!isScalar(keyNode) || typeof keyNode.value !== "string") {
      flawed = true;
    } else if (keyNode.value === "<<" && keyNode.type === "PLAIN") {
      const source = follow(sheet, value);
      if (isSeq(source)) for (const item of source.items) merges.push(follow(sheet, item) as Node);
      else merges.push(source as Node);
    } else {
      const node = follow(sheet, value);
      if (node?.tag === RESET) resets.add(keyNode.value);
      else slots.set(keyNode.value, { offset: startOf(key), node, ambiguous: slots.has(keyNode.value) });
    }
  }
  for (const source of merges) {
    if (!isMap(source)) {
      flawed = true;
      continue;
    }
    const inherited = slotsOf(sheet, source, depth + 1);
    flawed ||= inherited.flawed;
    spend(sheet, inherited.slots.size);
    for (const key of inherited.resets) if (!slots.has(key)) resets.add(key);
    for (const [key, slot] of inherited.slots) if (!slots.has(key)) slots.set(key, slot);
  }
  const result = { slots, resets, flawed };
  maps.set(map, result);
  return result;
}

function follow(sheet: Sheet, node: unknown): Node | undefined {
  if (isAlias(node)) return sheet.targets.get(node) ?? node;
  return (node ?? undefined) as Node | undefined;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0] ?? undefined;
}

function isNull(scalar: Scalar): boolean {
  return scalar.type === "PLAIN" && /^(~|null|Null|NULL)?$/.test(String(scalar.value ?? ""));
}
