import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import fc from "fast-check";
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { composeFiles } from "../../../bench/compose-lint/files.ts";
import { parsePlain } from "../../../model/from-compose/plain-yaml.ts";

/** What a reader of compose sees of a document: kinds, texts, and lines and columns of keys and elements. */
function seen(node: unknown, lines: LineCounter, inList = false): unknown {
  const { range } = (node ?? {}) as { range?: readonly number[] };
  const place = inList && range !== undefined ? lines.linePos(range[0] as number) : undefined;
  if (isAlias(node)) return { alias: node.source, place };
  if (isScalar(node)) return { text: node.value, type: node.type, tag: node.tag, anchor: node.anchor, place };
  if (isSeq(node))
    return { anchor: node.anchor, list: node.items.map((item) => seen(item, lines, true)), tag: node.tag, place };
  if (isMap(node))
    return {
      anchor: node.anchor,
      map: node.items.map((pair) => isPair(pair) && [seen(pair.key, lines, true), seen(pair.value, lines)]),
      tag: node.tag,
      place,
    };
  return node ?? null;
}

/** True where the quick reader read the text; then both must have seen the same. */
function agree(t: { deepEqual(a: unknown, b: unknown, message?: string): unknown }, text: string): boolean {
  const plain = parsePlain(text);
  if (plain === undefined) return false;
  const lines = new LineCounter();
  const whole = parseDocument(text, {
    schema: "failsafe",
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
    lineCounter: lines,
  });
  t.deepEqual(whole.errors, [], text);
  t.deepEqual(seen(plain.root, plain.lines), seen(whole.contents, lines), text);
  return true;
}

const folder = fileURLToPath(new URL("../../policies/rules/", import.meta.url));
const cases = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => readFileSync(`${folder}${file}`, "utf8"));

test("what the quick reader reads of compose files is what the parser of all YAML reads, with its places", (t) => {
  const files = composeFiles(200, 7).map(({ text }) => text);
  const read = files.filter((text) => agree(t, text)).length;
  t.true(read > 150, `only ${read} of ${files.length} were read quickly`);
});

test("the same holds for the examples of all rules", (t) => {
  t.true(cases.length > 300);
  for (const text of cases) agree(t, text);
  t.pass();
});

const EDGES = [
  "a: &b c\nd: *b",
  "a: &b\n  c: d\ne:\n  <<: *b\n  f: g",
  "a: &b\nc: d",
  "a: &b # c\n  d: e",
  "a: *b c",
  "a: &b *c",
  "a: &b",
  "- &a b",
  "- *a",
  "a: &b - c",
  "a: &b\n- c",
  "a: &b,c d",
  "*a : b",
  "&a b: c",
  "<<: [*a]",
  "a: &b [c]",
  "a: &b&c d",
  "a: &b#c",
  "a: *b #c",
  "a: *b,",
  "a: &b: c",
  "",
  "\n",
  "# only a comment\n",
  "a:",
  "a: ",
  "a: # b",
  "a:#b",
  "a: b#c",
  "a: b # c",
  "a: b #",
  "a : b",
  "a:b",
  "- a",
  "a:\n- b",
  "a:\n- b\nc: d",
  "a:\n  - b\n  -c",
  "a:\n  - b: c\n    d: e",
  "a:\n  -   b: c\n      d: e",
  "a:\n    - b\n  - c",
  "a:\n  b: c\n d: e",
  "a: b\n  c",
  "a: b\n  c: d",
  "a: 'b''c'",
  'a: "b\\n"',
  "a: 'b' c",
  "a: [b, c]",
  "a: [b, c,]",
  "a: [b c, d]",
  "a: [b, [c]]",
  "a: [b: c]",
  "a: [, b]",
  "a: []",
  "a: {}",
  "a: {b: c}",
  "a: {} # c",
  "a: [b] c",
  "a: [b\n  , c]",
  "a: |\n  b",
  "a: >\n  b",
  "a: &b c",
  "a: *b",
  "a: !b c",
  "<<: b",
  "a: -",
  "a: -b",
  "a: --b",
  "a: - b",
  "a: ?b",
  "a: :b",
  "a: b:c",
  "a: b: c",
  "a: b:",
  "a: b :c",
  "a: ~",
  "a: null",
  "a: yes",
  "a: 0755",
  "a: =",
  "a: <",
  "a: %b",
  "a: @b",
  "a: `b",
  "---\na: b",
  "a: b\n---\nc: d",
  "a: b\n...\n",
  "%YAML 1.2\n---\na: b",
  "a: b\na: c",
  "'a': b",
  '"a": b',
  "a b: c",
  'a: "b" #c',
  'a: "b"#c',
  "a:\n\n  b: c\n\n\n  d: e\n",
  "  a: b\n  c: d",
  "  a: b\nc: d",
  "a:\n  b:\nc:",
  "-\n  a",
  "- - a",
  "- a\n- b: c\n  d:\n  - e\n- f",
  "a: b\n- c",
  "- a\nb: c",
  "a: ä",
  "a: \u00a0b",
  "a:\tb",
  "a: b\r\n",
  "? a",
  "a: b\n # c\nd: e",
  "a:\n  # c\n  b: d",
  "a: 'b\n  c'",
  "a: [-b, --c]",
  "a: [b=c, d/e, f.g]",
  "a: ['x', \"y\"]",
  "---",
  "a",
  "a\nb",
  "a:\n  - b\n\n  # c\n  - d",
  "a: b  ",
  "a:   ",
  "a:\n  ",
  "- a:",
  "- a:\n  b:",
  "- a:\n    b",
  "-a: b",
  "a:\n- b:\n  - c\n- d",
];

test("on every edge of the grammar the quick reader sees the same, or leaves it to the parser of all YAML", (t) => {
  const read = EDGES.filter((text) => agree(t, text));
  t.true(read.length > 30, `only ${read.length}`);
  for (const text of EDGES) agree(t, `x:\n  y:\n${text.replace(/^/gm, "    ")}\nz: w\n`);
});

const piece = fc.constantFrom(
  "a",
  "b",
  ":",
  " ",
  "  ",
  "- ",
  "-",
  "\n",
  "\n  ",
  "\n    ",
  "#",
  "'",
  '"',
  "[",
  "]",
  "{",
  "}",
  ",",
  "&",
  "&a ",
  "*a",
  "*",
  "!",
  "|",
  ">",
  "?",
  "a: ",
  "b:\n",
  "- c: d",
  ": ",
  "\n- ",
  "%",
  "---",
  "...",
  "é",
  "=",
  "<<",
  "~",
  "\\",
  "$" + "{X}",
  "http://x",
  "0.0.0.0:80:80",
);

test("of whatever pieces of YAML a text is put together, the two never see different things", (t) => {
  let read = 0;
  const property = fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
    if (agree(t, pieces.join(""))) read++;
  });
  fc.assert(property, { numRuns: 6000, seed: 20261123 });
  t.true(read > 100, `only ${read} were read`);
});
