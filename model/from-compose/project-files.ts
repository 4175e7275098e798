import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Draft } from "./draft.ts";
import { type EnvFormat, type EnvLine, parseEnvFile } from "./env-file.ts";
import { type FileReading, Folder } from "./folder.ts";
import { type Origin, type Sheet, textSheet } from "./sheet.ts";
import { childPath, type Value } from "./value.ts";
import { GAP, type Variables } from "./variables.ts";

/** More bytes than any compose file has. */
export const LARGEST_COMPOSE = 16 * 1024 * 1024;
/** More bytes than any env file or config has. */
export const LARGEST_TEXT = 256 * 1024;

/** A file that was found, under the name that findings give it. */
export interface Found {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly reading: FileReading;
}

/** Opens the files that a project names, and knows them by the names that a person would. */
export class ProjectFiles {
  readonly #folder: Folder | undefined;
  readonly #directory: string | undefined;
  readonly #shown: string;

  /**
   * @param file the main file's name as the person gave it.
   * @param directory its folder; undefined where no other file may be read.
   * @param root the folder that nothing is read outside of.
   */
  constructor(file: string, directory: string | undefined, root: string | undefined) {
    this.#directory = directory === undefined ? undefined : resolve(directory);
    this.#folder = this.#directory === undefined ? undefined : new Folder(root ?? this.#directory);
    this.#shown = dirname(file);
  }

  /** The project's own folder, absolute. */
  get directory(): string | undefined {
    return this.#directory;
  }

  /** A folder as seen from the project's, with `/` between its parts. */
  baseOf(folder: string): string {
    return this.#directory === undefined ? "" : relative(this.#directory, folder).split(sep).join("/");
  }

  /** Opens a file by a path that is relative to `folder`. */
  open(path: string, folder: string | undefined, largest: number): Found {
    if (this.#folder === undefined || this.#directory === undefined || folder === undefined)
      return { name: path, path, reading: { refused: "is not read, because the folder of the project is not known" } };
    const absolute = isAbsolute(path) ? path : join(folder, path);
    const name = join(this.#shown, relative(this.#directory, absolute));
    return { name, path: absolute, reading: this.#folder.read(absolute, largest) };
  }
}

/** The lines of an env file, each with its place; problems go to `draft`. */
export interface EnvValues {
  readonly sheet: Sheet;
  readonly lines: readonly EnvLine[];
}

/** @returns undefined, with a problem, where the text is no env file. */
export function readEnvText(
  draft: Draft,
  file: string,
  text: string,
  format: EnvFormat,
  origin: Origin,
): EnvValues | undefined {
  const sheet = textSheet(file, text, origin);
  const lines = parseEnvFile(text, format, origin.variables);
  if (!("flaw" in lines)) return { sheet, lines };
  const place: Value = { sheet, path: "", offset: lines.offset, node: undefined, ambiguous: false };
  draft.complain(place, `${lines.flaw}, so none of its variables is known; correct this line.`);
  return undefined;
}

/** The place of one line. */
export function lineValue({ sheet }: EnvValues, { key, offset, value, missing }: EnvLine): Value {
  const text = value ?? GAP;
  const made = { kind: "text", text, missing: value === undefined ? [key] : missing } as const;
  return { sheet, path: childPath("", key), offset, node: undefined, ambiguous: false, made };
}

/** The values of a file's lines; a name alone is left to the shell, as if it were not there. */
export function variablesOf(values: readonly EnvLine[]): Variables {
  const known = new Map<string, string>();
  for (const { key, value } of values) if (value !== undefined) known.set(key, value);
  return { values: known, complete: true };
}
