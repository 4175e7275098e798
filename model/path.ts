import { posix } from "node:path";

/**
 * A path without `//`, `/./`, resolvable `..` and a trailing slash. What it is relative to (`.`, `~`)
 * stays as written, because only the machine that deploys knows it.
 */
export function cleanPath(path: string): string {
  if (path === "" || path.includes("\\") || path.includes("\0")) return path;
  if (path.startsWith("~")) {
    const slash = path.indexOf("/");
    const home = slash < 0 ? path : path.slice(0, slash);
    const cleaned = slash < 0 ? "" : strip(posix.normalize(path.slice(slash).replace(/^\/+/, "") || "."));
    return cleaned === "" || cleaned === "." ? home : `${home}/${cleaned}`;
  }
  const cleaned = strip(posix.normalize(path));
  return path.startsWith("./") && cleaned !== "." && !cleaned.startsWith("..") ? `./${cleaned}` : cleaned;
}

function strip(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
