import { posix } from "node:path";

/** The files of a repository by their paths, as tasks refer to them. */
export class Files {
  readonly #texts: ReadonlyMap<string, string>;

  constructor(files: Iterable<{ readonly path: string; readonly text: string }>) {
    this.#texts = new Map([...files].map(({ path, text }) => [path, text]));
  }

  get paths(): Iterable<string> {
    return this.#texts.keys();
  }

  text(path: string): string | undefined {
    return this.#texts.get(path);
  }

  /** The file that `path` names, looked for in these folders one after the other. */
  find(path: string, folders: readonly string[]): string | undefined {
    if (path.includes("\0")) return undefined;
    return candidates(path, folders).find((one) => this.#texts.has(one));
  }

  /** The folder that `path` names, looked for in these folders one after the other. */
  findFolder(path: string, folders: readonly string[]): string | undefined {
    return candidates(path.replace(/\/+$/, ""), folders).find((one) =>
      [...this.#texts.keys()].some((file) => file.startsWith(`${one}/`)),
    );
  }

  /** Those of a folder itself or of all below it. */
  *below(folder: string): Iterable<string> {
    for (const path of this.#texts.keys()) if (path.startsWith(`${folder}/`)) yield path;
  }
}

function candidates(path: string, folders: readonly string[]): string[] {
  return folders.map((folder) => posix.normalize(posix.join(folder, path)).replace(/^\.\//, ""));
}
