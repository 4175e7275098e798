import test from "ava";
import fc from "fast-check";
import { compare, type Report } from "../../policies/judge/compare.ts";
import type { Finding } from "../../policies/judge/finding.ts";
import { fingerprints } from "../../policies/judge/fingerprint.ts";
import type { Judgement } from "../../policies/judge/judgement.ts";
import { outcomeOf } from "../../policies/judge/outcome.ts";
import { PSEUDO_RULES } from "../../policies/judge/pseudo-rules.ts";
import { BaselineError, readBaseline } from "../../reports/baseline.ts";
import { json } from "../../reports/json.ts";
import { text } from "../../reports/text.ts";
import { SOUND, UNKNOWN_STRING } from "../support/stack.ts";
import { anyFinding, anyJudgement, judged, MIXED } from "./support/judgements.ts";

const OPEN_80 = { ...SOUND, ports: [{ internal: 80, external: 80 }] };
const OPEN_81 = { ...SOUND, ports: [{ internal: 80, external: 81 }] };

const only = (report: Report) => report.findings.map(({ rule, standing, refuses }) => ({ rule, standing, refuses }));

test("a finding that the baseline has is known and does not refuse", (t) => {
  const report = compare(judged({ web: OPEN_80 }), judged({ web: OPEN_80 }));
  t.deepEqual(only(report), [{ rule: "port-on-every-address", standing: "known", refuses: false }]);
  t.is(report.outcome, "holds");
  t.like(report.comparison, { new: 0, known: 1, fixed: [] });
});

test("another port of the same container is new, and the old one is fixed", (t) => {
  const report = compare(judged({ web: OPEN_81 }), judged({ web: OPEN_80 }));
  t.deepEqual(only(report), [{ rule: "port-on-every-address", standing: "new", refuses: true }]);
  t.is(report.outcome, "broken");
  t.deepEqual(
    report.comparison?.fixed.map(({ detail }) => detail),
    ["80/tcp"],
  );
  t.regex(text(report), /against the baseline: 1 new, 0 still there, 1 fixed\n/);
});

test("the same finding on a container of another name is new", (t) => {
  t.is(compare(judged({ api: OPEN_80 }), judged({ web: OPEN_80 })).outcome, "broken");
});

test("what was unknown and now fails is new", (t) => {
  const before = judged({ web: { ...SOUND, privileged: UNKNOWN_STRING } });
  const report = compare(judged({ web: { ...SOUND, privileged: true } }), before);
  t.is(report.outcome, "broken");
});

test("what failed and is unknown now is not called fixed", (t) => {
  const before = judged({ web: { ...SOUND, privileged: true } });
  const report = compare(judged({ web: { ...SOUND, privileged: UNKNOWN_STRING } }), before);
  t.is(report.outcome, "undecided");
  t.deepEqual(report.comparison?.fixed, []);
  t.is(report.comparison?.undecided[0]?.rule, "privileged");
});

test("what was found in a stack that is not judged now is not called fixed", (t) => {
  const report = compare(judged({ web: SOUND }, "one"), judged({ web: OPEN_80 }, "two"));
  t.deepEqual(report.comparison?.fixed, []);
  t.is(report.comparison?.undecided.length, 1);
  t.regex(text(report), /1 of which nobody can tell/);
});

test("a stack of which nothing could be read leaves open whether its findings are gone", (t) => {
  const before = judged({ web: OPEN_80 });
  const unread = { ...(before.findings[0] as Finding), rule: "unreadable-input", verdict: "unknown" as const };
  const now = { ...before, findings: [{ ...unread, subject: { stack: "test", container: null } }] };
  t.deepEqual(compare(now, before).comparison?.fixed, []);
  t.is(compare(now, before).comparison?.undecided.length, 1);
});

test("a rule that breaks now leaves open whether its findings are gone", (t) => {
  const before = judged({ web: { ...SOUND, privileged: true } });
  const finding = { ...(before.findings[0] as Finding), rule: "internal-error", detail: "privileged" };
  const report = compare({ ...before, findings: [finding] }, before);
  t.deepEqual(report.comparison?.fixed, []);
});

test("what a waiver accepted in the baseline refuses when the waiver is taken away", (t) => {
  const waiver = { reason: "a reason that holds", owner: "ops", expires: "2027-01-01" };
  const now = judged({ web: OPEN_80 });
  const before = { ...now, findings: now.findings.map((finding) => ({ ...finding, waiver })) };
  t.is(compare(now, before).outcome, "broken");
});

test("what could not be read refuses even when the baseline knows it", (t) => {
  const broken = judged({ web: { ...SOUND, user: 7 } });
  const report = compare(broken, broken);
  t.not(report.outcome, "holds");
  t.true(report.findings.some(({ rule, refuses }) => rule === "unreadable-input" && refuses));
});

test("moved lines, other files, other words and another order leave fingerprints alone", (t) => {
  fc.assert(
    fc.property(fc.array(anyFinding, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (findings, random) => {
      const moved = findings
        .map((finding) => ({
          ...finding,
          title: "Another title",
          remedy: "Other words.",
          location: { ...finding.location, file: "elsewhere.yaml", line: 7, column: 3 },
        }))
        .map((finding) => ({ finding, at: random.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ finding }) => finding);
      t.deepEqual([...fingerprints(moved).values()].sort(), [...fingerprints(findings).values()].sort());
      t.is(new Set(fingerprints(findings).values()).size, findings.length);
    }),
  );
});

test("an entry that moves inside its list keeps its fingerprint, another field gets its own", (t) => {
  const [finding] = judged({ web: { ...SOUND, privileged: true } }).findings as [Finding];
  const at = (path: string) => [...fingerprints([{ ...finding, detail: null, location: { path } }]).values()][0];
  t.is(at("services.web.volumes[3]"), at("services.web.volumes[0]"));
  t.not(at("services.web.volumes[0]"), at("services.web.ports[0]"));
});

test("a baseline never turns a new failure into a pass", (t) => {
  const open = ({ findings }: Judgement) =>
    findings.filter(({ level, waiver }) => level === "mandatory" && waiver === null);
  const key = ({ rule, verdict, subject, detail, location }: Finding) =>
    JSON.stringify([rule, verdict, subject, detail, detail === null ? location.path : null]);
  const count = (findings: readonly Finding[], wanted: string) => findings.filter((one) => key(one) === wanted).length;
  let passes = 0;
  fc.assert(
    fc.property(anyJudgement, anyJudgement, fc.boolean(), (now, other, same) => {
      const before = same ? { ...other, findings: [...other.findings, ...now.findings] } : other;
      const { outcome } = compare(now, before);
      if (outcome !== "holds") return;
      if (open(now).length > 0) passes++;
      t.true(now.summary.containers > 0);
      for (const finding of open(now)) {
        t.false(Object.hasOwn(PSEUDO_RULES, finding.rule));
        const was = before.findings.filter(({ waiver }) => waiver === null);
        const lacking = count(open(now), key(finding)) > count(was, key(finding));
        t.false(lacking, key(finding));
      }
    }),
    { numRuns: 500 },
  );
  t.true(passes > 0, "no generated baseline ever covered a failure, so nothing was tried");
});

test("without a baseline the outcome is that of the judgement, with one it is never worse", (t) => {
  const rank = { holds: 0, undecided: 1, broken: 2 };
  fc.assert(
    fc.property(anyJudgement, anyJudgement, (now, before) => {
      t.is(compare(now, undefined).outcome, outcomeOf(now));
      t.is(compare(now, { findings: [] }).outcome, outcomeOf(now));
      t.true(rank[compare(now, before).outcome] <= rank[outcomeOf(now)]);
    }),
  );
});

test("a stored JSON report is a baseline of itself", (t) => {
  const baseline = readBaseline("stored.json", json(MIXED));
  const report = compare(MIXED, baseline);
  t.is(report.comparison?.new, 0);
  t.deepEqual(report.comparison?.fixed, []);
  t.is(compare(MIXED, readBaseline("again.json", json(report))).comparison?.known, report.comparison?.known);
});

const stored = () => JSON.parse(json(MIXED));
const DAMAGED: Record<string, [string, RegExp]> = {
  "is empty": ["", /is not JSON/],
  "is cut off": [json(MIXED).slice(0, -40), /is not JSON/],
  "is an empty map": ["{}", /is not a JSON report/],
  "is a list": ["[]", /is not a JSON report/],
  "is nothing": ["null", /is not a JSON report/],
  "has no findings": [JSON.stringify({ ...stored(), findings: undefined }), /is not a JSON report/],
  "is of another version": [JSON.stringify({ ...stored(), version: 2 }), /another version/],
  "has a finding that is none": [JSON.stringify({ ...stored(), findings: [{}] }), /findings\[0\]/],
  "has a finding without a subject": [
    JSON.stringify({ ...stored(), findings: [{ ...stored().findings[0], subject: null }] }),
    /findings\[0\]/,
  ],
  "has a finding whose waiver is not told": [
    JSON.stringify({ ...stored(), findings: [{ ...stored().findings[0], waiver: undefined }] }),
    /findings\[0\]/,
  ],
};
for (const [what, [content, message]] of Object.entries(DAMAGED))
  test(`a baseline that ${what} is an error and no empty baseline`, (t) => {
    t.throws(() => readBaseline("stored.json", content), { instanceOf: BaselineError, message });
  });
