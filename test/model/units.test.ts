import test from "ava";
import fc from "fast-check";
import { parseBytes, parseDuration } from "../../model/units.ts";

test("a size counts in powers of 1024, whatever way its unit is spelt", (t) => {
  const sizes: [string | number, number][] = [
    ["512", 512],
    [512, 512],
    ["0", 0],
    ["64k", 65_536],
    ["512m", 536_870_912],
    ["512M", 536_870_912],
    ["512mb", 536_870_912],
    ["512 MiB", 536_870_912],
    ["1g", 1_073_741_824],
    ["1.5gb", 1_610_612_736],
    ["2t", 2_199_023_255_552],
    ["10b", 10],
  ];
  for (const [written, bytes] of sizes) t.is(parseBytes(written), bytes, String(written));
});

test("what is no size is undefined, so that nobody takes nonsense for a limit", (t) => {
  for (const text of ["", "m", "-1", "-5m", "1x", "1 2", "0x10", "1e9", "1..5g", "1,5g", "99999999999g", "NaN"])
    t.is(parseBytes(text), undefined, text);
  t.is(parseBytes(Number.NaN), undefined);
  t.is(parseBytes(-1), undefined);
});

test("a duration adds up its parts, in milliseconds", (t) => {
  const durations: [string, number][] = [
    ["0", 0],
    ["0s", 0],
    ["500ms", 500],
    ["30s", 30_000],
    ["1m30s", 90_000],
    ["1h2m3s", 3_723_000],
    ["1.5h", 5_400_000],
    [".5s", 500],
    ["+5s", 5000],
    ["1500us", 1.5],
    ["1500µs", 1.5],
  ];
  for (const [written, milliseconds] of durations) t.is(parseDuration(written), milliseconds, written);
});

test("what is no duration is undefined: no unit, a negative one, anything around it", (t) => {
  for (const text of ["", "30", "s", "-5s", "5 s", "5s!", "1d", "1m 30s", "forever", "5s\n5", `${"1m".repeat(500)}`])
    t.is(parseDuration(text), undefined, text);
});

test("every whole number of bytes and of seconds reads as itself", (t) => {
  fc.assert(
    fc.property(fc.nat(), (number) => {
      t.is(parseBytes(String(number)), number);
      t.is(parseDuration(`${number}s`), number * 1000);
    }),
  );
});
