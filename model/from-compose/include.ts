import type { Draft } from "./draft.ts";
import { textOf } from "./merge-rules.ts";
import { entriesOf, entryOf, itemsOf, kindOf, make, type Value } from "./value.ts";

/** One entry of `include`. */
export interface Included {
  readonly place: Value;
  /** The main file, then what overrides it. */
  readonly paths: readonly string[];
  readonly projectDirectory: string | undefined;
  /** Undefined means the `.env` of the included project. */
  readonly envFiles: readonly Value[] | undefined;
}

/**
 * Reads the top-level `include`. An entry that cannot be read is a problem.
 * https://github.com/compose-spec/compose-spec/blob/main/14-include.md
 */
export function* readInclude(include: Value, draft: Draft): Iterable<Included> {
  const kind = kindOf(include);
  if (kind !== "list") {
    draft.refuseKind(include, "a list", "write a list of paths");
    return;
  }
  for (const item of itemsOf(include)) {
    const isLong = kindOf(item) === "map";
    const path = isLong ? entryOf(item, "path") : item;
    if (path === undefined) {
      draft.refuse(item, "has no path", "name a compose file");
      continue;
    }
    const paths = (kindOf(path) === "list" ? itemsOf(path) : [path]).map((one) => draft.text(one, "a path"));
    const known = paths.flatMap((reading) => (reading.known === undefined ? [] : [reading.known]));
    const folder = isLong ? entryOf(item, "project_directory") : undefined;
    const projectDirectory = folder === undefined ? undefined : draft.text(folder, "a path");
    if (known.length < paths.length || (projectDirectory !== undefined && projectDirectory.known === undefined)) {
      draft.complain(
        item,
        "names a file or folder that is not known, so what it includes was not judged; write it out.",
      );
      continue;
    }
    const env = isLong ? entryOf(item, "env_file") : undefined;
    yield {
      place: item,
      paths: known,
      projectDirectory: projectDirectory?.known,
      envFiles: env === undefined ? undefined : kindOf(env) === "list" ? itemsOf(env) : [env],
    };
  }
}

const IMPORTED = ["services", "networks", "volumes", "secrets", "configs"] as const;

/**
 * Copies what an included project declares. Compose refuses a project in which both declare the same
 * name differently; here the including file's stays and a problem says so.
 * https://github.com/compose-spec/compose-go/blob/main/loader/include.go
 */
export function importInto(entries: Map<string, Value>, model: Value, place: Value, draft: Draft): void {
  for (const section of IMPORTED) {
    const imported = entryOf(model, section);
    if (imported === undefined) continue;
    const present = entries.get(section);
    if (kindOf(imported) !== "map" || (present !== undefined && !["map", "nothing"].includes(kindOf(present)))) {
      draft.refuseKind(kindOf(imported) === "map" ? (present as Value) : imported, "a map", "write one key for each");
      continue;
    }
    const all = new Map(present === undefined ? [] : entriesOf(present));
    for (const [key, value] of entriesOf(imported)) {
      const own = all.get(key);
      if (own === undefined) all.set(key, value);
      else if (!isSame(own, value, 0))
        draft.complain(
          value,
          "is declared by an including file as well and differently, and compose refuses that; give one of them another name.",
        );
    }
    const whole =
      present !== undefined && kindOf(present) === "map" ? present : { ...imported, offset: imported.offset };
    entries.set(section, make(whole ?? place, { kind: "map", entries: all }));
  }
}

const DEEPEST = 30;

/** True where both certainly say the same. */
function isSame(one: Value, other: Value, depth: number): boolean {
  const kind = kindOf(one);
  if (kind !== kindOf(other) || kind === "unreadable" || depth > DEEPEST) return false;
  if (kind === "nothing") return true;
  if (kind === "text") {
    const text = textOf(one);
    // A relative path means another file where the folders differ.
    const isRelative = text?.startsWith(".") === true && one.sheet.origin.base !== other.sheet.origin.base;
    return text !== undefined && text === textOf(other) && !isRelative;
  }
  if (kind === "list") {
    const [items, others] = [itemsOf(one), itemsOf(other)];
    return (
      items.length === others.length && items.every((item, index) => isSame(item, others[index] as Value, depth + 1))
    );
  }
  const [entries, others] = [entriesOf(one), entriesOf(other)];
  if (entries.size !== others.size) return false;
  for (const [key, value] of entries) {
    const same = others.get(key);
    if (same === undefined || !isSame(value, same, depth + 1)) return false;
  }
  return true;
}
