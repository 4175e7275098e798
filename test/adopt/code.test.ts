import test from "ava";
import fc from "fast-check";
import { call, list, literal, object, plain, print, quoted, remark } from "../../adopt/code.ts";
import { identifier } from "../../adopt/names.ts";

/** What code comes to when it is run. */
const run = (code: string) => new Function(`"use strict"; return (${code});`)() as unknown;

test("any text and any key survive being written and read again", (t) => {
  const trees = fc.dictionary(
    fc.oneof(fc.string({ unit: "binary" }), fc.constant("__proto__")),
    fc.array(fc.string({ unit: "binary" })),
  );
  fc.assert(
    fc.property(trees, fc.string({ unit: "binary" }), (tree, comment) => {
      const code = print(
        object(Object.entries(tree).map(([key, texts]) => [key, list(texts.map(literal)), [comment]])),
      );
      t.deepEqual(Object.entries(run(code) as object), Object.entries(tree));
    }),
  );
});

test("what does not show, or turns the order of what shows, is escaped in texts and gone in comments", (t) => {
  t.is(quoted("a\u202eb\u200b\u2028"), '"a\\u202eb\\u200b\\u2028"');
  t.is(remark("a\u202eb\n*/ c"), "ab * / c");
});

test("what fits on a line stands on one, and the rest on a line each", (t) => {
  t.is(
    print(
      call("f", [
        object([
          ["a", literal(1)],
          ["b", undefined],
        ]),
      ]),
    ),
    "f({ a: 1 })",
  );
  t.is(print(object([["a", literal(1), ["why"]]])), "{\n  // why\n  a: 1,\n}");
  const long = print(list(Array.from({ length: 30 }, () => plain("abcdefgh"))));
  t.true(long.split("\n").length > 30);
});

test("any name becomes one that a program can use", (t) => {
  for (const name of ["class", "await", "1a", "", "日本", "my-shop_2", "asFound", "x y"]) {
    const made = identifier(name, "stack");
    t.notThrows(() => new Function(`"use strict"; const ${made} = 1;`), name);
    t.not(made, "asFound");
  }
});
