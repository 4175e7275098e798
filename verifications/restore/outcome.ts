import type { RestoredDatabase, RestoreValue } from "../facts/backup/values.ts";
import { type CountedDatabase, countedDatabases } from "./record.ts";

type Lines = readonly (readonly string[])[];

/** What a worker came to: a value, or the reason why the drill could not be tried. */
export type Outcome = { readonly value: RestoreValue } | { readonly refused: readonly [kind: string, name?: string] };

/**
 * Reads what a worker has said to its end; undefined where it was ended before.
 *
 * @param store its name.
 * @param engine of the database whose data it is.
 */
export function outcomeOf(lines: Lines, store: string, engine: string | undefined): Outcome | undefined {
  const one = (name: string) => lines.findLast(([what]) => what === name)?.slice(1);
  const refused = one("refused");
  if (refused !== undefined) return { refused: refused as [string, string?] };
  const broken = one("broken")?.[0];
  if (broken === undefined && one("done") === undefined) return undefined;
  const all = (name: string) => lines.filter(([what]) => what === name).map((line) => line.slice(1));
  const [archive, made] = one("archive") ?? [];
  const [bytes = 0, files = 0, hundredths = 0] = numbers(one("restored"));
  const [compared = 0, differing = 0, missing = 0] = numbers(one("compared"));
  const [whole = 0] = numbers(one("whole"));
  const seconds = hundredths / 100;
  const opening = sum(all("opening").map(([time]) => Number(time))) / 100;
  const servers = serversOf(
    countedDatabases(all("found")),
    countedDatabases(all("record")),
    all("problem").flat(),
    engine,
  );
  return {
    value: {
      store,
      archive: archive ?? null,
      made: made === undefined || !/^\d{1,11}$/.test(made) ? null : new Date(Number(made) * 1000).toISOString(),
      problems: broken === undefined ? [] : [broken],
      bytes,
      files,
      seconds,
      opening,
      whole: Math.max(whole, bytes),
      estimate: estimate(seconds, opening, bytes, whole),
      compared,
      differing,
      missing,
      databases: broken === undefined ? [...servers, ...filesOf(all("sqlite"))] : [],
      unopened: sum(all("unopened").map(([count]) => Number(count))),
    },
  };
}

/** Seconds for everything at the measured speed; opening was done in full where it was done at all. */
function estimate(seconds: number, opening: number, bytes: number, whole: number): number {
  const factor = bytes > 0 && whole > bytes ? whole / bytes : 1;
  return Math.round((seconds * factor + opening) * 100) / 100;
}

/** What a server was found to hold, against what was recorded; the cause of the rest is the only problem that is told. */
function serversOf(
  found: readonly CountedDatabase[],
  recorded: readonly CountedDatabase[],
  said: readonly string[],
  engine = "other",
): RestoredDatabase[] {
  const problems = said.includes("cut-off") ? ["cut-off"] : [...new Set(said)];
  const isWhole = problems.length === 0;
  const known = found.map((database) => {
    const record = recordOf(database, recorded);
    return serverOf(database, record, isWhole ? compare(database, record) : problems);
  });
  const names = new Set(found.map(({ engine, name }) => `${engine} ${name}`));
  const absent = recorded
    .filter(({ engine, name }) => engine !== "sqlite" && !names.has(`${engine} ${name}`))
    .map((record) => {
      const nothing = { engine: record.engine, name: record.name, tables: new Map<string, number>() };
      return serverOf(nothing, record, isWhole ? ["table-missing"] : problems);
    });
  const all = [...known, ...absent];
  if (all.length > 0 || isWhole) return all;
  return [{ engine, name: "-", tables: 0, rows: 0, recorded: null, problems }];
}

function recordOf({ engine, name }: CountedDatabase, recorded: readonly CountedDatabase[]) {
  return recorded.find((record) => record.engine === engine && record.name === name);
}

function compare({ tables }: CountedDatabase, record: CountedDatabase | undefined): string[] {
  const pairs = [...(record?.tables ?? [])];
  return [
    ...(pairs.some(([table]) => !tables.has(table)) ? ["table-missing"] : []),
    ...(pairs.some(([table, rows]) => (tables.get(table) ?? rows) < rows) ? ["rows-missing"] : []),
  ];
}

function serverOf(
  { engine, name, tables }: CountedDatabase,
  record: CountedDatabase | undefined,
  problems: readonly string[],
): RestoredDatabase {
  return {
    engine,
    name: name.slice(0, 200),
    ...count(tables),
    recorded: record === undefined ? null : count(record.tables),
    problems,
  };
}

function count(tables: ReadonlyMap<string, number>): { readonly tables: number; readonly rows: number } {
  return { tables: tables.size, rows: sum([...tables.values()]) };
}

function filesOf(lines: Lines): RestoredDatabase[] {
  return lines.map(([name = "", problem = "does-not-open", ...counts]) => {
    const [tables = 0, rows = 0] = numbers(counts);
    return { engine: "sqlite", name, tables, rows, recorded: null, problems: problem === "-" ? [] : [problem] };
  });
}

/** A word that is no number counts nothing. */
function numbers(words: readonly string[] | undefined): number[] {
  return (words ?? []).map((text) => (/^\d{1,16}$/.test(text) ? Number(text) : 0));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + (Number.isFinite(value) ? value : 0), 0);
}
