import test from "ava";
import type { Json } from "../../../verifications/fact.ts";
import type { DataSketch, Sketch } from "../support/expectation.ts";
import {
  ARCHIVES,
  ago,
  archive,
  archives,
  type Changes,
  COPY,
  database,
  ESTATE,
  factsOf,
  JOB,
  judged,
  LOG,
  live,
  MAIL,
  NEXTCLOUD,
  NIGHTS,
  ODOO,
  READABLE,
  ROOM,
  restore,
  restored,
  told,
  type Values,
  volume,
  WEEK,
  WELL,
} from "./support.ts";

/** A fault as it is seen wherever it leaves a trace, and the one result that names it. */
interface Found {
  readonly seen: Changes;
  readonly told: readonly string[];
  readonly estate?: Sketch;
}

const [, , mail] = (ESTATE.hosts[0]?.data ?? []) as [DataSketch, DataSketch, DataSketch];
const having = (data: readonly DataSketch[], given: Partial<Sketch> = {}): Sketch => ({
  ...ESTATE,
  ...given,
  hosts: [{ ...(ESTATE.hosts[0] as Sketch["hosts"][number]), data }],
});
const newest = (given: Values, others: readonly Values[] = NIGHTS.slice(1)): Json =>
  archives([archive(9, given), ...others]);
const job = (given: Values): Json => ({ ...(WELL[JOB] as Values), ...given });
const log = (given: Values): Json => ({ ...(WELL[LOG] as Values), ...given });
/** Two archives of each night, the one of the volume a minute older. */
const apart = (nights: readonly number[], name: string) =>
  nights.flatMap((hours) => [
    archive(hours, { paths: [MAIL] }),
    archive(hours + 1 / 60, { id: `v${hours}`, paths: [volume(name)] }),
  ]);
const gone = { bytes: 0, files: 0, compared: 0 };
const every = (value: Values): Changes =>
  Object.fromEntries(["odoo-db", "nextcloud-db", "/srv/mail"].map((source) => [restore(source), restored(value)]));
/** Of everything that needs the repository: what a key that does not open it leaves. */
const closed = (failure: string): Changes => ({
  [ARCHIVES]: { failure },
  [READABLE]: { ok: false, problems: ["wrong-key"], share: 0, seconds: 1 },
});

const FAULTS: Readonly<Record<string, Found>> = {
  "an empty archive": {
    seen: { [ARCHIVES]: newest({ bytes: 0, files: 0 }), ...every({ ...gone, problems: ["empty"] }) },
    told: ["backup-plausible odoo-db: empty"],
  },
  "a tar of 87 bytes": {
    estate: having([{ source: "/srv/mail", kind: "folder", backup: { tool: "tar" } }], {
      stores: [{ name: "nightly", tool: "tar", copies: ESTATE.stores?.[0]?.copies ?? [] }],
    }),
    seen: {
      [ARCHIVES]: archives([
        archive(9, { paths: null, bytes: null, files: 0, stored: 87 }),
        ...NIGHTS.slice(1).map((one) => ({ ...one, stored: 900_000 })),
      ]),
      [restore("/srv/mail")]: restored({ ...gone, problems: ["empty"] }),
    },
    told: ["backup-plausible /srv/mail: empty"],
  },
  "the wrong name of a volume": {
    estate: having([{ source: "odoo-files" }, mail]),
    seen: {
      [ARCHIVES]: archives(WEEK.map((hours) => archive(hours, { paths: [volume("odoo_odoo-files"), MAIL] }))),
      [COPY]: archives(WEEK.map((hours) => archive(hours, { paths: [volume("odoo_odoo-files"), MAIL] }))),
      [restore("odoo-files")]: restored({ ...gone, archive: null, made: null, problems: ["not-in-archive"] }),
    },
    told: ["backup-exists odoo-files: wrong-name"],
  },
  "the wrong name of a volume, by a job that writes an archive for each of its data": {
    estate: having([{ source: "odoo-files" }, mail]),
    seen: {
      [ARCHIVES]: archives(apart(WEEK, "odoo_odoo-files")),
      [COPY]: archives(apart(WEEK, "odoo_odoo-files")),
      [restore("odoo-files")]: restored({ ...gone, archive: null, made: null, problems: ["not-in-archive"] }),
    },
    told: ["backup-exists odoo-files: wrong-name"],
  },
  "a backup that is stale by one day over what may be lost": {
    seen: {
      [ARCHIVES]: archives(WEEK.map((hours) => archive(hours + 41))),
      [COPY]: archives(WEEK.map((hours) => archive(hours + 41))),
      [LOG]: log({ time: ago(9), archive: null }),
    },
    told: ["backup-fresh odoo-db: stale"],
  },
  "a truncated pack of the repository": {
    seen: {
      [READABLE]: { ok: false, problems: ["damaged-pack"], share: 0.1, seconds: 9 },
      ...every({ ...gone, problems: ["damaged"] }),
    },
    told: ["backup-readable nightly: damaged-pack"],
  },
  "a wrong key": {
    seen: { ...closed("denied"), [JOB]: job({ succeeded: false }), ...every({ ...gone, problems: ["wrong-key"] }) },
    told: ["backup-store-opens nightly: wrong-key"],
  },
  "a dump that is cut in the middle": {
    seen: {
      [restore("odoo-db")]: restored({ databases: [database({ tables: 5, rows: 80, problems: ["cut-off"] })] }),
    },
    told: ["restore-proved odoo-db: cut-off"],
  },
  "a database that is declared to be copied while it runs": {
    estate: having([
      {
        source: "odoo-db",
        containers: ["odoo-db"],
        database: { engine: "postgresql", container: "odoo-db", image: "postgres:15" },
      },
      mail,
    ]),
    seen: {
      [ARCHIVES]: archives(
        WEEK.map((hours) => archive(hours, { paths: [volume("odoo-db"), MAIL], bytes: 11e6, files: 1100 })),
      ),
      [COPY]: archives(WEEK.map((hours) => archive(hours, { paths: [volume("odoo-db"), MAIL] }))),
      [restore("odoo-db")]: restored({ databases: [database({ recorded: null, problems: ["copied-while-running"] })] }),
    },
    told: ["backup-complete odoo-db: copied-while-running"],
  },
  "a database whose files are copied in place of its dump": {
    seen: {
      [ARCHIVES]: archives([
        archive(9, { paths: [volume("odoo-db"), NEXTCLOUD, MAIL], bytes: 11e6, files: 1100 }),
        ...NIGHTS.slice(1),
      ]),
      [restore("odoo-db")]: restored({ databases: [database({ problems: ["does-not-open"] })] }),
    },
    told: ["backup-complete odoo-db: dump-missing"],
  },
  "a database that was copied while it ran though it should have been stopped": {
    seen: { [restore("odoo-db")]: restored({ databases: [database({ problems: ["copied-while-running"] })] }) },
    told: ["restore-proved odoo-db: copied-while-running"],
  },
  "a missing table": {
    seen: {
      [restore("nextcloud-db")]: restored({
        databases: [database({ tables: 11, rows: 300, problems: ["table-missing"] })],
      }),
    },
    told: ["restore-proved nextcloud-db: table-missing"],
  },
  "a volume that the last run left out": {
    seen: {
      [ARCHIVES]: newest({ paths: [ODOO, NEXTCLOUD] }),
      [restore("/srv/mail")]: restored({ ...gone, problems: ["not-in-archive"] }),
    },
    told: ["backup-complete /srv/mail: left-out"],
  },
  "a volume that was never in it": {
    seen: {
      [ARCHIVES]: archives(WEEK.map((hours) => archive(hours, { paths: [ODOO, NEXTCLOUD] }))),
      [COPY]: archives(WEEK.map((hours) => archive(hours, { paths: [ODOO, NEXTCLOUD] }))),
      [restore("/srv/mail")]: restored({ ...gone, archive: null, made: null, problems: ["not-in-archive"] }),
    },
    told: ["backup-exists /srv/mail: never-kept"],
  },
  "a retention that was never applied": {
    seen: { [ARCHIVES]: archives(Array.from({ length: 40 }, (_, night) => archive(9 + 24 * night))) },
    told: ["backup-retention nightly: never-applied"],
  },
  "no copy elsewhere": {
    estate: { ...ESTATE, stores: [{ name: "nightly" }] },
    seen: {},
    told: ["backup-elsewhere nightly: no-copy"],
  },
  "a full disk at the destination": {
    seen: {
      [ROOM]: { free: 0, size: 100e9 },
      [JOB]: job({ succeeded: false }),
      [LOG]: log({ errors: 4, written: false, archive: null }),
      [ARCHIVES]: archives(WEEK.map((hours) => archive(hours + 24))),
      [COPY]: archives(WEEK.map((hours) => archive(hours + 24))),
    },
    told: ["backup-room nightly: no-room"],
  },
  "a timer that is disabled": {
    seen: {
      [JOB]: job({ enabled: false, active: false, nextRun: null, lastRun: ago(81) }),
      [ARCHIVES]: archives(WEEK.map((hours) => archive(hours + 72))),
      [COPY]: archives(WEEK.map((hours) => archive(hours + 72))),
      [LOG]: log({ time: ago(80.9), archive: "a81" }),
    },
    told: ["backup-job-runs nightly: disabled"],
  },
  "a restore that is slower than it may be": {
    seen: { [restore("/srv/mail")]: restored({ whole: 5e9, seconds: 600, estimate: 7200 }) },
    told: ["restore-in-time /srv/mail: too-slow"],
  },
  "rows that are missing": {
    seen: { [restore("odoo-db")]: restored({ databases: [database({ rows: 12, problems: ["rows-missing"] })] }) },
    told: ["restore-proved odoo-db: rows-missing"],
  },
  "files that came back as something else": {
    seen: { [restore("/srv/mail")]: restored({ differing: 2 }) },
    told: ["restore-proved /srv/mail: files-differ"],
  },
  "secrets that anybody can read": {
    seen: { [ARCHIVES]: archives(NIGHTS, { encrypted: false }) },
    told: ["backup-encrypted nightly: not-encrypted"],
  },
  "a copy that is behind": {
    seen: { [COPY]: archives(NIGHTS.slice(3)) },
    told: ["backup-elsewhere nightly: copy-behind"],
  },
  "a job whose last run failed": {
    seen: { [JOB]: job({ succeeded: false }), [LOG]: log({ errors: 1 }) },
    told: ["backup-job-runs nightly: failed"],
  },
  "a job that says well and has written nothing": {
    seen: { [LOG]: log({ written: false, archive: null }) },
    told: ["backup-log-agrees nightly: nothing-written"],
  },
  "an archive that is dated into the future": {
    seen: { [ARCHIVES]: archives([archive(-48), ...NIGHTS]) },
    told: ["backup-fresh odoo-db: from-the-future"],
  },
  "a source that has grown and an archive that has not": {
    seen: { [live("/srv/mail")]: { path: MAIL, bytes: 9e9, files: 9000 } },
    told: ["backup-plausible odoo-db: smaller-than-source"],
  },
  "a repository that is not there any more": {
    seen: {
      ...closed("missing"),
      [READABLE]: { ok: false, problems: ["not-a-repository"], share: 0, seconds: 1 },
      [JOB]: job({ succeeded: false }),
      ...every({ ...gone, problems: ["not-a-repository"] }),
    },
    told: ["backup-store-opens nightly: store-missing"],
  },
};

test("where all is well every check of backups passes", (t) => {
  t.deepEqual(
    [...judged(factsOf())]
      .filter(([, { state }]) => state !== "pass")
      .map(([id, { state, remarks }]) => [id, state, remarks]),
    [],
  );
});

for (const [fault, { seen, told: names, estate }] of Object.entries(FAULTS))
  test(`${fault} is found by name, and nothing else is`, (t) => {
    t.deepEqual(told(factsOf(seen), estate), [...names]);
  });

test("a host that does not answer is told once, and nothing of its backups", (t) => {
  const facts = factsOf(
    Object.fromEntries(
      Object.keys(WELL).map((name) => [name, name.includes(" lady ") ? { failure: "timeout" } : WELL[name]]),
    ),
  );
  const failing = [...judged(facts)].filter(([, { state }]) => state === "fail").map(([id]) => id);
  t.deepEqual(failing, ["host-reachable -"]);
});

test("two faults at once are both told", (t) => {
  t.deepEqual(
    told(
      factsOf({
        [READABLE]: { ok: false, problems: ["damaged-pack"], share: 0.1, seconds: 9 },
        [restore("nextcloud-db")]: restored({ databases: [database({ tables: 11, problems: ["table-missing"] })] }),
      }),
    ),
    ["backup-readable nightly: damaged-pack", "restore-proved nextcloud-db: table-missing"],
  );
});
