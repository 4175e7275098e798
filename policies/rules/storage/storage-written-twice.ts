import { propose } from "../../cure/edit.ts";
import { cleanPath } from "../../mounts/host-path.ts";
import { byCodeUnit } from "../../order.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";
import { shown } from "../../shown.ts";

interface Use {
  readonly at: string;
  /** `volume name` or the path on the host. */
  readonly storage: string;
  readonly isPath: boolean;
}

/** Folders of the host that are made to be written by many. */
const SHARED = /^\/(?:dev|etc|lib|proc|run|sys|tmp|usr|var\/log|var\/lib\/docker)(?:\/|$)|^\/$/;
/** More names than anybody reads. */
const MOST_NAMED = 5;

export default stackRule<readonly Use[]>({
  id: "storage-written-twice",
  title: "Two containers write the same storage",
  why: "Unless both are made for it, one overwrites what the other believes to have: somebody has to know that it is meant.",
  premises: { precondition: "second-flaw", impact: "neighbours", qualifiers: ["integrity-only"] },
  references: [page("Volumes", "https://docs.docker.com/engine/storage/volumes/")],
  remedy: "Let one write and mount it read-only in the others, or confirm it with a waiver.",
  cure: ({ at }) => [propose(`${at}.readOnly`, true, "which of them is to write")],
  appliesTo: (container) => container.mounts.length > 0 || "it mounts nothing",
  collect: (container) =>
    container.mounts.flatMap(({ at, type, source, readOnly }) => {
      if (readOnly || source === undefined || (type !== "bind" && type !== "volume")) return [];
      const storage = type === "bind" ? cleanPath(source) : source;
      return type === "bind" && SHARED.test(storage.slice(0, 64)) ? [] : [{ at, storage, isPath: type === "bind" }];
    }),
  *check(contributions) {
    const writers = new Map<string, Set<string>>();
    const inOrder = [...contributions].sort((a, b) => byCodeUnit(a.container.name, b.container.name));
    for (const { container, value } of inOrder)
      for (const use of value) {
        const key = keyOf(use);
        const names = writers.get(key);
        if (names === undefined) writers.set(key, new Set([container.name]));
        else names.add(container.name);
      }
    for (const { container, value } of contributions)
      for (const use of value) {
        const others = othersThan(container.name, folders(use), writers);
        if (others.length > 0)
          yield {
            container,
            at: use.at,
            detail: use.storage,
            message: `${shown(use.storage)} is written by it and by ${others.map(shown).join(", ")}`,
          };
      }
  },
});

/** A few of the others, because thousands may share one volume and nobody reads more. */
function othersThan(
  name: string,
  keys: readonly string[],
  writers: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const others = new Set<string>();
  for (const key of keys)
    for (const other of writers.get(key) ?? []) {
      if (other !== name) others.add(other);
      if (others.size === MOST_NAMED) return [...others];
    }
  return [...others];
}

function keyOf({ storage, isPath }: Use): string {
  return `${isPath ? "path" : "volume"} ${storage}`;
}

/** Deeper paths than anybody writes. */
const DEEPEST = 32;

/** The storage itself and every folder above it, because who writes that writes this. */
function folders(use: Use): string[] {
  if (!use.isPath) return [keyOf(use)];
  const keys: string[] = [];
  for (
    let path = use.storage;
    path.length > 1 && keys.length < DEEPEST;
    path = path.slice(0, Math.max(path.lastIndexOf("/"), 0))
  )
    keys.push(`path ${path}`);
  return keys;
}
