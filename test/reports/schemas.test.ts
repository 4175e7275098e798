import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import test from "ava";
import fc from "fast-check";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { checkFiles } from "../../gate/index.ts";
import { compare } from "../../policies/judge/compare.ts";
import { anyJudgement, FORMATS, judged, MIXED } from "./support/judgements.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
// The schema has a pattern that is none with the flag u.
const ajv = new Ajv.default({ allErrors: true, strict: false, unicodeRegExp: false });
formats.default(ajv);
const isSarif = ajv.compile(JSON.parse(read("schemas/sarif-schema-2.1.0.json")));
const ajv2020 = new Ajv2020({ allErrors: true });
formats.default(ajv2020);
const isReport = ajv2020.compile(JSON.parse(read("../../reports/judgement.schema.json")));
const xsd = XsdValidator.fromDoc(XmlDocument.fromString(read("schemas/junit-10.xsd")));

function validateXml(text: string): void {
  const document = XmlDocument.fromString(text);
  try {
    xsd.validate(document);
  } finally {
    document.dispose();
  }
}

const AS_FOUND = checkFiles({
  files: ["test/estates/as-found/master.yaml", "test/estates/as-found/lady.yaml"],
  today: "2026-11-23",
});
const COMPARED = compare(AS_FOUND, {
  findings: [...AS_FOUND.findings.slice(40), ...judged({ old: {} }, "lady").findings],
});

for (const [what, judgement] of Object.entries({
  "the estate as it was found": AS_FOUND,
  "the estate against a baseline": COMPARED,
  "what is waived, unknown and unreadable": MIXED,
})) {
  test(`SARIF of ${what} is valid by the official schema`, (t) => {
    t.true(isSarif(JSON.parse(FORMATS.sarif(judgement))), JSON.stringify(isSarif.errors?.slice(0, 3)));
  });

  test(`JUnit XML of ${what} is valid by the schema`, (t) => {
    t.notThrows(() => validateXml(FORMATS.junit(judgement)));
  });

  test(`JSON of ${what} is valid by the schema in the package`, (t) => {
    t.true(isReport(JSON.parse(FORMATS.json(judgement))), JSON.stringify(isReport.errors?.slice(0, 3)));
  });
}

test("the schemas refuse what is not of the format", (t) => {
  const sarif = JSON.parse(FORMATS.sarif(MIXED));
  t.false(isSarif({ ...sarif, version: "2.0.0" }));
  t.false(isSarif({ ...sarif, runs: [{ ...sarif.runs[0], results: [{ level: "fatal" }] }] }));
  t.throws(() => validateXml(FORMATS.junit(MIXED).replace("<testcase ", "<test ").replace("</testcase>", "</test>")));
  t.false(isReport({ ...JSON.parse(FORMATS.json(MIXED)), version: 2 }));
});

test("SARIF, JUnit XML and JSON stay valid whatever names, files and messages hold", (t) => {
  fc.assert(
    fc.property(anyJudgement, anyJudgement, (now, before) => {
      const report = compare(now, before);
      t.true(isSarif(JSON.parse(FORMATS.sarif(report))), JSON.stringify(isSarif.errors?.slice(0, 3)));
      t.notThrows(() => validateXml(FORMATS.junit(report)));
    }),
    { numRuns: 100 },
  );
});
