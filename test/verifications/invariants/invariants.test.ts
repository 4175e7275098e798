import test, { type ExecutionContext } from "ava";
import fc from "fast-check";
import { readDeclared } from "../../../gate/declared.ts";
import { NO_WAIVERS } from "../../../policies/settings/waivers.ts";
import type { Check } from "../../../verifications/check.ts";
import { CHECKS } from "../../../verifications/checks/index.ts";
import { expect } from "../../../verifications/expect.ts";
import { FAILURES, type Fact, factId, type Json } from "../../../verifications/fact.ts";
import { judgeRun } from "../../../verifications/judgement/judge.ts";
import type { VerificationReport } from "../../../verifications/judgement/report.ts";
import { resultId } from "../../../verifications/judgement/result.ts";
import { printer } from "../../../verifications/print.ts";
import type { Run } from "../../../verifications/run/record.ts";
import { ATTESTED, waiver } from "../judgement/support.ts";
import { recorded, runOf } from "../support/run.ts";
import { healthy } from "./healthy.ts";

const ROUNDING = 1e-9;
const { stacks } = await readDeclared(".", []);
/** The two stacks as they are declared, and what a run would see of them. */
const EXPECTATION = { ...expect(stacks, { print: printer() }), vpn: ["100.64.0.0/10"] };
const FACTS: readonly Fact[] = healthy(EXPECTATION);
const CONTAINERS = EXPECTATION.hosts.flatMap(({ name: host, containers }) =>
  containers.map(({ name }) => ({ host, name })),
);

function judged(
  facts: readonly Fact[],
  checks: readonly Check[] = CHECKS,
  judging: Partial<Run["judging"]> = {},
): VerificationReport {
  const run = { ...runOf({ hosts: [] }, facts, { attestations: ATTESTED, ...judging }), expectation: EXPECTATION };
  return judgeRun(recorded(run), checks, "1.2.3");
}

const WELL = judged(FACTS);
const passing = ({ results }: VerificationReport) =>
  new Set(results.filter(({ state }) => state === "pass").map(resultId));

/** Taking something away, or accepting something, never makes a run look better. */
function noBetter(t: ExecutionContext, less: VerificationReport, more: VerificationReport): void {
  t.true(less.score.low <= more.score.low + ROUNDING, `${less.score.low} after ${more.score.low}`);
  for (const [index, { low, criterion }] of less.score.criteria.entries())
    t.true(low <= (more.score.criteria[index]?.low ?? 0) + ROUNDING, criterion);
  const before = passing(more);
  t.deepEqual(
    [...passing(less)].filter((one) => !before.has(one)),
    [],
  );
  if (less.verdict === "ready") t.is(more.verdict, "ready");
}

const unseen = (fact: Fact, failure: (typeof FAILURES)[number]): Fact => ({
  ...fact,
  observation: { status: "failed", failure, message: `${factId(fact)} was not seen` },
});
const broken = (fact: Fact, value: Json): Fact => ({ ...fact, observation: { status: "seen", value } });

/** What was seen of the estate, of which some is not as it should be. */
const anyRun: fc.Arbitrary<readonly Fact[]> = fc
  .array(
    fc.record({
      at: fc.nat(FACTS.length - 1),
      how: fc.oneof(fc.constantFrom(...FAILURES), fc.constantFrom("gone", "null", "empty", "list")),
    }),
    { maxLength: 12 },
  )
  .map((changes) => {
    const facts: (Fact | undefined)[] = [...FACTS];
    for (const { at, how } of changes) {
      const fact = FACTS[at] as Fact;
      const failure = FAILURES.find((one) => one === how);
      if (failure !== undefined) facts[at] = unseen(fact, failure);
      else facts[at] = how === "gone" ? undefined : broken(fact, how === "null" ? null : how === "empty" ? {} : []);
    }
    return facts.filter((fact) => fact !== undefined);
  });

const sources = [...new Set(FACTS.map(({ source }) => source))];
/** Whom a loss may concern: a source, a credential with all that it opens, a host, a container. */
const anyLoss: fc.Arbitrary<(fact: Fact) => boolean> = fc.oneof(
  fc.constantFrom(...sources).map(
    (one) =>
      ({ source }: Fact) =>
        source === one,
  ),
  fc.constantFrom("docker", "host", "http", "tls", "dns", "traefik").map(
    (one) =>
      ({ source }: Fact) =>
        source.startsWith(`${one}.`),
  ),
  fc.constantFrom("engine", "host", "outside", "vpn").map(
    (one) =>
      ({ vantage }: Fact) =>
        vantage === one,
  ),
  fc.constantFrom(...EXPECTATION.hosts).map(
    ({ name }) =>
      ({ host }: Fact) =>
        host === name,
  ),
  fc.constantFrom(...CONTAINERS).map(
    (one) =>
      ({ host, subject }: Fact) =>
        host === one.host && subject === one.name,
  ),
  fc.nat(FACTS.length - 1).map((at) => (fact: Fact) => factId(fact) === factId(FACTS[at] as Fact)),
);

test("what a run sees of the estate as it is declared proves nearly all of it, so that there is something to lose", (t) => {
  t.is(CONTAINERS.length, 62);
  t.true(WELL.summary.pass > 1000, JSON.stringify(WELL.summary));
  t.true(WELL.summary.fail < 30, JSON.stringify(WELL.summary));
});

test("losing a fact, a source, a credential, a host or a container never makes the estate look better", (t) => {
  fc.assert(
    fc.property(anyRun, anyLoss, fc.boolean(), (facts, lost, says) => {
      const left = says
        ? facts.map((fact) => (lost(fact) ? unseen(fact, "not-asked") : fact))
        : facts.filter((fact) => !lost(fact));
      noBetter(t, judged(left), judged(facts));
    }),
    { numRuns: 30 },
  );
});

test("a container that is gone from its engine costs something, and gives nothing", (t) => {
  fc.assert(
    fc.property(fc.constantFrom(...CONTAINERS), ({ host, name }) => {
      const left = FACTS.flatMap((fact): Fact[] => {
        if (fact.host !== host) return [fact];
        if (fact.subject === name && fact.source.startsWith("docker.")) return [unseen(fact, "missing")];
        if (fact.source !== "docker.containers" || fact.observation.status !== "seen") return [fact];
        const listed = fact.observation.value as readonly { readonly name: string }[];
        return [broken(fact, listed.filter((one) => one.name !== name) as unknown as Json)];
      });
      const report = judged(left);
      noBetter(t, report, WELL);
      t.true(report.score.low < WELL.score.low);
      t.is(report.results.find((one) => resultId(one) === `container-runs ${host}/${name}`)?.state, "fail");
    }),
    { numRuns: 15 },
  );
});

test("leaving out checks never makes the estate look better", (t) => {
  fc.assert(
    fc.property(anyRun, fc.subarray([...CHECKS]), (facts, checks) => {
      noBetter(t, judged(facts, checks), judged(facts));
    }),
    { numRuns: 15 },
  );
});

test("accepting what is wrong never raises the low end, and passes nothing", (t) => {
  const all = WELL.results.map(({ check, subject }) => waiver(check, `${subject.host}/${subject.name}`));
  fc.assert(
    fc.property(anyRun, fc.subarray(all), (facts, waivers) => {
      noBetter(t, judged(facts, CHECKS, { waivers: { ...NO_WAIVERS, waivers } }), judged(facts));
    }),
    { numRuns: 15 },
  );
});

test("what is declared is the denominator, whatever was found", (t) => {
  const ids = (report: VerificationReport) => report.results.map(resultId).sort();
  fc.assert(
    fc.property(anyRun, anyLoss, (facts, lost) => {
      for (const some of [facts.filter((fact) => !lost(fact)), []]) {
        const report = judged(some);
        t.deepEqual(ids(report), ids(WELL));
        t.is(report.results.filter(({ check }) => check === "container-runs").length, 62);
      }
    }),
    { numRuns: 10 },
  );
});

test("nothing passes of which nothing was seen", (t) => {
  t.deepEqual([...passing(judged([]))], []);
  const asked = FACTS.map((fact) => unseen(fact, "not-asked"));
  t.deepEqual([...passing(judged(asked))], []);
});

/** What only says more of a fault, or proves the same in another way. */
const WORDS = [
  "host-reachable without docker.engine",
  "host-reachable without host.clock",
  "listener-declared without host.programs",
  "resolver-outside-vpn without host.units",
  "units-steady without host.reasons",
];

test("what rests on a fact that was not asked for does not pass, whichever fact it is, unless that only says more of a fault", (t) => {
  const odd = new Set<string>();
  for (const source of sources) {
    const lost = new Set(FACTS.filter((fact) => fact.source === source).map(factId));
    const passes = passing(judged(FACTS.map((fact) => (lost.has(factId(fact)) ? unseen(fact, "not-asked") : fact))));
    for (const result of WELL.results)
      if (result.evidence.some((id) => lost.has(id)) && passes.has(resultId(result)))
        odd.add(`${result.check} without ${source}`);
  }
  t.deepEqual([...odd].sort(), WORDS);
});
