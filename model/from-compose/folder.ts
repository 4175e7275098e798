import { closeSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";

/** The text of a file, or in words why it was not read. */
export type FileReading =
  | { readonly text: string }
  /** True of a file that does not exist: it may exist where the containers are deployed. */
  | { readonly absent: true; readonly refused: string }
  | { readonly absent?: false; readonly refused: string };

/** Enough for every project; a chain of includes that opens more is refused. */
const MOST_FILES = 500;
/** Bytes of all files together. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * The folder that a project may read files from. Nothing outside of it is opened, whichever way a path
 * leads there, and files, sizes and their sum are bounded, because the paths come from the files
 * themselves.
 */
export class Folder {
  readonly #root: string;
  #files = 0;
  #bytes = 0;

  /** @param root its path; relative to the working directory. */
  constructor(root: string) {
    this.#root = resolve(root);
  }

  /**
   * Reads a text file.
   *
   * @param path absolute.
   * @param largest in bytes.
   */
  read(path: string, largest: number): FileReading {
    let descriptor: number | undefined;
    try {
      const root = realpathSync.native(this.#root);
      if (!isInside(this.#root, path) && !isInside(root, path)) return OUTSIDE;
      // Links are followed before the comparison, so that none leads out of the folder.
      const real = realpathSync.native(path);
      if (!isInside(root, real)) return OUTSIDE;
      // Asked before opening, because opening a named pipe waits for its writer.
      const status = statSync(real);
      if (!status.isFile()) return { refused: "is no file" };
      if (status.size > largest) return { refused: `is larger than ${Math.floor(largest / 1024)} KiB` };
      if (++this.#files > MOST_FILES) return { refused: `is one of more than ${MOST_FILES} files` };
      this.#bytes += status.size;
      if (this.#bytes > MOST_BYTES) return { refused: "is one file too many: together they are too large" };
      descriptor = openSync(real, "r");
      const bytes = Buffer.alloc(status.size);
      const length = readSync(descriptor, bytes, 0, status.size, 0);
      const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
      return text.includes("\u0000") ? { refused: "is binary, not text" } : { text };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "ENOENT" || code === "ENOTDIR") return { absent: true, refused: "does not exist" };
      return { refused: error instanceof TypeError ? "is not UTF-8 text" : "cannot be opened" };
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }
}

const OUTSIDE: FileReading = { refused: "lies outside the folder of the project, where nothing is read" };

function isInside(root: string, path: string): boolean {
  const inside = relative(root, path);
  return inside !== "" && inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}
