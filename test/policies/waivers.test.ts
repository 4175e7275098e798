import test from "ava";
import fc from "fast-check";
import { judgeStacks } from "../../policies/judge/judgement.ts";
import { outcomeOf } from "../../policies/judge/outcome.ts";
import { rule } from "../../policies/rule.ts";
import { SettingsError } from "../../policies/settings/document.ts";
import { readWaivers } from "../../policies/settings/waivers.ts";
import { judging, stackOf, UNKNOWN_STRING } from "../support/stack.ts";

const capability = rule({
  id: "capability",
  title: "A capability is added",
  why: "Because.",
  premises: { precondition: "none", impact: "host" },
  references: [],
  remedy: "Drop it.",
  cure: "It is not for a machine to mend.",
  *check({ capAdd }) {
    for (const { at, name } of capAdd) yield { at, detail: name, message: `it adds ${name}` };
  },
});
const ids = new Set(["capability"]);
const entry = (changes: Record<string, string | undefined> = {}) =>
  Object.entries({
    rule: "capability",
    subject: "test/web",
    detail: "NET_ADMIN",
    reason: "the tunnel needs it",
    owner: "ops",
    expires: "2027-01-31",
    ...changes,
  })
    .filter(([, value]) => value !== undefined)
    .map(([key, value], index) => `${index === 0 ? "  - " : "    "}${key}: ${value}\n`)
    .join("");
const waivers = (...entries: string[]) =>
  readWaivers("waivers.yaml", entries.length === 0 ? "waivers: []\n" : `waivers:\n${entries.join("")}`, ids);
const judged = (capabilities: unknown, ...entries: string[]) =>
  judgeStacks(
    judging([stackOf({ web: { image: "x:1", capabilities: { adds: capabilities } } })], {
      rules: [capability],
      waivers: waivers(...entries),
    }),
  );

test("a waiver accepts exactly the finding that it names, which stays visible", (t) => {
  const judgement = judged(["NET_ADMIN"], entry());
  t.is(outcomeOf(judgement), "holds");
  t.is(judgement.summary.waived, 1);
  t.is(judgement.findings[0]?.waiver?.reason, "the tunnel needs it");
});

test("a waiver does not cover a different finding of the same rule on the same container", (t) => {
  const judgement = judged(["NET_ADMIN", "SYS_ADMIN"], entry());
  t.is(outcomeOf(judgement), "broken");
  t.deepEqual(
    judgement.findings.map(({ detail, waiver }) => [detail, waiver !== null]),
    [
      ["SYS_ADMIN", false],
      ["NET_ADMIN", true],
    ],
  );
});

test("a waiver without a detail covers no finding that has one", (t) => {
  const judgement = judged(["NET_ADMIN"], entry({ detail: undefined }));
  t.is(outcomeOf(judgement), "broken");
  t.true(judgement.findings.some(({ rule }) => rule === "waiver-unused"));
});

test("a waiver holds on its last day and is a finding of its own on the next", (t) => {
  t.is(outcomeOf(judged(["NET_ADMIN"], entry({ expires: "2026-11-23" }))), "holds");
  const expired = judged(["NET_ADMIN"], entry({ expires: "2026-11-22" }));
  t.deepEqual(expired.findings.map(({ rule }) => rule).sort(), ["capability", "waiver-expired"]);
});

test("a waiver that accepts nothing refuses", (t) => {
  const judgement = judged([], entry());
  t.is(outcomeOf(judgement), "broken");
  t.deepEqual(
    judgement.findings.map(({ rule }) => rule),
    ["waiver-unused"],
  );
});

test("a waiver for a stack that does not exist is a finding, one for a stack that is not judged now waits", (t) => {
  const stack = stackOf({ web: { image: "x:1" } });
  const input = { rules: [capability], waivers: waivers(entry({ subject: "other/web" })) };
  t.is(outcomeOf(judgeStacks(judging([stack], input))), "broken");
  t.is(outcomeOf(judgeStacks(judging([stack], { ...input, otherStacks: ["other"] }))), "holds");
});

for (const [situation, changes] of Object.entries({
  "names a rule that does not exist": { rule: "capabillity" },
  "gives no reason": { reason: undefined },
  "gives a reason of one word": { reason: "ok" },
  "has no owner": { owner: undefined },
  "has no end": { expires: undefined },
  "ends on a day that does not exist": { expires: "2027-02-30" },
  "names no container": { subject: "test" },
  "has a field that does not exist": { untill: "2027-01-31" },
}))
  test(`a waiver that ${situation} accepts nothing and is a finding that names file and line`, (t) => {
    const judgement = judged(["NET_ADMIN"], entry(changes));
    t.is(outcomeOf(judgement), "broken");
    const invalid = judgement.findings.find(({ rule }) => rule === "waiver-invalid");
    t.regex(invalid?.path ?? "", /^waivers\.yaml:2:\d+ waivers\[0\]/);
    t.true(judgement.findings.some(({ rule, waiver }) => rule === "capability" && waiver === null));
  });

test("one invalid waiver does not lose the others", (t) => {
  const judgement = judged(["NET_ADMIN"], entry({ owner: undefined }), entry());
  t.true(judgement.findings.some(({ rule, waiver }) => rule === "capability" && waiver !== null));
});

for (const text of ["waivers: {}\n", "- rule: x\n", "waivers:\n  - a: [\n", "waiver: []\n", ""])
  test(`the waiver file ${JSON.stringify(text)} is refused as a whole`, (t) => {
    t.throws(() => readWaivers("waivers.yaml", text, ids), { instanceOf: SettingsError, message: /waivers\.yaml/ });
  });

test("no waiver turns a failure or an unknown into a pass", (t) => {
  const capabilities = fc.array(fc.constantFrom("NET_ADMIN", "SYS_ADMIN", UNKNOWN_STRING), { maxLength: 4 });
  const entries = fc.array(
    fc.record({
      rule: fc.constantFrom("capability", "other"),
      subject: fc.constantFrom("test/web", "test/app"),
      detail: fc.constantFrom("NET_ADMIN", "SYS_ADMIN", undefined),
      expires: fc.constantFrom("2026-01-01", "2027-01-01"),
    }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(capabilities, entries, (adds, changes) => {
      const bare = judged(adds).summary;
      const waived = judged(adds, ...changes.map((change) => entry(change))).summary;
      return waived.pass === bare.pass;
    }),
    { seed: 7, numRuns: 300 },
  );
  t.pass();
});
