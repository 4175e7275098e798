import test from "ava";
import { attestedOn, lapsed, readAttestations } from "../../../verifications/judgement/attestations.ts";
import { LINES } from "../../../verifications/judgement/lines.ts";
import { GOOD, judged } from "./support.ts";

const DIGEST = "0123456789abcdef".repeat(4);
const FIELDS = {
  line: "BK-1",
  who: "Ada of operations",
  when: "2026-11-20",
  statement: "The panel shows ten daily backups of both hosts.",
  digest: DIGEST,
  expires: "2027-02-18",
};

function read(given: Record<string, unknown> = {}) {
  return readAttestations("attestations.yaml", JSON.stringify({ attestations: [{ ...FIELDS, ...given }] }));
}

test("an attestation says which line, who, when, what, of which report and until when", (t) => {
  const { attestations, invalid } = read();
  t.deepEqual(invalid, []);
  t.like(attestations[0], FIELDS);
});

for (const [what, given, says] of [
  ["names no line", { line: "BK-9" }, /no line of the definition/],
  ["names a line that checks prove", { line: "INF-1" }, /proved by checks/],
  ["is signed by nobody", { who: " " }, /nobody signed it/],
  ["states nothing", { statement: "ok" }, /does not say what was seen/],
  ["names no report", { digest: "sha" }, /no report/],
  ["has no day", { when: "last week" }, /from when until when/],
  ["has a day that does not exist", { when: "2026-02-30" }, /from when until when/],
  ["holds longer than 90 days", { expires: "2027-02-19" }, /longer than 90 days/],
  ["ends before it begins", { expires: "2026-11-19" }, /or not at all/],
  ["has a field more", { approved: true }, /not a field/],
  ["is signed by a number", { who: 7 }, /nobody signed it/],
] as const)
  test(`an attestation that ${what} counts nothing and is told`, (t) => {
    const file = read(given);
    t.deepEqual(file.attestations, []);
    t.regex(file.invalid[0]?.message ?? "", says);
    const { problems, score } = judged(GOOD, { attestations: file });
    t.is(problems.length, 1);
    t.true(problems[0]?.startsWith("attestations.yaml:1 an attestation counts nothing: "));
    t.is(score.criteria.flatMap(({ lines }) => lines).find(({ line }) => line === "BK-1")?.attested, false);
  });

test("an entry without a field is told for each field", (t) => {
  for (const field of Object.keys(FIELDS)) t.is(read({ [field]: undefined }).attestations.length, 0, field);
  t.is(readAttestations("a.yaml", "attestations: [text]").invalid.length, 1);
});

test("a file that is no list of attestations is an error", (t) => {
  for (const text of ["", "[]", "attestations: {}", "attestations: []\nmore: 1", "attestations: [", "x: 1"])
    t.throws(() => readAttestations("a.yaml", text), { name: "SettingsError" }, text);
});

test("an attestation holds from its day to its last day and not one day longer", (t) => {
  const file = read();
  const holds = (today: string) => attestedOn(file, today).has("BK-1");
  t.deepEqual(["2026-11-19", "2026-11-20", "2027-02-18", "2027-02-19"].map(holds), [false, true, true, false]);
  const [one] = file.attestations;
  t.regex((one && lapsed(one, "2027-02-19")) ?? "", /ended on 2027-02-18/);
  t.regex((one && lapsed(one, "2026-11-19")) ?? "", /after the run/);
});

test("an attestation that has ended counts nothing in a run of that day and is told", (t) => {
  const ended = read({ when: "2026-09-01", expires: "2026-11-22" });
  const report = judged(GOOD, { attestations: ended });
  t.deepEqual(report.problems, ["the attestation of BK-1 ended on 2026-11-22; look again and renew it"]);
  t.is(report.attestations[0]?.holds, false);
});

test("every line that nobody attested is told as such, and only those can be attested", (t) => {
  const lines = judged().score.criteria.flatMap(({ lines }) => lines);
  for (const { id, attested } of LINES)
    t.is(lines.find(({ line }) => line === id)?.attested, attested ? true : null, id);
});
