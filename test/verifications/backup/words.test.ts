import { readFileSync } from "node:fs";
import test from "ava";
import fc from "fast-check";
import { retentionOf } from "../../../verifications/backup/retention.ts";
import { duration, size } from "../../../verifications/backup/words.ts";
import { BACKUP_CHECKS } from "./support.ts";

const DAY = 86_400;

test("times are told in the two largest units that they fill, and never as more than they are", (t) => {
  t.deepEqual([0, 0.9, 59, 60, 61, 3599, 3600, 3660, DAY - 1, DAY, DAY + 7200, 50 * DAY + 59].map(duration), [
    "0 s",
    "0 s",
    "59 s",
    "1 min",
    "1 min 1 s",
    "59 min 59 s",
    "1 h",
    "1 h 1 min",
    "23 h 59 min",
    "1 d",
    "1 d 2 h",
    "50 d",
  ]);
  t.is(duration(-3600), "1 h");
});

test("sizes are told in the largest unit that they fill, cut", (t) => {
  t.deepEqual([0, 87, 999, 1000, 5799, 2e9, 9.99e18].map(size), [
    "0 bytes",
    "87 bytes",
    "999 bytes",
    "1.0 kB",
    "5.7 kB",
    "2.0 GB",
    "9990.0 PB",
  ]);
});

test("a retention that keeps the newest of each day, week and month is believed once it goes back a month", (t) => {
  const keep = { daily: 7, weekly: 4, monthly: 6 };
  fc.assert(
    fc.property(fc.integer({ min: 35, max: 300 }), fc.integer({ min: 0, max: DAY - 1 }), (nights, since) => {
      const all = Array.from({ length: nights }, (_, night) => since + night * DAY);
      const kept = new Set<number>();
      for (const [many, length] of [
        [7, DAY],
        [4, 7 * DAY],
        [6, 30.5 * DAY],
      ] as const) {
        const buckets = new Map<number, number>();
        // Days begin at midnight of the host, which is not when it was asked.
        for (const age of all) {
          const bucket = Math.floor((age + 11_000) / length);
          if (!buckets.has(bucket)) buckets.set(bucket, age);
        }
        const newest = [...buckets.values()];
        for (const age of newest.slice(0, many)) kept.add(age);
        if (newest.length < many) kept.add(all.at(-1) as number);
      }
      const ages = [...kept].sort((a, b) => a - b);
      t.is(
        retentionOf(ages, keep, ages.length).state,
        "kept",
        JSON.stringify(ages.map((age) => Math.floor(age / DAY))),
      );
      if (nights > 60) t.is(retentionOf(all, keep, all.length).state, "never-applied");
    }),
    { numRuns: 300 },
  );
});

test("without a promise nobody can tell whether it is kept", (t) => {
  t.is(retentionOf([0, DAY], {}, 900).state, "young");
  t.is(retentionOf([], { daily: 7 }, 0).state, "young");
});

test("the page about backups names every check of them", (t) => {
  const page = readFileSync(new URL("../../../docs/backup.md", import.meta.url), "utf8");
  const section = page.slice(page.indexOf("## What is checked"));
  t.deepEqual(
    [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, id]) => id).sort(),
    BACKUP_CHECKS.map(({ id }) => id).sort(),
  );
});
