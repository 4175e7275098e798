/** A database with its tables and their rows, as a record tells them or a server was found to have them. */
export interface CountedDatabase {
  readonly engine: string;
  readonly name: string;
  readonly tables: ReadonlyMap<string, number>;
}

/**
 * Reads lines of a record, each as its words: `database ENGINE NAME`, and the `table NAME ROWS` of that database. What
 * is neither says nothing.
 */
export function countedDatabases(lines: readonly (readonly string[])[]): CountedDatabase[] {
  const databases: { engine: string; name: string; tables: Map<string, number> }[] = [];
  for (const [what, first = "", second = "", ...more] of lines) {
    if (more.length > 0) continue;
    if (what === "database" && second !== "") databases.push({ engine: first, name: second, tables: new Map() });
    else if (what === "table" && first !== "" && /^\d{1,15}$/.test(second))
      databases.at(-1)?.tables.set(first, Number(second));
  }
  return databases;
}
