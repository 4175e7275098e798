import { posix } from "node:path";
import type { Mount } from "../../model/container.ts";

/** Linux's PATH_MAX: no longer text is a path. */
const LONGEST = 4096;

/** Something in the text that a clean path does not have. */
const UNCLEAN = /\/\.|\/\/|.\/$/;

/**
 * The host path of a bind mount: without `..`, `//` and a trailing slash, `/var/run` as the `/run`
 * that it is a link to, `$HOME` as `~`. Undefined for everything that is no bind mount.
 */
export function hostPath(mount: Mount): string | undefined {
  return mount.type === "bind" && mount.source !== undefined ? cleanPath(mount.source) : undefined;
}

/** @see hostPath */
export function cleanPath(text: string): string {
  if (text.length > LONGEST) return text;
  let path = UNCLEAN.test(text) ? posix.normalize(text) : text;
  if (path.length > 1 && path.endsWith("/")) path = path.slice(0, -1);
  if (path.startsWith("$HOME/") || path === "$HOME") path = `~${path.slice(5)}`;
  return path === "/var/run" || path.startsWith("/var/run/") ? path.slice(4) : path;
}

/** True for the folder itself and for what lies in it, compared by whole components. */
export function isWithin(path: string, folder: string): boolean {
  return (
    path.startsWith(folder) &&
    (path.length === folder.length || folder === "/" || path.charCodeAt(folder.length) === 47)
  );
}

/** The last component. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
