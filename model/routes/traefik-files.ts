import { parseDocument } from "yaml";
import type { Container, DeclaredFile } from "../container.ts";
import { nestsTooDeep } from "../nesting.ts";
import { UnknownValue } from "../unknown.ts";
import type { Option, Options } from "./traefik-labels.ts";

/** Options by the name of the router or middleware that they belong to. */
export interface Section {
  readonly name: string;
  /** Field of the model: the file's content. */
  readonly at: string;
  readonly options: Options;
}

/** What the files that one Traefik container carries tell it. */
export interface TraefikFiles {
  readonly routers: readonly Section[];
  readonly middlewares: readonly Section[];
  /** Entry points of the static configuration, by name in lower case. */
  readonly entryPoints: ReadonlyMap<string, Options>;
  /** Folders that hold dynamic configuration; empty where none was given. */
  readonly folders: readonly string[];
  /** False where a file could not be read as a whole: what is not in the rest may be in there. */
  readonly complete: boolean;
  /** What was not known of the files, where anything was. */
  readonly unread: UnknownValue | undefined;
}

type Tree = { readonly [key: string]: unknown };

/** Nobody writes more by hand; a longer file is not read and so makes the file provider unknown. */
const LONGEST_FILE = 1_000_000;
const DEEPEST = 12;
/** An anchor that contains itself makes a tree without end. */
const MOST_OPTIONS = 20_000;
const known = new WeakMap<Container, TraefikFiles>();

/** True for what is certainly Traefik itself, by its image. */
export function isTraefik(container: Container): boolean {
  return judgeImage(container, false);
}

/** True for what is Traefik as far as anybody knows: its image is, or is not known. */
export function mayBeTraefik(container: Container): boolean {
  return judgeImage(container, true);
}

function judgeImage(container: Container, whereUnknown: boolean): boolean {
  try {
    const repository = container.image?.repository;
    return repository === "traefik" || repository?.endsWith("/traefik") === true;
  } catch (error) {
    if (error instanceof UnknownValue) return whereUnknown;
    throw error;
  }
}

/**
 * Reads static and dynamic configuration in YAML or JSON out of the files of a Traefik container.
 * Format: https://doc.traefik.io/traefik/reference/install-configuration/providers/others/file/
 */
export function traefikFiles(container: Container): TraefikFiles {
  let files = known.get(container);
  if (files === undefined) {
    files = read(container);
    known.set(container, files);
  }
  return files;
}

function read(container: Container): TraefikFiles {
  const routers: Section[] = [];
  const middlewares: Section[] = [];
  const entryPoints = new Map<string, Options>();
  const folders = new Set<string>();
  let complete = true;
  let unread: UnknownValue | undefined;
  // One that is not known keeps no other from being read: their order must not matter.
  for (const file of container.files)
    try {
      const tree = treeOf(file);
      if (tree === undefined) complete = false;
      if (tree === undefined || tree === "other") continue;
      const at = `${file.at}.content`;
      for (const [name, options] of sections(tree, "entrypoints", at)) entryPoints.set(name.toLowerCase(), options);
      if (!["http", "tcp", "udp", "tls"].some((key) => child(tree, key) !== undefined)) continue;
      folders.add(file.target.slice(0, file.target.lastIndexOf("/") + 1) || "/");
      const http = child(tree, "http");
      if (!isTree(http)) continue;
      for (const [name, options] of sections(http, "routers", at)) routers.push({ name, at, options });
      for (const [name, options] of sections(http, "middlewares", at)) middlewares.push({ name, at, options });
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      complete = false;
      unread ??= error;
    }
  return { routers, middlewares, entryPoints, folders: [...folders], complete, unread };
}

/** @returns "other" for a file that is no configuration; undefined for one that could be, and cannot be read. */
function treeOf(file: DeclaredFile): Tree | "other" | undefined {
  if (/\.toml$/i.test(file.target)) return undefined;
  if (!/\.(?:ya?ml|json)$/i.test(file.target)) return "other";
  const { content } = file;
  if (content === undefined || content.length > LONGEST_FILE || nestsTooDeep(content)) return undefined;
  try {
    const document = parseDocument(content, { merge: true, logLevel: "silent" });
    if (document.errors.length > 0) return undefined;
    const tree: unknown = document.toJS();
    return tree === null ? "other" : isTree(tree) ? tree : undefined;
  } catch {
    return undefined;
  }
}

function sections(tree: Tree, key: string, at: string): [string, Options][] {
  const part = child(tree, key);
  if (!isTree(part)) return [];
  return Object.entries(part).map(([name, value]) => {
    const options = new Map<string, Option>();
    flatten(value, "", at, options, 0, { left: MOST_OPTIONS });
    return [name, options];
  });
}

function flatten(
  value: unknown,
  path: string,
  at: string,
  options: Map<string, Option>,
  depth: number,
  budget: { left: number },
): void {
  if (budget.left-- <= 0)
    throw new UnknownValue(at, "Write the configuration without anchors that contain themselves.");
  if (isTree(value) && depth < DEEPEST) {
    const entries = Object.entries(value);
    if (entries.length === 0 && path !== "") options.set(path, { at, text: "", list: [] });
    for (const [key, item] of entries)
      flatten(item, path === "" ? key.toLowerCase() : `${path}.${key.toLowerCase()}`, at, options, depth + 1, budget);
    return;
  }
  if (path === "") return;
  const list = (Array.isArray(value) ? value : [value])
    .filter((item) => typeof item === "string" || typeof item === "number" || typeof item === "boolean")
    .map((item) => String(item).trim());
  options.set(path, { at, text: list[0] ?? "", list });
}

/** Traefik ignores the case of keys in its files. */
function child(tree: Tree, key: string): unknown {
  for (const name of Object.keys(tree)) if (name.toLowerCase() === key) return tree[name];
  return undefined;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
