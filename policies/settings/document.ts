import { isMap, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Location } from "../../model/location.ts";
import { nestsTooDeep } from "../../model/nesting.ts";

/** A file of settings that cannot be used, with the place and what to do. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** One value of a YAML file, with its place. */
export interface Entry {
  readonly value: unknown;
  readonly location: Location;
  /** The entries of a map, by key; undefined for anything else. */
  readonly fields: ReadonlyMap<string, Entry> | undefined;
  /** The entries of a list; undefined for anything else. */
  readonly items: readonly Entry[] | undefined;
}

/**
 * Parses a small YAML file into entries that know their line and column.
 *
 * @throws SettingsError naming file and line, where the text is no YAML of one document.
 */
export function parseSettings(file: string, text: string): Entry {
  if (nestsTooDeep(text)) throw new SettingsError(`${file} is nested too deeply to be settings; nothing was judged`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true });
  const error = document.errors[0];
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new SettingsError(`${file}:${line}:${col} is not valid YAML (${error.code}); mend it, nothing was judged`);
  }
  try {
    return entry(document.contents, "", document.toJS({ maxAliasCount: 100 }));
  } catch (cause) {
    if (cause instanceof RangeError || cause instanceof ReferenceError)
      throw new SettingsError(`${file} uses aliases in a way that cannot be expanded; write the values out`);
    throw cause;
  }

  function entry(node: Node | null, path: string, value: unknown): Entry {
    const start = lines.linePos(node?.range?.[0] ?? 0);
    const location = { path, file, line: start.line, column: start.col };
    const fields = isMap(node)
      ? new Map(
          node.items.map((pair) => {
            const key = String((pair.key as { value?: unknown }).value);
            const inner = value as Record<string, unknown>;
            return [key, entry(pair.value as Node | null, path === "" ? key : `${path}.${key}`, inner[key])];
          }),
        )
      : undefined;
    const items = isSeq(node)
      ? node.items.map((item, index) => entry(item as Node, `${path}[${index}]`, (value as unknown[])[index]))
      : undefined;
    return { value, location, fields, items };
  }
}
