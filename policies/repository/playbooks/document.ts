import { parseAllDocuments } from "yaml";

/** A value of a YAML file: what `toJS` gives, of which nothing is promised. */
export type Tree = unknown;

/** Tags of Ansible; their values are names at most, or secrets that nobody needs here. */
const TAGS = ["!vault", "!unsafe", "!reset", "!override"].map((tag) => ({
  tag,
  resolve: (text: string) => (tag === "!vault" ? "" : text),
}));
const LONGEST = 512 * 1024;

/**
 * Parses YAML as far as it can be; each document of the file is one value.
 *
 * @returns undefined for what is no YAML, which is most often a template.
 */
export function parseYaml(text: string): readonly Tree[] | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: "silent", customTags: TAGS });
    if ("empty" in documents) return [];
    if (documents.some(({ errors }) => errors.length > 0)) return undefined;
    return documents.map((document) => document.toJS({ maxAliasCount: 100 }) as Tree);
  } catch {
    return undefined;
  }
}

/** The value as a map; an empty one where it is none. */
export function mapOf(value: Tree): Readonly<Record<string, Tree>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, Tree>) : {};
}

/** The value as a list; a single value is a list of one, nothing is an empty one. */
export function listOf(value: Tree): readonly Tree[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

/** The value as a text; undefined where it is none. */
export function textOf(value: Tree): string | undefined {
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : undefined;
}

/** The value of a key with or without the name of its collection: `docker_container`, `community.docker.docker_container`. */
export function byShortName(map: Readonly<Record<string, Tree>>, names: ReadonlySet<string>): Tree {
  for (const [key, value] of Object.entries(map)) if (names.has(key.slice(key.lastIndexOf(".") + 1))) return value;
  return undefined;
}
