import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import test from "ava";
import { judgeStacks } from "../../policies/judge/judgement.ts";
import { RULES } from "../../policies/rules/index.ts";
import { readWaivers } from "../../policies/settings/waivers.ts";
import { json } from "../../reports/json.ts";
import { text } from "../../reports/text.ts";
import { judging, SOUND, stackOf, UNKNOWN_STRING } from "../support/stack.ts";

const WAIVER =
  "waivers:\n  - {rule: port-on-every-address, subject: test/web, detail: 80/tcp, reason: the page is public, owner: ops, expires: 2027-01-01}\n";
const judgement = judgeStacks(
  judging(
    [
      stackOf({
        web: { ...SOUND, ports: [{ internal: 80, external: 80 }] },
        app: { ...SOUND, ports: [{ internal: 80, external: 81, ip: UNKNOWN_STRING }] },
        odd: { ...SOUND, user: 7 },
      }),
    ],
    { waivers: readWaivers("waivers.yaml", WAIVER, new Set(RULES.map(({ id }) => id))) },
  ),
);

test("JSON is valid by the schema in the package", (t) => {
  const schema = JSON.parse(readFileSync(new URL("../../reports/judgement.schema.json", import.meta.url), "utf8"));
  const ajv = new Ajv2020({ allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(schema);
  t.true(validate(JSON.parse(json(judgement))), JSON.stringify(validate.errors));
  t.false(validate({ ...JSON.parse(json(judgement)), version: 2 }));
});

test("waived findings stay visible in text and JSON, with who, why and until when", (t) => {
  for (const report of [text(judgement), json(judgement)])
    for (const part of ["port-on-every-address", "the page is public", "ops", "2027-01-01"])
      t.true(report.includes(part));
});

test("text groups by container and ends with one line that sums up and one that decides", (t) => {
  const lines = text(judgement).trimEnd().split("\n");
  t.true(lines.includes("test/app"));
  t.regex(lines.at(-2) ?? "", /^3 containers of test under \d+ rules \(default\): \d+ pass, \d+ fail, \d+ unknown/);
  t.is(lines.at(-1), "the declaration could not be decided");
});

test("a hostile name cannot move the cursor or hide a line", (t) => {
  const hostile = judgeStacks(
    judging([stackOf({ "a\u001b[2J\r\nb": { ...SOUND, ports: [{ internal: 80, external: 80 }] } })]),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  t.notRegex(text(hostile).replaceAll("\n", ""), /[\u0000-\u001f]/);
});
