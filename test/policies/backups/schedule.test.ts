import test from "ava";
import fc from "fast-check";
import { longestGap } from "../../../policies/backups/schedule.ts";

const HOUR = 3_600;

test("the longest time between two runs is read from every usual way to write a schedule", (t) => {
  const gaps: [string, number][] = [
    ["hourly", 1],
    ["@daily", 24],
    ["weekly", 168],
    ["monthly", 744],
    ["every 6h", 6],
    ["every 90m", 1.5],
    ["every 2d", 48],
    ["daily 02:30", 24],
    ["Daily 02:30", 24],
    ["daily 02:30, 14:30", 12],
    ["daily 02:30 and 10:30", 16],
    ["weekly sun 03:00", 168],
    ["sun 03:00", 168],
    ["mon,thu 03:00", 96],
    ["mon, thu 03:00", 96],
    ["30 2 * * *", 24],
    ["0 */6 * * *", 6],
    ["*/20 * * * *", 1 / 3],
    ["0 2,14 * * *", 12],
    ["30 2 * * 1,2,3,4,5", 72],
    ["30 2 * * 0", 168],
    ["30 2 * * 7", 168],
    ["*-*-* 02:30:00", 24],
    ["*-*-* 02:30", 24],
  ];
  for (const [schedule, hours] of gaps) t.is(longestGap(schedule), hours * HOUR, schedule);
});

test("a schedule that nobody can count is not guessed", (t) => {
  const odd = ["", "after each release", "02:30", "daily 25:00", "daily 02:61", "xyz 02:30", "every 0h"];
  const oddCron = ["30 2 1 * *", "30 2 * * mon-fri", "99 2 * * *", "30 2 * * 9", "30 2 * *"];
  for (const schedule of [...odd, ...oddCron]) t.is(longestGap(schedule), undefined, schedule);
  t.is(longestGap(`${"mon,".repeat(100)} 02:30`), undefined);
});

test("any text is read in no time, and what is read is more than nothing and at most a few years", (t) => {
  const piece = fc.constantFrom("mon", ",", " ", "daily", "02:30", "*", "/", "every", "6h", "-", "sun", "0", "weekly");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const gap = longestGap(pieces.join(""));
      t.true(gap === undefined || (gap > 0 && gap < 10_000 * 86_400));
    }),
    { numRuns: 2_000 },
  );
});

test("one more run a week never makes the longest gap longer", (t) => {
  const days = fc.subarray(["sun", "mon", "tue", "wed", "thu", "fri", "sat"], { minLength: 1 });
  const time = fc.constantFrom("00:00", "02:30", "12:00", "23:59");
  fc.assert(
    fc.property(days, time, fc.constantFrom("sun", "wed"), (some, at, more) => {
      const few = longestGap(`${some.join(",")} ${at}`) ?? Number.NaN;
      const many = longestGap(`${[...some, more].join(",")} ${at}`) ?? Number.NaN;
      t.true(many <= few);
    }),
  );
});
