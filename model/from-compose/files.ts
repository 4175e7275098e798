import { closeSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { DeclaredFile } from "../container.ts";
import { type Draft, element, isUnknown, known, type Reading, type Unknown } from "./draft.ts";
import { entryOf, itemsOf, kindOf, type Value } from "./value.ts";

const LARGEST_FILE = 256 * 1024;
const NOT_MARKED = known(false);

/**
 * Reads a service's `configs`: where each is mounted, and its content where the declaration carries
 * it, which is inline or in a small text file inside the folder of the compose file.
 * https://github.com/compose-spec/compose-spec/blob/main/08-configs.md
 *
 * @param section the top-level `configs`.
 * @param directory the folder of the compose file; without it no file is read.
 */
export function readFiles(
  draft: Draft,
  configs: Value,
  section: Value | undefined,
  directory: string | undefined,
): DeclaredFile[] {
  return itemsOf(configs).map((item, index) => {
    const at = `files.${index}`;
    draft.place(at, item);
    const isLong = kindOf(item) === "map";
    const source = isLong ? entryOf(item, "source") : item;
    const key =
      source === undefined
        ? draft.refuse(item, "has no source", "name a config")
        : draft.text(source, "the name of a config");
    if (isUnknown(key)) return unknownFile(at, key);
    const target = isLong ? entryOf(item, "target") : undefined;
    const config = entryOf(section, key.known);
    return element<DeclaredFile>(at, {
      target: target === undefined ? known(`/${key.known}`) : draft.text(draft.place(`${at}.target`, target), "a path"),
      content:
        config === undefined
          ? draft.refuse(
              item,
              "names a config that the file does not declare",
              "declare it under the top-level configs",
            )
          : readContent(draft, `${at}.content`, config, directory),
      secret: NOT_MARKED,
    });
  });
}

function unknownFile(at: string, reason: Unknown): DeclaredFile {
  return element<DeclaredFile>(at, { target: reason, content: reason, secret: NOT_MARKED });
}

function readContent(
  draft: Draft,
  field: string,
  config: Value,
  directory: string | undefined,
): Reading<string | undefined> {
  if (kindOf(config) !== "map") return draft.refuseKind(config, "a map", "write content: or file: below it");
  const content = entryOf(config, "content");
  if (content !== undefined) return draft.text(draft.place(field, content), "a text");
  const file = entryOf(config, "file");
  if (file === undefined) return known(undefined);
  const path = draft.text(draft.place(field, file), "a path");
  if (isUnknown(path)) return path;
  return known(directory === undefined ? undefined : readInside(directory, path.known));
}

/** The content of a small text file; undefined for anything else and for whatever lies outside the folder. */
function readInside(directory: string, path: string): string | undefined {
  let descriptor: number | undefined;
  try {
    const root = realpathSync(directory);
    // Links are followed before the comparison, so that none leads out of the folder.
    const real = realpathSync(isAbsolute(path) ? path : join(resolve(directory), path));
    const inside = relative(root, real);
    if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return undefined;
    // Asked before opening, because opening a named pipe waits for its writer.
    const { size } = statSync(real);
    if (!statSync(real).isFile() || size > LARGEST_FILE) return undefined;
    descriptor = openSync(real, "r");
    const bytes = Buffer.alloc(size);
    const length = readSync(descriptor, bytes, 0, size, 0);
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
    return text.includes("\u0000") ? undefined : text;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
