import test from "ava";
import { NO_WAIVERS } from "../../../policies/settings/waivers.ts";
import type { Fact } from "../../../verifications/fact.ts";
import { DEPLOYMENT, LINES } from "../../../verifications/judgement/lines.ts";
import { EXIT_CODES } from "../../../verifications/judgement/verdict.ts";
import { failed, seen } from "../support/run.ts";
import { ALL, ATTESTED, ESTATE, factOf, GOOD, judged, simple, waiver } from "./support.ts";

const name = ({ source, host, vantage, subject }: Fact) => [source, host, vantage, subject].join(" ");
const BLOCKER = ALL.find(({ blocker }) => blocker)?.id as string;
const ORDINARY = "no-oom-kills";
const having = (...changed: readonly Fact[]) =>
  GOOD.map((fact) => changed.find((one) => name(one) === name(fact)) ?? fact);

test("one blocker that fails keeps the estate from being ready, at any score", (t) => {
  const { verdict, reasons, score } = judged(having(seen(factOf(BLOCKER, "lady", "mail"), false)));
  t.is(verdict, "not-ready");
  t.is(EXIT_CODES[verdict], 1);
  t.true(score.low > 95);
  t.is(reasons.length, 1);
  t.like(reasons[0], { kind: "blocker", state: "fail" });
  t.true(reasons[0]?.message.startsWith(`${BLOCKER} lady/mail: `));
});

test("one blocker of which nobody can tell means that nobody can tell of the estate", (t) => {
  const { verdict, reasons } = judged(having(failed(factOf(BLOCKER, "lady", "mail"), "timeout")));
  t.is(verdict, "could-not-verify");
  t.is(EXIT_CODES[verdict], 2);
  t.deepEqual(
    reasons.map(({ kind, state }) => [kind, state]),
    [["blocker", "unknown"]],
  );
});

test("what blocks only when it failed does so, and holds nobody up where nobody tried it", (t) => {
  const TRIED = "portal-down-opens-nothing";
  const checks = ALL.map((check) => (check.id === TRIED ? { ...check, blocker: "when-failed" as const } : check));
  const verdictOf = (facts: readonly Fact[], judging = {}) =>
    judged(facts, { attestations: ATTESTED, ...judging }, checks);
  const opened = having(seen(factOf(TRIED, "lady", "mail"), false));
  const failing = verdictOf(opened);
  t.is(failing.verdict, "not-ready");
  t.deepEqual(
    failing.reasons.map(({ kind, state, message }) => [kind, state, message.split(":", 1)[0]]),
    [["blocker", "fail", `${TRIED} lady/mail`]],
  );
  t.true(failing.causes[0]?.blocker);
  const waivers = { ...NO_WAIVERS, waivers: [waiver(TRIED, "lady/mail")] };
  t.is(verdictOf(opened, { waivers }).verdict, "not-ready", "it cannot be waived away");

  const untried = verdictOf(GOOD.filter(({ source }) => source !== `t.${TRIED}`));
  t.is(untried.verdict, "ready", JSON.stringify(untried.reasons));
  t.true(untried.score.low < failing.score.low, "what nobody tried counts nothing, and three are more than one");
  t.is(
    verdictOf(GOOD.map((fact) => (fact.source === `t.${TRIED}` ? failed(name(fact), "not-asked") : fact))).verdict,
    "ready",
  );
});

test("blockers of one check of which nobody can tell are one reason, and those that fail are named each", (t) => {
  const all = GOOD.filter(({ source }) => source === `t.${BLOCKER}`);
  const reasonsOf = (facts: readonly Fact[]) =>
    judged(having(...facts)).reasons.filter(({ kind }) => kind === "blocker");
  const [unknown, ...none] = reasonsOf(all.map((fact) => failed(name(fact), "timeout")));
  t.deepEqual(none, []);
  t.true(unknown?.message.endsWith(`(and ${all.length - 1} more of ${BLOCKER})`));
  t.is(reasonsOf(all.map((fact) => seen(name(fact), false))).length, all.length);
});

test("one small failure that blocks nothing leaves the estate ready, and is told", (t) => {
  const report = judged(having(seen(factOf(ORDINARY, "lady", "mail"), false)));
  t.is(report.verdict, "ready", JSON.stringify(report.reasons));
  t.deepEqual(
    report.causes.map(({ result }) => result),
    [`${ORDINARY} lady/mail`],
  );
});

test("a criterion below its minimum is enough, however good the others are", (t) => {
  const checks = LINES.find(({ id }) => id === "OPS-1")?.checks ?? [];
  const bad = GOOD.map((fact) =>
    checks.includes(fact.source.slice(2)) && fact.host === "master" ? seen(name(fact), false) : fact,
  );
  const without = ALL.map((check) => ({ ...check, blocker: false }));
  const { verdict, reasons, score } = judged(bad, { attestations: ATTESTED }, without);
  t.true(score.low > 90);
  t.is(verdict, "not-ready");
  t.deepEqual(
    reasons.map(({ message }) => message),
    ["Change control is proved to 66.6 of at least 95"],
  );
});

test("a criterion that could still reach its minimum is unknown, and one that cannot is not ready", (t) => {
  const unseen = GOOD.map((fact) => (fact.source === "t.image-as-declared" ? failed(name(fact), "refused") : fact));
  t.is(judged(unseen).verdict, "could-not-verify");
  const both = unseen.map((fact) => (fact.source === "t.container-declared" ? seen(name(fact), false) : fact));
  t.is(judged(both).verdict, "not-ready");
});

test("a waived failure counts as nothing proved, so the verdict is not ready and not that nobody could tell", (t) => {
  const bad = GOOD.map((fact) => (fact.source === "t.image-as-declared" ? seen(name(fact), false) : fact));
  const waivers = ["master/web", "master/db", "lady/mail"].map((subject) => waiver("image-as-declared", subject));
  const report = judged(bad, { attestations: ATTESTED, waivers: { ...NO_WAIVERS, waivers } });
  t.is(report.summary.waived, 3);
  t.is(report.verdict, "not-ready");
  t.deepEqual(report.causes, []);
});

test("a blocker cannot be waived away", (t) => {
  const waivers = { ...NO_WAIVERS, waivers: [waiver(BLOCKER, "lady/mail")] };
  const { verdict, reasons } = judged(having(seen(factOf(BLOCKER, "lady", "mail"), false)), {
    attestations: ATTESTED,
    waivers,
  });
  t.is(verdict, "not-ready");
  t.regex(reasons[0]?.message ?? "", /accepted, and it blocks all the same/);
});

test("a waiver holds for its subject and detail until its last day, and says so when it holds for nothing", (t) => {
  const checks = [
    simple(ORDINARY, {
      *judge({ host, name }, look) {
        if (look.value({ source: `t.${ORDINARY}`, host, vantage: "engine", subject: name }) !== true)
          yield { message: "killed", detail: "worker" };
      },
    }),
  ];
  const bad = having(seen(factOf(ORDINARY, "lady", "mail"), false));
  const states = (given: Partial<ReturnType<typeof waiver>>, subject = "lady/mail") => {
    const waivers = { ...NO_WAIVERS, waivers: [waiver(ORDINARY, subject, given)] };
    const { results, problems } = judged(bad, { waivers }, checks);
    return [results.find(({ subject }) => subject.name === "mail")?.state, problems.length];
  };
  t.deepEqual(states({ detail: "worker" }), ["waived", 0]);
  t.deepEqual(states({ detail: "worker", expires: "2026-11-23" }), ["waived", 0]);
  t.deepEqual(states({ detail: "worker", expires: "2026-11-22" }), ["fail", 1]);
  t.deepEqual(states({}), ["fail", 1]);
  t.deepEqual(states({ detail: "other" }), ["fail", 1]);
  t.deepEqual(states({ detail: "worker" }, "lady/other"), ["fail", 1]);
});

test("a waiver of a subject of which nobody can tell waits, and accepts nothing", (t) => {
  const waivers = { ...NO_WAIVERS, waivers: [waiver(ORDINARY, "lady/mail")] };
  const { results, problems } = judged(having(failed(factOf(ORDINARY, "lady", "mail"), "timeout")), { waivers });
  t.is(results.find(({ check, subject }) => check === ORDINARY && subject.name === "mail")?.state, "unknown");
  t.deepEqual(problems, []);
});

test("a part of the declaration that could not be read keeps the verdict open", (t) => {
  const hosts = ESTATE.hosts.map((host) => ({ ...host, problems: ["a router names no address"] }));
  const report = judged(GOOD, { attestations: ATTESTED }, ALL, { hosts });
  t.is(report.verdict, "could-not-verify");
  t.deepEqual(report.problems, ["master: a router names no address", "lady: a router names no address"]);
});

test("a verdict about some criteria does not look at the blockers of the others", (t) => {
  const bad = having(seen(factOf(BLOCKER, "lady", "mail"), false));
  const criterion = ALL.find(({ id }) => id === BLOCKER)?.criterion ?? "availability";
  t.is(judged(bad, { attestations: ATTESTED, criteria: [criterion] }).verdict, "not-ready");
  t.is(judged(bad, { attestations: ATTESTED, criteria: ["change-control"] }).verdict, "ready");
});

test("a deployment is ready where each of its lines is wholly proved, whatever nobody could look at yet", (t) => {
  const lines = DEPLOYMENT;
  const proving = LINES.filter(({ id }) => lines.includes(id)).flatMap(({ checks }) => checks);
  const only = ALL.filter(({ id }) => proving.includes(id));
  t.is(judged(GOOD, { lines }, only).verdict, "ready");
  t.is(judged(GOOD, {}, only).verdict, "could-not-verify");
  for (const { id } of only) {
    const bad = having(seen(factOf(id, "lady", "mail"), false));
    t.is(judged(bad, { lines }, only).verdict, "not-ready", id);
    t.is(
      judged(
        GOOD,
        { lines },
        only.filter((one) => one.id !== id),
      ).verdict,
      "could-not-verify",
      id,
    );
  }
});

test("what somebody accepted keeps no deployment up, and is not proved by that", (t) => {
  const lines = LINES.filter(({ checks }) => checks.includes(ORDINARY)).map(({ id }) => id);
  const only = ALL.filter(({ id }) => LINES.some((line) => lines.includes(line.id) && line.checks.includes(id)));
  const bad = having(seen(factOf(ORDINARY, "lady", "mail"), false));
  const waivers = { ...NO_WAIVERS, waivers: [waiver(ORDINARY, "lady/mail")] };
  t.is(judged(bad, { lines }, only).verdict, "not-ready");
  const accepted = judged(bad, { lines, waivers }, only);
  t.is(accepted.verdict, "ready");
  t.is(accepted.score.low, judged(bad, { lines }, only).score.low);
});

test("what follows from a failure is told once, with what hangs on it", (t) => {
  const checks = [
    simple("engine-reachable", { blocker: true }),
    simple(ORDINARY, {
      blocker: true,
      blockedBy: ({ host }) => [{ check: "engine-reachable", subject: { host, name: "web" } }],
    }),
  ];
  const facts = [
    ...having(seen(factOf(ORDINARY, "master", "db"), false)),
    seen(factOf("engine-reachable", "master", "web"), false),
  ];
  const { causes, unknowns, reasons, results } = judged(facts, {}, checks);
  t.deepEqual(
    causes.map(({ result, hangs }) => [result, hangs]),
    [["engine-reachable master/web", [`${ORDINARY} master/db`]]],
  );
  t.is(results.find(({ check, subject }) => check === ORDINARY && subject.name === "web")?.state, "pass");
  t.false(unknowns.some(({ results }) => results.includes(`${ORDINARY} master/db`)));
  const blockers = reasons.filter(({ kind, state }) => kind === "blocker" && state === "fail");
  t.is(blockers.length, 1, "one root, told once");
});

test("what nobody can tell is grouped by its reason and says what would make it known", (t) => {
  const facts = GOOD.flatMap((fact) => {
    if (fact.host === "lady") return [];
    return [fact.source === `t.${ORDINARY}` ? failed(name(fact), "not-asked", "no engine is configured") : fact];
  });
  const { unknowns } = judged(facts, {}, [simple(ORDINARY)]);
  t.deepEqual(
    unknowns.map(({ message, known, results }) => [message, known, results.length]),
    [
      ["no engine is configured", "Name the address, the vantage point or the credential in readiness.yaml.", 2],
      [
        `nobody asked for ${factOf(ORDINARY, "lady", "mail")}`,
        "Run the part of the verification that asks for it, for every host.",
        1,
      ],
    ],
  );
});

test("a subject that a check names twice is one result, and the worse half of it holds", (t) => {
  let calls = 0;
  const twice = simple(ORDINARY, {
    subjects: () => [
      { host: "master", name: "web" },
      { host: "master", name: "web" },
    ],
    *judge() {
      calls += 1;
      if (calls === 1) yield { message: "only the first is wrong" };
    },
  });
  const { results } = judged(GOOD, {}, [twice]);
  t.deepEqual(
    results.map(({ state }) => state),
    ["fail"],
  );
});

test("a check that throws proves nothing, and its message repeats nothing of what it met", (t) => {
  const broken = simple(ORDINARY, {
    *judge() {
      yield* [];
      throw new TypeError("hunter2 is no number");
    },
  });
  const report = judged(GOOD, {}, [broken]);
  t.is(report.summary.unknown, 3);
  t.false(JSON.stringify(report).includes("hunter2"));
});

test("the same record gives the same report byte for byte", (t) => {
  t.is(JSON.stringify(judged()), JSON.stringify(judged()));
});
