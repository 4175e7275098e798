import { type Draft, known, type Reading } from "./draft.ts";
import type { EnvFormat } from "./env-file.ts";
import { LARGEST_TEXT, lineValue, type ProjectFiles, readEnvText, variablesOf } from "./project-files.ts";
import { entryOf, itemsOf, kindOf, type Value } from "./value.ts";
import { NO_VARIABLES, withFallback } from "./variables.ts";

/** What the `env_file` or `label_file` of a service brings. */
export interface TextFiles {
  /** By key; a later file overrides an earlier one. */
  readonly lines: ReadonlyMap<string, { key: string; place: Value; value: Reading<string | undefined> }>;
  /** Files that could not be read, and what would make them known. */
  readonly unread: readonly { readonly place: Value; readonly cure: string }[];
}

/**
 * Reads the files that a service names, as a text, a list or a list of `path`, `required` and `format`.
 * Only files inside the folder of the project are opened. A file that does not exist is unread without
 * a problem, `required` or not, because many are kept out of the repository and lie on the host.
 * https://github.com/compose-spec/compose-spec/blob/main/05-services.md#env_file
 */
export function readTextFiles(draft: Draft, named: Value, files: ProjectFiles): TextFiles {
  const lines = new Map<string, { key: string; place: Value; value: Reading<string | undefined> }>();
  const unread: { place: Value; cure: string }[] = [];
  let before = NO_VARIABLES;
  for (const item of kindOf(named) === "list" ? itemsOf(named) : [named]) {
    const isLong = kindOf(item) === "map";
    const pathValue = isLong ? entryOf(item, "path") : item;
    const path =
      pathValue === undefined ? draft.refuse(item, "has no path", "name a file") : draft.text(pathValue, "a path");
    const format = readFormat(draft, isLong ? entryOf(item, "format") : undefined);
    if (path.known === undefined || format === undefined) {
      unread.push({ place: item, cure: WRITE });
      continue;
    }
    const { origin } = item.sheet;
    const { name, reading } = files.open(path.known, origin.folder, LARGEST_TEXT);
    if (!("text" in reading)) {
      unread.push({ place: item, cure: WRITE });
      if (origin.folder !== undefined && !reading.absent)
        draft.complain(
          item,
          `names a file that ${reading.refused}, so its variables are unknown; name a readable one.`,
        );
      continue;
    }
    const variables = withFallback(origin.variables, before);
    const values = readEnvText(draft, name, reading.text, format, { ...origin, variables });
    if (values === undefined) {
      unread.push({ place: item, cure: "correct the file" });
      continue;
    }
    before = withFallback(variablesOf(values.lines), before);
    for (const line of values.lines) {
      const place = lineValue(values, line);
      const value = line.value === undefined ? known(undefined) : draft.text(place, "a text");
      lines.set(line.key, { key: line.key, place, value });
    }
  }
  return { lines, unread };
}

const WRITE = "put the file where it is named, or write what the rule asks for into the service";

function readFormat(draft: Draft, value: Value | undefined): EnvFormat | undefined {
  if (value === undefined) return "dotenv";
  return draft.parsed(value, "raw, or left out", (text) => (text === "raw" ? text : text === "" ? "dotenv" : undefined))
    .known;
}
