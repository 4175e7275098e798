import test from "ava";
import fc from "fast-check";
import { NO_WAIVERS } from "../../../policies/settings/waivers.ts";
import { type Check, CRITERIA } from "../../../verifications/check.ts";
import type { Fact } from "../../../verifications/fact.ts";
import { gradeOf } from "../../../verifications/judgement/grade.ts";
import type { VerificationReport } from "../../../verifications/judgement/report.ts";
import { resultId } from "../../../verifications/judgement/result.ts";
import { ALL, ATTESTED, anyFacts, anyWaivers, GOOD, HOSTS, judged, simple } from "./support.ts";

const ROUNDING = 1e-9;
const passing = ({ results }: VerificationReport) =>
  new Set(results.filter(({ state }) => state === "pass").map(resultId));

/** Taking something away, or accepting something, never makes a run look better. */
function noBetter(t: import("ava").ExecutionContext, less: VerificationReport, more: VerificationReport): void {
  t.true(less.score.low <= more.score.low + ROUNDING, `${less.score.low} after ${more.score.low}`);
  for (const [index, { low }] of less.score.criteria.entries())
    t.true(low <= (more.score.criteria[index]?.low ?? 0) + ROUNDING);
  t.true(less.score.coverage <= more.score.coverage + ROUNDING || less.summary.waived > more.summary.waived);
  const before = passing(more);
  for (const one of passing(less)) t.true(before.has(one), `${one} turned into a pass`);
  if (less.verdict === "ready") t.is(more.verdict, "ready");
}

const withAttestations = { attestations: ATTESTED };

test("an estate of which everything is proved is ready, at a hundred of a hundred", (t) => {
  const { verdict, reasons, score, summary } = judged();
  t.is(verdict, "ready", JSON.stringify(reasons));
  t.true(Math.abs(score.low - 100) < ROUNDING && Math.abs(score.high - 100) < ROUNDING);
  t.is(score.grade, "A+++");
  t.is(summary.pass, GOOD.length);
});

test("removing facts never makes the score or the verdict better, and never makes a pass", (t) => {
  fc.assert(
    fc.property(anyFacts, fc.infiniteStream(fc.boolean()), (facts, stays) => {
      const fewer = facts.filter(() => stays.next().value);
      noBetter(t, judged(fewer), judged(facts));
    }),
    { numRuns: 40 },
  );
});

test("losing a source, a credential, a host or a container never makes a run look better", (t) => {
  const losses: readonly ((fact: Fact) => boolean)[] = [
    ...ALL.map(
      ({ id }) =>
        ({ source }: Fact) =>
          source === `t.${id}`,
    ),
    ...Object.keys(HOSTS).map(
      (name) =>
        ({ host }: Fact) =>
          host === name,
    ),
    ...Object.values(HOSTS)
      .flat()
      .map(
        (name) =>
          ({ subject }: Fact) =>
            subject === name,
      ),
  ];
  const notAsked = (fact: Fact): Fact => ({
    ...fact,
    observation: { status: "failed", failure: "not-asked", message: "no credential is configured" },
  });
  fc.assert(
    fc.property(anyFacts, fc.constantFrom(...losses), fc.boolean(), (facts, lost, says) => {
      const left = says
        ? facts.map((fact) => (lost(fact) ? notAsked(fact) : fact))
        : facts.filter((fact) => !lost(fact));
      const after = judged(left);
      noBetter(t, after, judged(facts));
      t.is(after.summary.results, GOOD.length, "the denominator is what is declared");
    }),
    { numRuns: 60 },
  );
});

test("removing checks never makes the score better, and the verdict of an estate that lacks one is not ready", (t) => {
  fc.assert(
    fc.property(anyFacts, fc.subarray([...ALL]), (facts, checks: Check[]) => {
      noBetter(t, judged(facts, withAttestations, checks), judged(facts));
      if (checks.length < ALL.length - 8) t.not(judged(GOOD, withAttestations, checks).verdict, "ready");
    }),
    { numRuns: 40 },
  );
});

test("adding waivers never makes the score or the verdict better", (t) => {
  fc.assert(
    fc.property(anyFacts, anyWaivers, (facts, waivers) => {
      const accepted = judged(facts, { ...withAttestations, waivers: { ...NO_WAIVERS, waivers } });
      noBetter(t, accepted, judged(facts));
      t.true(accepted.score.high >= judged(facts).score.high - ROUNDING);
    }),
    { numRuns: 40 },
  );
});

test("letting attestations end never makes a run look better, and none of them changes a result", (t) => {
  fc.assert(
    fc.property(anyFacts, fc.subarray([...ATTESTED.attestations]), (facts, attestations) => {
      const fewer = judged(facts, { attestations: { ...ATTESTED, attestations } });
      const all = judged(facts);
      noBetter(t, fewer, all);
      t.deepEqual(fewer.results, all.results);
    }),
    { numRuns: 30 },
  );
});

test("what is unknown is never a pass, and an exit of 0 has nothing unknown among its blockers", (t) => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const report = judged(facts);
      const seenGood = facts.filter(
        ({ observation }) => observation.status === "seen" && observation.value === true,
      ).length;
      t.is(report.summary.pass, seenGood);
      if (report.verdict === "ready") t.false(report.results.some(({ blocker, state }) => blocker && state !== "pass"));
    }),
    { numRuns: 40 },
  );
});

test("leaving out what blocks only when it failed makes the verdict ready only where nothing else stood in its way", (t) => {
  const tried = ALL.filter((_, index) => index % 3 === 0).map(({ id }) => id);
  const checks = ALL.map((check) => (tried.includes(check.id) ? { ...check, blocker: "when-failed" as const } : check));
  fc.assert(
    fc.property(fc.constantFrom(...tried), anyFacts, fc.boolean(), (bad, facts, otherwiseGood) => {
      const before = (otherwiseGood ? GOOD : facts).map((fact) =>
        fact.source === `t.${bad}` ? { ...fact, observation: { status: "seen" as const, value: false } } : fact,
      );
      const more = judged(before, withAttestations, checks);
      const less = judged(
        before.filter(({ source }) => source !== `t.${bad}`),
        withAttestations,
        checks,
      );
      t.true(less.score.low <= more.score.low + ROUNDING);
      t.true(less.summary.pass <= more.summary.pass);
      if (less.verdict === "ready")
        t.deepEqual(
          more.reasons.filter(({ kind, message }) => kind !== "blocker" || !message.startsWith(`${bad} `)),
          [],
        );
    }),
    { numRuns: 30 },
  );
});

test("an interval holds: the low end is never above the high end, and both stay between 0 and 100", (t) => {
  fc.assert(
    fc.property(anyFacts, anyWaivers, (facts, waivers) => {
      const { score } = judged(facts, { waivers: { ...NO_WAIVERS, waivers } });
      for (const { low, high, coverage } of [
        score,
        ...score.criteria,
        ...score.criteria.flatMap(({ lines }) => lines),
      ]) {
        t.true(low >= 0 && low <= high + ROUNDING && high <= 100 + ROUNDING);
        t.true(coverage >= 0 && coverage <= 1 + ROUNDING);
      }
      t.is(score.grade, gradeOf(score.low).grade);
    }),
    { numRuns: 40 },
  );
});

test("a failure in one of many subjects costs its share, the same whichever check comes first", (t) => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const one = judged(facts);
      const other = judged([...facts].reverse(), withAttestations, [...ALL].reverse());
      t.true(Math.abs(one.score.low - other.score.low) < ROUNDING);
      t.is(one.verdict, other.verdict);
    }),
    { numRuns: 20 },
  );
});

test("checks that wait for each other in a circle keep at least one cause", (t) => {
  const ids = ALL.slice(0, 5).map(({ id }) => id);
  fc.assert(
    fc.property(
      fc.array(fc.subarray(ids), { minLength: ids.length, maxLength: ids.length }),
      anyFacts,
      (waits, facts) => {
        const checks = ids.map((id, index) =>
          simple(id, { blockedBy: (subject) => (waits[index] ?? []).map((check) => ({ check, subject })) }),
        );
        const { causes, results } = judged(facts, {}, checks);
        const failing = facts.some(
          ({ source, observation }) =>
            ids.includes(source.slice(2)) && observation.status === "seen" && observation.value === false,
        );
        if (failing) t.true(causes.length > 0);
        const roots = new Set(causes.map(({ result }) => result));
        for (const { remarks } of results)
          for (const { blockedBy } of remarks) if (blockedBy !== null) t.true(roots.has(blockedBy), blockedBy);
      },
    ),
    { numRuns: 100 },
  );
});

test("a scope narrows what the verdict is about and leaves the score alone", (t) => {
  fc.assert(
    fc.property(anyFacts, fc.subarray([...CRITERIA], { minLength: 1 }), (facts, criteria) => {
      const narrow = judged(facts, { ...withAttestations, criteria });
      t.deepEqual(narrow.score, judged(facts).score);
      if (judged(facts).verdict === "ready") t.is(narrow.verdict, "ready");
    }),
    { numRuns: 30 },
  );
});
