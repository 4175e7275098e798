import { createHash } from "node:crypto";
import test from "ava";
import fc from "fast-check";
import { RecordError, readRecord, writeRecord } from "../../../verifications/run/record.ts";
import { failed, recorded, runOf, seen } from "../support/run.ts";

const RUN = runOf({ hosts: [{ name: "master", containers: [{ name: "web" }] }] }, [
  seen("docker.container master engine web", { running: true }),
  failed("http.route master outside web.example/", "timeout"),
]);
const TEXT = writeRecord(RUN);

/** The lines with a digest that fits them, as somebody would write who knows how it is made. */
const sealed = (lines: string) =>
  `${lines}${JSON.stringify({ digest: createHash("sha256").update(lines).digest("hex") })}\n`;
const linesOf = (text: string) => text.slice(0, text.lastIndexOf("\n", text.length - 2) + 1);

test("a run is read from its record as it was, and written again byte for byte", (t) => {
  const read = readRecord("run.jsonl", TEXT);
  t.deepEqual(read.facts, RUN.facts);
  t.is(writeRecord(read), TEXT);
  t.true(TEXT.endsWith(`{"digest":"${read.digest}"}\n`));
});

test("the digest of a record is the SHA-256 of all bytes before its last line", (t) => {
  const { digest } = recorded(RUN);
  t.is(digest, createHash("sha256").update(linesOf(TEXT)).digest("hex"));
});

test("a record is refused whichever byte of it was changed", (t) => {
  fc.assert(
    fc.property(fc.nat(TEXT.length - 1), fc.constantFrom("0", "x", "\n", " "), (at, sign) => {
      fc.pre(TEXT[at] !== sign);
      t.throws(() => readRecord("run.jsonl", TEXT.slice(0, at) + sign + TEXT.slice(at + 1)), {
        instanceOf: RecordError,
      });
    }),
  );
});

test("a record is refused wherever it was cut", (t) => {
  for (let length = 0; length < TEXT.length; length += 1)
    t.throws(() => readRecord("run.jsonl", TEXT.slice(0, length)), { instanceOf: RecordError });
});

test("what only looks like a record is an error and no judgement", (t) => {
  const [header = "", fact = ""] = TEXT.split("\n");
  const odd = [
    "",
    "null\n",
    "[]\n",
    `${fact}\n`,
    `${header.replace('"version":1', '"version":2')}\n`,
    `${header.replace('"readiness-run"', '"other"')}\n`,
    `${header.replace('"hosts":[', '"hosts":["x",')}\n`,
    `${header.replace('"criteria":["availability"', '"criteria":["none"')}\n`,
    `${header}\n${fact.replace('"seen"', '"guessed"')}\n`,
    `${header}\n${fact.replace('"value"', '"other"')}\n`,
    `${header}\nnull\n`,
    `${header}\n{"source":1}\n`,
    `${header}\n{\n`,
    `${header}\n\n`,
  ];
  for (const lines of odd)
    t.throws(() => readRecord("run.jsonl", sealed(lines)), { instanceOf: RecordError, message: /^run\.jsonl / }, lines);
  t.notThrows(() => readRecord("run.jsonl", sealed(`${header}\n${fact}\n`)));
});
