import { CHECKS } from "../../../verifications/checks/index.ts";
import type { Expectation } from "../../../verifications/expectation.ts";
import type { Fact, Json } from "../../../verifications/fact.ts";
import { evaluate } from "../../../verifications/judgement/evaluate.ts";
import { expectationOf, type Sketch } from "../support/expectation.ts";
import { FINISHED, failed, seen } from "../support/run.ts";

const HOUR = 3_600_000;
const VOLUMES = "/var/lib/docker/volumes";

/** A moment before the judgement. */
export const ago = (hours: number) => new Date(Date.parse(FINISHED) - hours * HOUR).toISOString();

export type Values = { readonly [key: string]: Json };

/** One host that keeps two databases by their dumps and a folder by its files, and copies all of it to another. */
export const ESTATE: Sketch = {
  hosts: [
    {
      name: "lady",
      volumes: ["odoo-db", "nextcloud-db"],
      data: [
        {
          source: "odoo-db",
          containers: ["odoo-db"],
          backup: { consistent: { kind: "dump", file: "/srv/dumps/odoo.sql.gz" } },
          database: { engine: "postgresql", container: "odoo-db", image: "postgres:15" },
        },
        {
          source: "nextcloud-db",
          containers: ["nextcloud-db"],
          backup: { consistent: { kind: "dump", file: "/srv/dumps/nextcloud.sql.gz" } },
          database: { engine: "mariadb", container: "nextcloud-db", image: "mariadb:10.11" },
        },
        { source: "/srv/mail", kind: "folder", containers: ["mail"] },
        { source: "cache", backup: { tool: "none", reason: "made again at the next start" } },
      ],
    },
  ],
  stores: [{ name: "nightly", copies: [{ host: "master", repository: "/srv/copies/lady", passwordFile: undefined }] }],
};

export const ARCHIVES = "backup.archives lady host nightly";
export const COPY = "backup.copy master host nightly master /srv/copies/lady";
export const READABLE = "backup.readable lady host nightly";
export const JOB = "backup.job lady host nightly";
export const LOG = "backup.log lady host nightly";
export const ROOM = "backup.room lady host nightly";
export const restore = (source: string) => `drill.restore lady engine ${source}`;
export const live = (source: string) => `backup.data lady host ${source}`;

export const ODOO = "/srv/dumps/odoo.sql.gz";
export const NEXTCLOUD = "/srv/dumps/nextcloud.sql.gz";
export const MAIL = "/srv/mail";
export const volume = (name: string) => `${VOLUMES}/${name}/_data`;

export function archive(hours: number, given: Values = {}): Values {
  const paths = [ODOO, NEXTCLOUD, MAIL];
  return { id: `a${hours}`, time: ago(hours), paths, bytes: 2_000_000, files: 200, stored: null, ...given };
}

export function archives(list: readonly Values[], given: Values = {}): Values {
  return { archives: list, count: list.length, encrypted: true, now: FINISHED, ...given };
}

/** One of each night of a week. */
export const WEEK = [9, 33, 57, 81, 105, 129, 153];
export const NIGHTS = WEEK.map((hours) => archive(hours));

export function database(given: Values = {}): Values {
  return {
    engine: "postgresql",
    name: "odoo",
    tables: 12,
    rows: 340,
    recorded: { tables: 12, rows: 340 },
    problems: [],
    ...given,
  };
}

export function restored(given: Values = {}): Values {
  return {
    store: "nightly",
    archive: "a9",
    made: ago(9),
    problems: [],
    bytes: 1_000_000,
    files: 100,
    seconds: 20,
    opening: 0,
    whole: 1_000_000,
    estimate: 20,
    compared: 50,
    differing: 0,
    missing: 0,
    databases: [],
    unopened: 0,
    ...given,
  };
}

export const PROVIDER = {
  status: "running",
  ordered: true,
  snapshots: [{ id: "s1", created: ago(100), expires: ago(-600) }],
};

/** What is seen where all is well. */
export const WELL: Readonly<Record<string, Json>> = {
  "host.clock lady host -": { ahead: 0, within: 0.1, synchronised: true },
  [ARCHIVES]: archives(NIGHTS),
  [COPY]: archives(NIGHTS),
  [READABLE]: { ok: true, problems: [], share: 0.2, seconds: 30 },
  [JOB]: { enabled: true, active: true, lastRun: ago(9), nextRun: ago(-15), succeeded: true },
  [LOG]: { time: ago(8.9), errors: 0, written: true, archive: "a9" },
  [ROOM]: { free: 50e9, size: 100e9 },
  [live("/srv/mail")]: { path: MAIL, bytes: 1_900_000, files: 198 },
  [live("odoo-db")]: { path: volume("odoo-db"), bytes: 9_000_000, files: 900 },
  [live("nextcloud-db")]: { path: volume("nextcloud-db"), bytes: 9_000_000, files: 900 },
  [restore("odoo-db")]: restored({ databases: [database()], compared: 0 }),
  [restore("nextcloud-db")]: restored({ databases: [database({ engine: "mariadb", name: "cloud" })], compared: 0 }),
  [restore("/srv/mail")]: restored(),
  "provider.snapshots lady host -": PROVIDER,
};

/** Facts by their names: a value is seen, a failure is not, and undefined is no fact at all. */
export type Changes = Readonly<Record<string, Json | { readonly failure: string } | undefined>>;

export function factsOf(changes: Changes = {}): Fact[] {
  return Object.entries({ ...WELL, ...changes }).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const failure = (value as { failure?: unknown } | null)?.failure;
    return [typeof failure === "string" ? failed(name, failure as "timeout") : seen(name, value as Json)];
  });
}

export const BACKUP_CHECKS = CHECKS.filter(({ criterion }) => criterion === "backup");
const ROOTS = CHECKS.filter(({ id }) => ["host-reachable", "clock-right"].includes(id));

/** Every result of the checks of backups, by `check subject`. */
export function judged(facts: readonly Fact[], sketch: Sketch | Expectation = ESTATE) {
  const expectation = expectationOf(sketch as Sketch);
  const results = evaluate({ expectation, facts, checks: [...BACKUP_CHECKS, ...ROOTS], now: FINISHED });
  return new Map(results.map((result) => [`${result.check} ${result.subject.name}`, result]));
}

/** What fails, as `check subject: cause`. */
export function told(facts: readonly Fact[], sketch: Sketch = ESTATE): string[] {
  return [...judged(facts, sketch)]
    .flatMap(([id, { state, remarks }]) =>
      state === "fail" ? remarks.filter((one) => one.state === "fail").map(({ cause }) => `${id}: ${cause}`) : [],
    )
    .sort();
}
