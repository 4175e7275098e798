import { GAP, interpolate } from "./interpolate.ts";
import { type MergeRule, ruleOf, textOf } from "./merge-rules.ts";
import {
  Exhausted,
  entriesOf,
  entryOf,
  isOverride,
  itemsOf,
  kindOf,
  make,
  rawText,
  resetsOf,
  type Value,
} from "./value.ts";

/** Maps in maps; more can only be maps that hold themselves. */
const DEEPEST = 100;

/**
 * Merges a value into the one that it overrides. What cannot be merged, because compose would refuse it
 * or because a variable hides how, is unreadable, so that no rule passes on either of the two.
 *
 * @param place which of both says where the whole stands.
 * @throws Exhausted
 */
export function merge(base: Value, over: Value, rule: MergeRule, place: "base" | "over", depth = 0): Value {
  if (depth > DEEPEST) throw new Exhausted();
  if (isOverride(over)) return over;
  const [before, after] = [kindOf(base), kindOf(over)];
  if (before === "unreadable") return base;
  if (after === "unreadable") return over;
  if (after === "nothing") return rule.how === "replace" ? over : base;
  if (before === "nothing" || rule.how === "replace") return over;
  const whole = place === "base" ? base : over;
  const maps = (one: Value, other: Value) => mergeMaps(one, other, rule, whole, place, depth);
  switch (rule.how) {
    case "assignments":
      return mergeLists(assigned(base, resetsOf(over)), assigned(over), keyOf, whole);
    case "texts":
      return mergeLists(listed(base), listed(over), rule.same, whole);
    case "named":
      return maps(named(base), named(over));
    case "logging":
      return mergeLogging(base, over, whole, maps);
    case "build":
      return maps(contextOf(base), contextOf(over));
    case "subnets":
      return mergeSubnets(base, over, whole, maps);
    default:
      if (before === "list") return mergeLists(base, over, rule.same ?? textOf, whole);
      return before === "map" ? maps(base, over) : over;
  }
}

function mergeMaps(
  base: Value,
  over: Value,
  rule: MergeRule,
  whole: Value,
  place: "base" | "over",
  depth: number,
): Value {
  if (kindOf(base) === "unreadable") return base;
  if (kindOf(over) !== "map" || kindOf(base) !== "map") return mismatch(over);
  const entries = new Map(entriesOf(base));
  for (const key of resetsOf(over)) entries.delete(key);
  for (const [key, value] of entriesOf(over)) {
    const before = entries.get(key);
    entries.set(
      key,
      before === undefined || key.startsWith("x-") ? value : merge(before, value, ruleOf(rule, key), place, depth + 1),
    );
  }
  const merged = make(whole, { kind: "map", entries });
  // What it resets still counts when it is merged into another file in its turn.
  return place === "over" ? { ...merged, node: over.node } : merged;
}

/** Appends; an element that is the same as an earlier one of the base stands in its place. */
function mergeLists(
  base: Value,
  over: Value,
  same: ((element: Value) => string | undefined) | undefined,
  whole: Value,
): Value {
  if (kindOf(base) === "unreadable") return base;
  if (kindOf(base) !== "list" || kindOf(over) !== "list") return mismatch(over);
  const items = [...itemsOf(base)];
  const places = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const name = same?.(item);
    if (name !== undefined) places.set(name, index);
  }
  const inherited = items.length;
  for (const item of itemsOf(over)) {
    const name = same?.(item);
    const index = name === undefined ? undefined : places.get(name);
    if (index !== undefined && index < inherited) items[index] = item;
    else items.push(item);
  }
  return make(whole, { kind: "list", items });
}

function mismatch(over: Value): Value {
  const why = "overrides a value of another kind, and compose refuses that";
  return make(over, {
    kind: "unreadable",
    why,
    cure: "write it as the overridden file does, or mark it with !override",
  });
}

function hidden(over: Value): Value {
  const why = "is merged by a name that hangs on a variable without a value";
  return make(over, { kind: "unreadable", why, cure: "set the variable in .env, or write the name out" });
}

/** A map of assignments as the list that it also could be, without those of some keys. */
function assigned(value: Value, without: ReadonlySet<string> = new Set()): Value {
  if (kindOf(value) === "list" && without.size > 0) {
    const rest = itemsOf(value).filter((item) => !without.has(keyOf(item) ?? ""));
    return make(value, { kind: "list", items: rest });
  }
  if (kindOf(value) !== "map") return value;
  const items = [...entriesOf(value)]
    .filter(([key]) => !without.has(key))
    .map(([key, entry]) => make(entry, { kind: "pair", key, value: entry }));
  return make(value, { kind: "list", items });
}

function keyOf(assignment: Value): string | undefined {
  if (assignment.made?.kind === "pair") return assignment.made.key;
  const raw = rawText(assignment);
  const [key] =
    raw === undefined ? [] : (interpolate(raw, assignment.sheet.origin.variables)?.text.split("=", 1) ?? []);
  return key === undefined || key.includes(GAP) ? undefined : key;
}

function listed(value: Value): Value {
  return kindOf(value) === "text" ? make(value, { kind: "list", items: [value] }) : value;
}

/** A list of services or networks as a map; a service in a list waits for `service_started`. */
function named(value: Value): Value {
  if (kindOf(value) !== "list") return value;
  const entries = new Map<string, Value>();
  for (const item of itemsOf(value)) {
    const name = textOf(item);
    if (name === undefined) return hidden(item);
    const condition = make(item, { kind: "text", text: "service_started", missing: [] });
    const isDependency = value.path.endsWith(".depends_on");
    entries.set(name, make(item, { kind: "map", entries: new Map(isDependency ? [["condition", condition]] : []) }));
  }
  return make(value, { kind: "map", entries });
}

function mergeLogging(base: Value, over: Value, whole: Value, maps: (one: Value, other: Value) => Value): Value {
  const [before, after] = [entryOf(base, "driver"), entryOf(over, "driver")];
  if (before === undefined || after === undefined) return maps(base, over);
  const [first, second] = [textOf(before), textOf(after)];
  if (first === undefined || second === undefined) return hidden(whole);
  return first === second ? maps(base, over) : over;
}

function contextOf(build: Value): Value {
  return kindOf(build) === "text" ? make(build, { kind: "map", entries: new Map([["context", build]]) }) : build;
}

/** Compose keeps the later file's subnets, each with what the earlier one said of it. */
function mergeSubnets(base: Value, over: Value, whole: Value, maps: (one: Value, other: Value) => Value): Value {
  if (kindOf(base) !== "list" || kindOf(over) !== "list") return mismatch(over);
  const subnet = (value: Value) => textOf(entryOf(value, "subnet"));
  const before = new Map(itemsOf(base).map((value) => [subnet(value), value]));
  const items = itemsOf(over).map((value) => {
    const same = subnet(value) === undefined ? undefined : before.get(subnet(value));
    return same === undefined ? value : maps(same, value);
  });
  return make(whole, { kind: "list", items });
}
