import type { Backup } from "../../model/backup.ts";
import { type DeclaredBackup, declaredBackups } from "../../model/backup-label.ts";
import type { Container } from "../../model/container.ts";
import type { Stack } from "../../model/stack.ts";
import { UnknownValue } from "../../model/unknown.ts";
import { type Data, dataOf, type Use } from "../../policies/backups/data.ts";
import { servedFrom } from "../../policies/backups/database.ts";
import { keyOf, volumesInMemory } from "../../policies/backups/storage.ts";
import { useOf } from "../../policies/backups/uses.ts";
import { holdsSecret } from "../../policies/judge/redact.ts";
import { byCodeUnit } from "../../policies/order.ts";
import type { DatabaseEngine, ExpectedData } from "../expectation.ts";

/** The data of a stack, and what of it is not known, in words. */
export interface ExpectedDataOfStack {
  readonly data: readonly ExpectedData[];
  readonly problems: readonly string[];
}

type Server = NonNullable<ExpectedData["database"]>;

/** Engines by their names in policies/images. What takes a dump of MySQL is MariaDB here. */
const ENGINES: Readonly<Record<string, DatabaseEngine>> = {
  PostgreSQL: "postgresql",
  MariaDB: "mariadb",
  "MariaDB or MySQL": "mariadb",
  "Percona Server": "mariadb",
};

/**
 * The volumes and folders that the containers of a stack write, with how each is kept. What is not known of one
 * is said with it, or as a problem where not even its name is known; it never vanishes.
 */
export function expectData(stack: Stack): ExpectedDataOfStack {
  const problems: string[] = [];
  const unclear = new Map<string, string>();
  const servers = new Map<string, Server>();
  const inMemory = volumesInMemory(stack);
  const uses: Use[] = [];
  for (const container of [...stack.containers].sort((a, b) => byCodeUnit(a.name, b.name))) {
    const labels = attempt(() => declaredBackups(container));
    const own = usesOf(container, labels ?? [], problems);
    uses.push(...own);
    if (labels === undefined)
      for (const { storage } of own)
        unclear.set(keyOf(storage), `not all labels of ${container.name} are known, and one may say how it is kept`);
    const served = attempt(() => serversOf(container));
    for (const [key, server] of served ?? []) if (!servers.has(key)) servers.set(key, server);
    if (served === undefined)
      for (const { storage } of own)
        unclear.set(
          keyOf(storage),
          `it is not known whether ${container.name} is a database that keeps its files in it`,
        );
  }
  const kept = dataOf(uses).filter(({ storage }) => storage.kind !== "volume" || !inMemory.has(storage.source));
  const secret = (data: Data) => holdsSecret(data.storage.source, stack.secrets);
  for (const { uses: by } of kept.filter(secret))
    problems.push(`${by[0]?.container}: where some of its data lies is a secret, so nothing can be said of its backup`);
  return {
    data: kept
      .filter((data) => !secret(data))
      .map((data) => {
        const key = keyOf(data.storage);
        return expectOne(data, servers.get(key) ?? null, unclear.get(key));
      }),
    problems,
  };
}

function usesOf(container: Container, labels: readonly DeclaredBackup[], problems: string[]): Use[] {
  const mounts = attempt(() => container.mounts);
  if (mounts === undefined) problems.push(`${container.name}: its mounts are not known, and so is its data`);
  return (mounts ?? []).flatMap((mount) => {
    const use = attempt(() => ({ found: useOf(container.name, mount, labels) }));
    if (use === undefined) problems.push(`${container.name}: it is not known which data one of its mounts is`);
    return use?.found ?? [];
  });
}

function serversOf(container: Container): (readonly [string, Server])[] {
  return servedFrom(container).map(({ database, storage }) => {
    const image = container.image?.text ?? "";
    return [keyOf(storage), { engine: ENGINES[database.name] ?? "other", container: container.name, image }];
  });
}

function expectOne({ storage, uses, said }: Data, database: Server | null, unclear: string | undefined): ExpectedData {
  const [first, second] = said;
  const { backup, why } = first === undefined ? { backup: null, why: undefined } : readOf(first);
  const contradicts =
    second === undefined ? undefined : `${first?.container} and ${second.container} say different things about it`;
  const doubt = unclear ?? why ?? contradicts;
  return {
    ...storage,
    containers: [...new Set(uses.map(({ container }) => container))],
    backup: contradicts === undefined ? backup : null,
    database,
    ...(doubt === undefined ? {} : { unclear: doubt }),
  };
}

function readOf({ container, declared }: Use): { readonly backup: Backup | null; readonly why: string | undefined } {
  if (declared === null) return { backup: null, why: undefined };
  const { read } = declared;
  return "backup" in read
    ? { backup: read.backup, why: undefined }
    : { backup: null, why: `what ${container} says about it cannot be read: ${read.mistake}` };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValue) return undefined;
    throw error;
  }
}
