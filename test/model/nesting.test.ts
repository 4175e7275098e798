import test from "ava";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { readCompose } from "../../model/from-compose/read-compose.ts";
import { nestsTooDeep } from "../../model/nesting.ts";

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [{ a: inner }], 1);

test("whatever people write, deep brackets in texts included, is not too deep", (t) => {
  t.false(nestsTooDeep(`a: "${"[".repeat(100_000)}"`));
  t.false(nestsTooDeep(`a: |\n${" ".repeat(400)}x\n`));
  t.false(nestsTooDeep("- [a, {b: c}]\n".repeat(2000)));
  t.false(nestsTooDeep(`${"[".repeat(150)}${"]".repeat(150)}`));
});

test("too many levels are told, whichever way they are written", (t) => {
  for (const level of ["[", "{", "[{a: ", "- ", "? ", "[\n", "{a: {"]) t.true(nestsTooDeep(level.repeat(900)), level);
  t.true(nestsTooDeep(Array.from({ length: 900 }, (_, column) => `${" ".repeat(column)}a:`).join("\n")));
});

test("it is exact: a document is too deep where its value is deeper than the bound", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json().map((text) => JSON.parse(text)),
          fc.integer({ min: 1, max: 15 }).map(nested),
        ),
        fc.constantFrom(0, 2, 40),
        fc.constantFrom("block", "flow"),
        fc.integer({ min: 2, max: 12 }),
        (value, indent, form, bound) => {
          const text = stringify(value, { indent: Math.max(1, indent), collectionStyle: form as "block" });
          return nestsTooDeep(text, bound) === depthOf(parse(text)) > bound;
        },
      ),
      { seed: 11, numRuns: 500 },
    ),
  );
});

test("one file after the other that is nothing but brackets is a finding each, and the process lives", (t) => {
  for (const depth of [100_000, 10_000, 1000, 100_000, 10_000]) {
    const { problems } = readCompose({ file: "compose.yaml", text: "[".repeat(depth) });
    t.true(problems.length > 0);
  }
});
