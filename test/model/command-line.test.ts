import test from "ava";
import fc from "fast-check";
import { splitCommandLine } from "../../model/command-line.ts";

test("blanks separate words, quotes hold them together and vanish", (t) => {
  t.deepEqual(splitCommandLine("  nginx -g 'daemon off;'\t\n"), ["nginx", "-g", "daemon off;"]);
  t.deepEqual(splitCommandLine(`a"b c"'d e'f ''`), ["ab cd ef", ""]);
  t.deepEqual(splitCommandLine(""), []);
});

test("a backslash escapes any character outside quotes, four inside double ones, and none inside single ones", (t) => {
  t.deepEqual(splitCommandLine(String.raw`a\ b \"c\"`), ["a b", '"c"']);
  t.deepEqual(splitCommandLine(String.raw`"\"\\\n\$"`), [String.raw`"\\n$`]);
  t.deepEqual(splitCommandLine(String.raw`'a\b'`), [String.raw`a\b`]);
  t.deepEqual(splitCommandLine("a\\\nb"), ["ab"]);
});

test("operators are words like any other, because no shell looks at them", (t) => {
  t.deepEqual(splitCommandLine("curl x || exit 1; y >z"), ["curl", "x", "||", "exit", "1;", "y", ">z"]);
});

test("an open quote or a backslash at the end is not guessed at", (t) => {
  for (const line of ["'a", '"a', "a \\", `"a'`]) t.is(splitCommandLine(line), undefined, line);
});

test("words that were quoted come back as they were", (t) => {
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      const line = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
      t.deepEqual(splitCommandLine(line), words);
    }),
  );
});
