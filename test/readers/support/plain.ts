import type { Container } from "../../../model/container.ts";
import { UnknownValue } from "../../../model/unknown.ts";

/** What tells the source of a container apart: where its values stand there, not what they are. */
const OF_THE_SOURCE = new Set(["locate", "source", "stack"]);

/**
 * The model of a container as plain data; a value that is not known reads as the text `unknown`. Whether
 * such a value is a secret only Pulumi can say, so that is left out beside it.
 */
export function plain(container: Container): Record<string, unknown> {
  const fields = Object.keys(container).filter((key) => !OF_THE_SOURCE.has(key));
  const model = Object.fromEntries(fields.map((key) => [key, read(container, key)]));
  return { ...model, sysctls: byKey(model.sysctls), logging: inOrder(model.logging), mounts: maps(model.mounts) };
}

type Entry = Readonly<Record<string, unknown>>;

/** Settings, file systems in memory: maps, and the wire sorts the keys of a map. */
function byKey(entries: unknown, key = "key"): unknown {
  if (!Array.isArray(entries)) return entries;
  return entries.toSorted((a: Entry, b: Entry) => (String(a[key]) < String(b[key]) ? -1 : 1));
}

function inOrder(logging: unknown): unknown {
  return { ...(logging as Entry), options: byKey((logging as Entry).options) };
}

function maps(mounts: unknown): unknown {
  if (!Array.isArray(mounts)) return mounts;
  const inMemory = mounts.filter((mount: Entry) => mount.type === "tmpfs").map(({ at: _place, ...rest }) => rest);
  return [...mounts.filter((mount: Entry) => mount.type !== "tmpfs"), byKey(inMemory, "target")];
}

function read(owner: object, key: string): unknown {
  try {
    return spread((owner as Record<string, unknown>)[key]);
  } catch (error) {
    if (error instanceof UnknownValue) return "unknown";
    throw error;
  }
}

function spread(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const keys = Object.keys(value).map((key) => [key, read(value, key)] as const);
  if (Array.isArray(value)) return keys.map(([, item]) => item);
  const { secret, ...rest } = Object.fromEntries(keys);
  return secret === undefined || rest.value === "unknown" || rest.content === "unknown" ? rest : { ...rest, secret };
}
