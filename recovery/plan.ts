import type { BackupPolicy } from "../model/backup.ts";
import { longestGap } from "../policies/backups/schedule.ts";
import type { BackupStore, ExpectedData, ExpectedHost } from "../verifications/expectation.ts";

/** What is done for the backup of one declared volume or folder. */
export interface Item {
  readonly data: ExpectedData;
  readonly policy: BackupPolicy;
  readonly store: BackupStore;
  /** Marks its archives: unique on the host, of letters, digits, `_` and `-`. */
  readonly mark: string;
  readonly dump: Dump | undefined;
  /** Containers that are stopped meanwhile, in the order in which they are stopped. */
  readonly stops: readonly string[];
  /** Seconds between two archives, by its schedule: a run that comes sooner passes it over. */
  readonly every: number;
}

/** A database that writes its own copy. */
export interface Dump {
  readonly engine: DumpedEngine;
  readonly container: string;
  /** Files of the host. */
  readonly file: string;
  /** Undefined for engines whose rows are not counted. */
  readonly record: string | undefined;
}

/** Engines that the job knows how to ask for a dump. */
export type DumpedEngine = "postgresql" | "mariadb" | "mongodb" | "redis";

/** By the name of the image, for those that nobody counts the rows of. */
const OTHERS: readonly (readonly [RegExp, DumpedEngine])[] = [
  [/(^|[/-])mongo(db)?(:|@|$)/, "mongodb"],
  [/(^|[/-])(redis|valkey)(:|@|$)/, "redis"],
];

/** What a host's backup consists of, and what of its declaration nobody could do. */
export interface Plan {
  readonly items: readonly Item[];
  /** Sentences; with one of them no job is printed, since it would leave something out. */
  readonly problems: readonly string[];
}

/**
 * Plans the backup of everything that a host declares.
 *
 * @param stores those of all hosts, from the settings.
 */
export function planBackup(host: ExpectedHost, stores: readonly BackupStore[]): Plan {
  const items: Item[] = [];
  const problems = host.problems.map((problem) => `the declaration of ${host.name} cannot be read: ${problem}`);
  if (host.data === undefined) problems.push(`${host.name}: its data is not known`);
  const marks = new Set<string>();
  for (const data of host.data ?? []) {
    const planned = planData(data, host, stores, marks);
    if (typeof planned === "string") problems.push(`${data.source}: ${planned}`);
    else if (planned !== undefined) items.push(planned);
  }
  return { items, problems };
}

function planData(
  data: ExpectedData,
  host: ExpectedHost,
  stores: readonly BackupStore[],
  marks: Set<string>,
): Item | string | undefined {
  const policy = data.backup;
  if (data.unclear !== undefined) return data.unclear;
  if (policy === null) return "no backup is declared for it";
  if (policy.tool === "none") return undefined;
  const store = storeOf(policy, host.name, stores);
  if (typeof store === "string") return store;
  if (policy.consistent.kind === "snapshot")
    return "the job freezes no file system; declare a dump or a stop, or make its snapshots by other means";
  const dump = dumpOf(data, policy, host);
  if (typeof dump === "string") return dump;
  const stops = policy.consistent.kind === "stop" ? inOrder(host, data.containers).reverse() : [];
  const every = longestGap(policy.schedule);
  if (every === undefined) return "nobody can read its schedule; write it as daily 02:30";
  return { data, policy, store, mark: markOf(data.source, marks), dump, stops, every };
}

/** The place that a policy means, or why it means none. */
export function storeOf(
  { tool, to }: Pick<BackupPolicy, "tool" | "to">,
  host: string,
  stores: readonly BackupStore[],
): BackupStore | string {
  const fitting = stores.filter(
    (store) => store.host === host && store.tool === tool && (to === undefined || store.name === to),
  );
  const [store] = fitting;
  const named = to === undefined ? `${tool} of ${host}` : `${tool} of ${host} named ${to}`;
  if (store === undefined) return `the settings have no place under \`backups\` for ${named}`;
  if (fitting.length > 1) return `the settings have several places for ${named}; the declaration names none of them`;
  return store;
}

function dumpOf(
  data: ExpectedData,
  { consistent, record }: BackupPolicy,
  host: ExpectedHost,
): Dump | string | undefined {
  if (consistent.kind !== "dump") return undefined;
  const database = data.database ?? serverAmong(data.containers, host);
  if (database === null) return "a dump is declared for it, and it is the data of no database that is known";
  const { engine: kind, image, container } = database;
  const engine = kind === "other" ? OTHERS.find(([named]) => named.test(image))?.[1] : kind;
  if (engine === undefined) return `a dump is declared for it, and the job knows no way to have one of ${image}`;
  const { file } = consistent;
  return { engine, container, file, record: kind === "other" ? undefined : (record ?? `${file}.record`) };
}

/** One that is a database, of those that write the data: a cache that keeps what it holds is declared as no database. */
function serverAmong(writers: readonly string[], { containers }: ExpectedHost): ExpectedData["database"] {
  for (const { name, image } of containers)
    if (writers.includes(name) && image !== undefined && OTHERS.some(([named]) => named.test(image)))
      return { engine: "other", container: name, image };
  return null;
}

/** Containers in the order in which they start: each after those that it needs, and otherwise as declared. */
export function inOrder({ containers }: ExpectedHost, names: readonly string[]): string[] {
  const byName = new Map(containers.map((container) => [container.name, container]));
  const ordered: string[] = [];
  const visit = (name: string, above: readonly string[]) => {
    if (ordered.includes(name) || above.includes(name)) return;
    for (const needed of byName.get(name)?.dependsOn ?? []) visit(needed, [...above, name]);
    ordered.push(name);
  };
  for (const { name } of containers) visit(name, []);
  const known = new Set(ordered);
  return [...ordered.filter((name) => names.includes(name)), ...names.filter((name) => !known.has(name))];
}

/** Readable, and unique where two sources differ only in signs. */
function markOf(source: string, taken: Set<string>): string {
  const plain = source.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_|_$/g, "") || "data";
  let mark = plain;
  for (let count = 2; taken.has(mark); count++) mark = `${plain}-${count}`;
  taken.add(mark);
  return mark;
}
