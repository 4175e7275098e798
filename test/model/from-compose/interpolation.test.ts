// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of compose
import test from "ava";
import fc from "fast-check";
import { GAP, interpolate } from "../../../model/from-compose/interpolate.ts";

test("a default stands in for its variable, however deep it is nested", (t) => {
  const settled: [string, string][] = [
    ["plain", "plain"],
    ["$$HOME and 5$$", "$HOME and 5$"],
    ["${X:-d}", "d"],
    ["${X-d}", "d"],
    ["${X:-}", ""],
    ["a${X:-b}c${Y-d}e", "abcde"],
    ["${X:-${Y:-deep}}", "deep"],
    ["${X:-a$$b}", "a$b"],
    ["${X:+v}", ""],
    ["${X+v}w", "w"],
    ["${X:+${Y}}", ""],
  ];
  for (const [written, text] of settled) t.deepEqual(interpolate(written), { text, missing: [] }, written);
});

test("a variable without a default leaves a gap and its name", (t) => {
  t.deepEqual(interpolate("$HOST:80"), { text: `${GAP}:80`, missing: ["HOST"] });
  t.deepEqual(interpolate("${A}${B_1}"), { text: GAP + GAP, missing: ["A", "B_1"] });
  t.deepEqual(interpolate("${X:?set it}"), { text: GAP, missing: ["X"], required: "X" });
  t.deepEqual(interpolate("${X?}"), { text: GAP, missing: ["X"], required: "X" });
  t.deepEqual(interpolate("${X:-${Y}}"), { text: GAP, missing: ["Y"] });
});

test("a dollar that starts nothing is refused, as compose refuses it", (t) => {
  for (const text of ["$", "5$ ", "$1", "${", "${}", "${X", "${X:", "${X:-a", "${X!y}", "^.+$`", "$$$"])
    t.is(interpolate(text), undefined, text);
  t.is(interpolate(`${"${x:-".repeat(10_000)}${"}".repeat(10_000)}`), undefined);
});

test("text whose dollars are doubled comes back as it was", (t) => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      t.deepEqual(interpolate(text.replaceAll("$", "$$$$")), { text, missing: [] });
    }),
  );
});
