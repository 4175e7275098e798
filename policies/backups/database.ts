import type { Container } from "../../model/container.ts";
import { databaseOf, keepsData, layoutsOf } from "../images/database.ts";
import type { Database } from "../images/table.ts";
import { cleanPath, isWithin } from "../mounts/host-path.ts";
import { keyOf, type Storage, storageOf } from "./storage.ts";

/** A server whose files lie in data that is mounted into its container. */
export interface Served {
  readonly database: Database;
  readonly storage: Storage;
  /** Place of the mount. */
  readonly at: string;
  /** Path of the mount in the container. */
  readonly target: string;
}

/**
 * Where the server of a container keeps its files, one for each mount; none where it is no database that keeps
 * data, or where its files lie in the container itself.
 *
 * @throws UnknownValue where that cannot be told yet.
 */
export function servedFrom(container: Container): readonly Served[] {
  const database = databaseOf(container);
  if (database === undefined || !keepsData(container, database)) return [];
  const found = new Map<string, Served>();
  for (const path of layoutsOf(container, database).flatMap(({ dataPaths }) => dataPaths)) {
    const innermost = container.mounts
      .filter(({ target }) => isWithin(path, cleanPath(target)))
      .sort((a, b) => cleanPath(b.target).length - cleanPath(a.target).length)[0];
    const storage = innermost === undefined ? undefined : storageOf(innermost);
    if (innermost !== undefined && storage !== undefined)
      found.set(keyOf(storage), { database, storage, at: innermost.at, target: innermost.target });
  }
  return [...found.values()];
}
