import test from "ava";
import fc from "fast-check";
import type { Fact, Json } from "../../../verifications/fact.ts";
import { expectationOf } from "../support/expectation.ts";
import {
  ARCHIVES,
  archive,
  archives,
  BACKUP_CHECKS,
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
  ODOO,
  READABLE,
  ROOM,
  restore,
  restored,
  type Values,
  WELL,
} from "./support.ts";

const RUNS = { numRuns: 150 };
type Judged = ReturnType<typeof judged>;

const passing = (results: Judged) =>
  new Set([...results].filter(([, { state }]) => state === "pass").map(([id]) => id));

/** Nothing passes that did not pass before. */
function noBetter(t: import("ava").ExecutionContext, less: Judged, more: Judged): void {
  const before = passing(more);
  for (const id of passing(less)) t.true(before.has(id), `${id} turned into a pass`);
}

const anyPaths = fc.oneof(
  { weight: 4, arbitrary: fc.subarray([ODOO, NEXTCLOUD, MAIL], { minLength: 1 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const anyArchive = fc
  .record({
    hours: fc.integer({ min: -40, max: 400 }),
    paths: anyPaths,
    bytes: fc.constantFrom(null, 0, 87, 1000, 1_000_000, 2_000_000),
    files: fc.constantFrom(null, 0, 1, 100, 200),
    stored: fc.constantFrom(null, 0, 87, 500_000),
  })
  .map(({ hours, ...given }) => archive(hours, given));
const anyArchives = fc.uniqueArray(anyArchive, { maxLength: 12, selector: ({ id }) => id });

/** An estate that is seen somehow, well in most of its parts. */
const anyChanges: fc.Arbitrary<Changes> = fc
  .record(
    {
      [ARCHIVES]: anyArchives.map((list): Json => archives(list)),
      [COPY]: anyArchives.map((list): Json => archives(list)),
      [READABLE]: fc.constantFrom<Json>(
        { ok: false, problems: ["damaged-pack"], share: 0.1, seconds: 1 },
        { ok: true, problems: [], share: 0, seconds: 1 },
      ),
      [JOB]: fc.constantFrom<Json>(
        { ...(WELL[JOB] as Values), enabled: false },
        { ...(WELL[JOB] as Values), succeeded: false },
        { ...(WELL[JOB] as Values), lastRun: null, succeeded: null },
      ),
      [LOG]: fc.constantFrom<Json>({ time: null, errors: 2, written: false, archive: null }),
      [ROOM]: fc.constantFrom<Json>({ free: 0, size: 1 }),
      [live("/srv/mail")]: fc.constantFrom<Json>(
        { path: MAIL, bytes: 0, files: 0 },
        { path: "/elsewhere", bytes: 9e9, files: 9 },
      ),
      [restore("odoo-db")]: fc.constantFrom<Json>(
        restored(),
        restored({ databases: [database({ tables: 1, problems: ["cut-off"] })] }),
        restored({ problems: ["empty"], files: 0 }),
        restored({ databases: [database()], estimate: 9000 }),
      ),
      [restore("/srv/mail")]: fc.constantFrom<Json>(
        restored({ missing: 3 }),
        restored({ compared: 0 }),
        restored({ store: "x" }),
      ),
    },
    { requiredKeys: [] },
  )
  .map((changes) => changes as Changes);

test("taking facts away never makes anything pass", (t) => {
  fc.assert(
    fc.property(anyChanges, fc.infiniteStream(fc.boolean()), (changes, stays) => {
      const facts = factsOf(changes);
      noBetter(t, judged(facts.filter(() => stays.next().value)), judged(facts));
    }),
    RUNS,
  );
});

test("a fact that nobody could see is no better than none", (t) => {
  fc.assert(
    fc.property(
      anyChanges,
      fc.constantFrom(...Object.keys(WELL)),
      fc.constantFrom("timeout", "refused", "not-asked"),
      (changes, name, failure) => {
        const lost = judged(factsOf({ ...changes, [name]: { failure } }));
        noBetter(t, lost, judged(factsOf(changes)));
      },
    ),
    RUNS,
  );
});

/** Whether there is one, how old it is, whether it is elsewhere: what fewer archives cannot prove. */
const OF_HAVING = ["backup-exists", "backup-fresh", "backup-elsewhere", "restore-proved", "restore-in-time"];
const ofHaving = (results: Judged): Judged =>
  new Map([...results].filter(([id]) => OF_HAVING.includes(id.split(" ")[0] ?? "")));

test("taking an archive away never makes data kept, fresh, elsewhere or restored", (t) => {
  fc.assert(
    fc.property(anyChanges, anyArchives, fc.nat(), fc.constantFrom(ARCHIVES, COPY), (changes, list, at, where) => {
      // What is dated into the future is a fault of its own, and goes with the archive.
      const past = list.filter(({ id }) => !String(id).startsWith("a-"));
      const fewer = past.filter((_, index) => index !== at % Math.max(1, past.length));
      const facts = (all: readonly Values[]) => factsOf({ ...changes, [where]: archives(all) });
      noBetter(t, ofHaving(judged(facts(fewer))), ofHaving(judged(facts(past))));
    }),
    RUNS,
  );
});

test("older archives never make a backup fresher", (t) => {
  const fresh = (results: Judged): Judged => new Map([...results].filter(([id]) => id.startsWith("backup-fresh")));
  fc.assert(
    fc.property(anyArchives, fc.integer({ min: 0, max: 100 }), (list, hours) => {
      const past = list.filter(({ id }) => !String(id).startsWith("a-"));
      const older = past.map((one) => ({
        ...one,
        time: new Date(Date.parse(String(one.time)) - hours * 3_600_000).toISOString(),
      }));
      const of = (all: readonly Values[]) => fresh(judged(factsOf({ [ARCHIVES]: archives(all) })));
      noBetter(t, of(older), of(past));
    }),
    RUNS,
  );
});

test("more data lost never makes a backup plausible", (t) => {
  const plausible = (results: Judged): Judged =>
    new Map([...results].filter(([id]) => id.startsWith("backup-plausible")));
  const number = fc.constantFrom(null, 0, 87, 1000, 1_000_000, 2_000_000);
  fc.assert(
    fc.property(
      fc.record({ bytes: number, files: number, stored: number }),
      fc.tuple(number, number),
      fc.record({
        bytes: fc.double({ min: 0, max: 1, noNaN: true }),
        files: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      fc.constantFrom(0, 1, 1000, 1_900_000),
      (size, [before, files], left, alive) => {
        const cut = (value: number | null, share: number) => (value === null ? null : Math.floor(value * share));
        const less = {
          bytes: cut(size.bytes, left.bytes),
          files: cut(size.files, left.files),
          stored: cut(size.stored, left.bytes),
        };
        const of = (given: Values) =>
          plausible(
            judged(
              factsOf({
                [ARCHIVES]: archives([archive(9, given), archive(33, { bytes: before, files })]),
                [live("/srv/mail")]: { path: MAIL, bytes: alive, files: Math.ceil(alive / 1000) },
              }),
            ),
          );
        noBetter(t, of(less), of(size));
      },
    ),
    RUNS,
  );
});

test("every archive that is there is judged by the same clock, whatever the clock of the verifier says", (t) => {
  fc.assert(
    fc.property(anyArchives, fc.integer({ min: -500, max: 500 }), (list, hours) => {
      const moved = (time: string) => new Date(Date.parse(time) + hours * 3_600_000).toISOString();
      const of = (shift: (time: string) => string) => {
        const seen = list.map((one) => ({ ...one, time: shift(String(one.time)) }));
        const value = { ...archives(seen), now: shift("2026-11-23T12:00:00.000Z") };
        return [...judged(factsOf({ [ARCHIVES]: value, [LOG]: { failure: "denied" } }))].map(([id, { state }]) => [
          id,
          state,
        ]);
      };
      t.deepEqual(
        of(moved),
        of((time) => new Date(time).toISOString()),
      );
    }),
    { numRuns: 50 },
  );
});

test("a store, a policy or a host that is not declared any more proves nothing of its data", (t) => {
  const before = judged(factsOf());
  const [host] = ESTATE.hosts;
  const without = [
    { ...ESTATE, stores: [] },
    {
      ...ESTATE,
      hosts: [{ ...host, name: "lady", data: (host?.data ?? []).map((one) => ({ ...one, backup: null })) }],
    },
    {
      ...ESTATE,
      hosts: [
        { ...host, name: "lady", data: (host?.data ?? []).map((one) => ({ ...one, unclear: "a label is not known" })) },
      ],
    },
    { ...ESTATE, hosts: [{ name: "lady" }] },
  ];
  for (const sketch of without) {
    const after = judged(factsOf(), sketch);
    noBetter(t, after, before);
    for (const [id, { state }] of after)
      if (OF_HAVING.includes(id.split(" ")[0] ?? "") && !id.endsWith(" nightly")) t.not(state, "pass", id);
  }
  t.true(expectationOf(ESTATE).hosts.length > 0 && BACKUP_CHECKS.length === 16);
});

test("facts that hold something else than they should are no better than none, and break nothing", (t) => {
  const odd = fc.oneof(
    fc.constantFrom<Json>(null, {}, [], 0, "", true),
    fc.json().map((text) => JSON.parse(text) as Json),
  );
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(WELL)), odd, (name, value) => {
      const without = judged(factsOf({ [name]: undefined }));
      const facts = factsOf({ [name]: "?" }).map(
        (fact): Fact =>
          fact.observation.status === "seen" && fact.observation.value === "?"
            ? { ...fact, observation: { status: "seen", value } }
            : fact,
      );
      const results = judged(facts);
      t.is(results.size, without.size);
      if (!name.startsWith("host.clock")) noBetter(t, results, without);
    }),
    RUNS,
  );
});
