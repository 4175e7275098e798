import { parseDocument } from "yaml";
import { nestsTooDeep } from "../../../model/nesting.ts";
import { Unseen } from "../../source.ts";
import type { Reply } from "../host/shell.ts";
import { withoutPassword } from "./repository.ts";
import { doneOf, isMap } from "./script.ts";
import type { BorgmaticValue } from "./values.ts";

const KEEP = /^keep_(secondly|minutely|hourly|daily|weekly|monthly|yearly)$/;
const ENGINES = {
  postgresql_databases: "postgresql",
  mariadb_databases: "mariadb",
  mysql_databases: "mysql",
  mongodb_databases: "mongodb",
  sqlite_databases: "sqlite",
};
/** Parts of the file before borgmatic 1.8; since then all stand side by side. https://torsion.org/borgmatic/docs/reference/configuration/ */
const SECTIONS = ["location", "storage", "retention", "consistency", "hooks"];
const MOST = 200;

/** What borgmatic is told to do. Passwords stand in the same file; nothing but what is asked for is taken from it. @throws Unseen */
export function borgmaticOf(reply: Reply): BorgmaticValue {
  const { lines, code } = doneOf(reply, "borgmatic", "the shell");
  if (code !== 0) throw new Unseen("missing", "the configuration of borgmatic is not there, or may not be read");
  return readBorgmatic(lines.join("\n"));
}

/** @throws Unseen where the text is no configuration. */
export function readBorgmatic(text: string): BorgmaticValue {
  const all = flat(parsed(text));
  const keep: Record<string, number> = {};
  for (const [key, value] of Object.entries(all)) {
    const unit = KEEP.exec(key)?.[1];
    if (unit !== undefined && typeof value === "number" && Number.isSafeInteger(value)) keep[unit] = value;
  }
  return {
    sources: names(all.source_directories, "path"),
    repositories: names(all.repositories, "path").map(withoutPassword),
    keep,
    databases: Object.entries(ENGINES).flatMap(([key, engine]) =>
      names(all[key], "name").map((name) => `${engine}:${name}`),
    ),
    checks: names(all.checks, "name"),
  };
}

function parsed(text: string): unknown {
  const no = () => new Unseen("protocol", "the configuration of borgmatic is no YAML that can be read");
  if (nestsTooDeep(text)) throw no();
  try {
    const document = parseDocument(text, { logLevel: "silent" });
    if (document.errors.length > 0) throw no();
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw no();
  }
}

function flat(root: unknown): Readonly<Record<string, unknown>> {
  if (!isMap(root)) throw new Unseen("protocol", "the configuration of borgmatic holds no settings");
  const inner = SECTIONS.map((name) => root[name]).filter(isMap);
  return Object.assign({}, ...inner, root);
}

/** Names in a list of texts or of maps that hold them under `key`. */
function names(value: unknown, key: string): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .map((one) => (isMap(one) ? one[key] : one))
    .filter((one): one is string => typeof one === "string")
    .slice(0, MOST);
}
