import { isAbsolute, normalize, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** A file as platforms name it: without `./`, with slashes. */
export function sourceFile(file: string): string {
  return normalize(file).split(sep).join("/");
}

/** A file as a URI, relative where the file's name is relative. */
export function sourceUri(file: string): string {
  const name = file.toWellFormed();
  return isAbsolute(name) ? pathToFileURL(name).href : sourceFile(name).split("/").map(encodeURIComponent).join("/");
}
