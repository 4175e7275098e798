import type { DeclaredFile } from "../container.ts";
import { type Draft, element, gap, isUnknown, known, type Reading, type Unknown } from "./draft.ts";
import { LARGEST_TEXT, type ProjectFiles } from "./project-files.ts";
import { entryOf, itemsOf, kindOf, type Value } from "./value.ts";
import { GAP } from "./variables.ts";

/** The top-level sections that the files of a service come from. */
export interface FileSections {
  readonly configs: Value | undefined;
  readonly secrets: Value | undefined;
  readonly files: ProjectFiles;
}

/**
 * Reads a service's `configs`, then its `secrets`: where each is mounted, and the content of a config
 * where the declaration carries it, which is inline, a variable, or a small text file inside the folder
 * of the project. The content of a secret is never read.
 * https://github.com/compose-spec/compose-spec/blob/main/08-configs.md and 09-secrets.md beside it
 */
export function readFiles(
  draft: Draft,
  configs: Value | undefined,
  secrets: Value | undefined,
  sections: FileSections,
): Reading<DeclaredFile[]> {
  const files: DeclaredFile[] = [];
  for (const [kind, list] of [
    ["config", configs],
    ["secret", secrets],
  ] as const) {
    if (list === undefined) continue;
    if (kindOf(list) !== "list") return draft.refuseKind(list, "a list", "write a list");
    if (!draft.places.has("files")) draft.place("files", list);
    for (const item of itemsOf(list)) files.push(readFile(draft, `files.${files.length}`, item, kind, sections));
  }
  return known(files);
}

function readFile(
  draft: Draft,
  at: string,
  item: Value,
  kind: "config" | "secret",
  { configs, secrets, files }: FileSections,
): DeclaredFile {
  draft.place(at, item);
  const isLong = kindOf(item) === "map";
  const source = isLong ? entryOf(item, "source") : item;
  const key =
    source === undefined
      ? draft.refuse(item, "has no source", `name a ${kind}`)
      : draft.text(source, `the name of a ${kind}`);
  if (isUnknown(key)) return unknownFile(at, key, kind);
  const declared = entryOf(kind === "config" ? configs : secrets, key.known);
  const content =
    declared === undefined ? undeclared(draft, item, kind) : readContent(draft, `${at}.content`, declared, kind, files);
  return element<DeclaredFile>(at, {
    target: readTarget(draft, at, isLong ? entryOf(item, "target") : undefined, key.known, kind),
    content: content.reading,
    secret: known(kind === "secret" || content.outside),
  });
}

/** A secret lies below `/run/secrets`, unless its target is a path from the root. */
function readTarget(
  draft: Draft,
  at: string,
  target: Value | undefined,
  key: string,
  kind: "config" | "secret",
): Reading<string> {
  const folder = kind === "config" ? "" : "/run/secrets";
  if (target === undefined) return known(`${folder}/${key}`);
  const text = draft.text(draft.place(`${at}.target`, target), "a path");
  return isUnknown(text) || kind === "config" || text.known.startsWith("/") ? text : known(`${folder}/${text.known}`);
}

interface Content {
  readonly reading: Reading<string | undefined>;
  readonly outside: boolean;
}

const NONE: Content = { reading: known(undefined), outside: false };

function undeclared(draft: Draft, item: Value, kind: string): Content {
  const what = `names a ${kind} that the file does not declare`;
  return { reading: draft.refuse(item, what, `declare it under the top-level ${kind}s`), outside: false };
}

function unknownFile(at: string, reason: Unknown, kind: "config" | "secret"): DeclaredFile {
  return element<DeclaredFile>(at, { target: reason, content: reason, secret: known(kind === "secret") });
}

function readContent(draft: Draft, field: string, declared: Value, kind: string, files: ProjectFiles): Content {
  if (kindOf(declared) !== "map")
    return { reading: draft.refuseKind(declared, "a map", "write content: or file: below it"), outside: false };
  if (kind === "secret") return NONE;
  const content = entryOf(declared, "content");
  if (content !== undefined) return draft.worded(draft.place(field, content), "a text");
  const variable = entryOf(declared, "environment");
  if (variable !== undefined) return fromVariable(draft, draft.place(field, variable));
  const file = entryOf(declared, "file");
  if (file === undefined) return NONE;
  const path = draft.text(draft.place(field, file), "a path");
  if (isUnknown(path)) return { reading: path, outside: false };
  const { reading } = files.open(path.known, file.sheet.origin.folder, LARGEST_TEXT);
  return { reading: known("text" in reading ? reading.text : undefined), outside: false };
}

/** A config may take its content from a variable of the shell that deploys. */
function fromVariable(draft: Draft, value: Value): Content {
  const name = draft.text(value, "the name of a variable");
  if (isUnknown(name)) return { reading: name, outside: false };
  const text = value.sheet.origin.variables.values.get(name.known) ?? GAP;
  return {
    reading: text.includes(GAP) ? gap(value, { text, missing: [name.known] }) : known(text),
    outside: true,
  };
}
