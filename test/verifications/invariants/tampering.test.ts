import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { checkReports } from "../../../cli/report-check.ts";
import { judged } from "../../../cli/verification-output.ts";
import { filesOf, VERIFICATION_FORMATS } from "../../../reports/verification/index.ts";
import { readHistory } from "../../../verifications/run/history.ts";
import { RecordError, readRecord, textOf, writeRecord } from "../../../verifications/run/record.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { failed, recorded, runOf, seen } from "../support/run.ts";

const SKETCH = {
  hosts: [{ name: "master", containers: [{ name: "web" }], routes: [{ host: "www.example.org" }] }],
};
/** Signs of two, three and four bytes, and the one that stands for bytes that are none. */
const RUN = runOf(SKETCH, [
  seen("docker.container master engine web", { note: "ä € 🙂 \ufffd" }),
  failed("http.route master outside https://www.example.org/", "timeout", "it said nothing \ufffd"),
]);
const RECORD = Buffer.from(writeRecord(RUN));
const read = (bytes: Uint8Array) => readRecord("run.jsonl", textOf("run.jsonl", bytes));

function changed(bytes: Buffer, at: number, by: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = ((copy[at] ?? 0) + by) % 256;
  return copy;
}

test("a record is refused whichever byte of it is another one", (t) => {
  t.is(read(RECORD).facts.length, 2);
  for (let at = 0; at < RECORD.length; at++)
    for (const by of [1, 32, 128, 255])
      t.throws(() => read(changed(RECORD, at, by)), { instanceOf: RecordError }, `byte ${at} by ${by}`);
});

test("a record is refused where bytes were put in, taken out, or put elsewhere", (t) => {
  fc.assert(
    fc.property(fc.nat(RECORD.length - 1), fc.uint8Array({ minLength: 1, maxLength: 4 }), (at, more) => {
      t.throws(() => read(Buffer.concat([RECORD.subarray(0, at), more, RECORD.subarray(at)])), {
        instanceOf: RecordError,
      });
      t.throws(() => read(Buffer.concat([RECORD.subarray(0, at), RECORD.subarray(at + more.length)])), {
        instanceOf: RecordError,
      });
    }),
  );
  const [header, one, other, end] = RECORD.toString("utf8").split("\n");
  t.throws(() => read(Buffer.from([header, other, one, end, ""].join("\n"))), { instanceOf: RecordError });
  t.throws(() => read(Buffer.concat([Buffer.from("\ufeff"), RECORD])), { instanceOf: RecordError });
});

test("bytes that are read as the same sign are a change too", (t) => {
  const at = RECORD.indexOf(Buffer.from('\ufffd"'));
  const same = changed(RECORD, at, 1);
  t.is(same.toString("utf8"), RECORD.toString("utf8"), "a reader who forgives sees no difference");
  t.throws(() => read(same), { instanceOf: RecordError });
});

test("a report is told from what its record gives whichever byte of it is another one", (t) => {
  const folder = temporaryFolder(t);
  const run = recorded(RUN);
  const files = VERIFICATION_FORMATS.flatMap((format) => Object.entries(filesOf(judged(run), format, [])));
  t.is(files.length, 8);
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
  t.deepEqual(checkReports(run, [folder], undefined, undefined), []);
  const position = fc.constantFrom(...files).chain(([name, content]) => {
    const bytes = Buffer.from(content);
    return fc.record({
      name: fc.constant(name),
      bytes: fc.constant(bytes),
      at: fc.nat(bytes.length - 1),
      by: fc.integer({ min: 1, max: 255 }),
    });
  });
  fc.assert(
    fc.property(position, ({ name, bytes, at, by }) => {
      const file = join(folder, name);
      writeFileSync(file, changed(bytes, at, by));
      const told = checkReports(run, [file], undefined, undefined);
      writeFileSync(file, bytes);
      t.true(told.length > 0, `${name}: byte ${at} by ${by}`);
    }),
    { numRuns: 150 },
  );
});

test("a stored run with another byte is no part of the history, and is told", (t) => {
  const folder = join(temporaryFolder(t), "history");
  mkdirSync(folder);
  writeFileSync(join(folder, "a.jsonl"), RECORD);
  fc.assert(
    fc.property(fc.nat(RECORD.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      writeFileSync(join(folder, "b.jsonl"), changed(RECORD, at, by));
      const { runs, problems } = readHistory(folder);
      t.is(runs.length, 1);
      t.is(problems.length, 1);
    }),
    { numRuns: 50 },
  );
});
