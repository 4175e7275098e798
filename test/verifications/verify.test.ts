import test from "ava";
import { NO_WAIVERS } from "../../policies/settings/waivers.ts";
import { CRITERIA } from "../../verifications/check.ts";
import { CHECKS } from "../../verifications/checks/index.ts";
import type { Fact } from "../../verifications/fact.ts";
import { factId } from "../../verifications/fact.ts";
import { dockerSource } from "../../verifications/facts/docker/source.ts";
import { NO_ATTESTATIONS } from "../../verifications/judgement/attestations.ts";
import { evaluate } from "../../verifications/judgement/evaluate.ts";
import { printer } from "../../verifications/print.ts";
import type { Judging, RecordedRun } from "../../verifications/run/record.ts";
import { readRecord, writeRecord } from "../../verifications/run/record.ts";
import { completed, OtherDeclaration, plan, verify } from "../../verifications/verify.ts";
import { NOW } from "./support/case.ts";
import { expecting, fakeEngine, inspected, reachTo } from "./support/engine.ts";
import { expectationOf } from "./support/expectation.ts";

const judging: Judging = { criteria: CRITERIA, waivers: NO_WAIVERS, attestations: NO_ATTESTATIONS };
const NAMES = Array.from({ length: 62 }, (_, index) => `c${index}`);

async function look(names: readonly string[], answers: Parameters<typeof fakeEngine>[1] = {}) {
  const engine = await fakeEngine(names, answers);
  const source = dockerSource({ print: printer(), steady: 0 });
  const expectation = expecting("master", names);
  const reach = reachTo({ master: { engine: engine.address } });
  try {
    return await verify({ expectation, reach, questions: plan([source], expectation, reach), judging, tool: "1.0.0" });
  } finally {
    source.close();
    engine.close();
  }
}

const judged = (run: RecordedRun) => evaluate({ ...run, checks: CHECKS, now: run.finished });

test("a container that has stopped is named, and it alone", async (t) => {
  const run = await look(["web", "db"], {
    "/containers/web/json": inspected("web", { State: { Status: "exited", Running: false, ExitCode: 1 } }),
  });
  const results = judged({ ...run, digest: "" });
  t.deepEqual(
    results
      .filter(({ check, state }) => check === "container-runs" && state !== "pass")
      .map(({ subject }) => subject.name),
    ["web"],
  );
  // What only a drill proves waits for the drill.
  const blocked = results.filter(
    ({ check, subject, remarks }) =>
      check !== "restart-times-known" && subject.name === "web" && remarks.some(({ blockedBy }) => blockedBy),
  );
  for (const { remarks } of blocked) t.is(remarks[0]?.blockedBy, "container-runs master/web");
  t.true(blocked.length >= 3);
});

test("a run says the same after it was written down and read again, byte for byte", async (t) => {
  const run = await look(["web", "db"]);
  const text = writeRecord(run);
  const again = readRecord("run.jsonl", text);
  t.is(writeRecord(again), text);
  t.deepEqual(JSON.stringify(judged(again)), JSON.stringify(judged({ ...run, digest: "" })));
});

test("all containers of the estate are asked within a second, and nothing is asked twice", async (t) => {
  const engine = await fakeEngine(NAMES);
  const source = dockerSource({ print: printer(), steady: 0 });
  const expectation = expecting("master", NAMES);
  const reach = reachTo({ master: { engine: engine.address } });
  const started = performance.now();
  const run = await verify({ expectation, reach, questions: plan([source], expectation, reach), judging, tool: "1" });
  const took = performance.now() - started;
  source.close();
  engine.close();
  t.true(took < 3000, `${Math.round(took)} ms beside other tests`);
  t.is(run.facts.length, 2 * NAMES.length + 5);
  t.deepEqual(engine.asked.length, new Set(engine.asked).size);
});

const fact = (subject: string, over: Partial<Fact> = {}): Fact => ({
  source: "http.route",
  host: "master",
  vantage: "outside",
  subject,
  started: NOW,
  finished: NOW,
  observation: { status: "seen", value: 1 },
  excerpt: null,
  digest: null,
  ...over,
});
const notAsked = { observation: { status: "failed", failure: "not-asked", message: "no vantage point" } } as const;
const recorded = (facts: Fact[], names = ["web"]): RecordedRun => ({
  ...{ tool: "1", started: NOW, finished: NOW, settings: {}, judging, digest: "" },
  expectation: expecting("master", names),
  facts,
});

test("what this run could not ask is taken from another one, and what it saw itself stands", (t) => {
  const own = [
    fact("a", notAsked),
    fact("b", { observation: { status: "failed", failure: "timeout", message: "late" } }),
  ];
  const earlier = "2026-11-23T11:00:00.000Z";
  const other = recorded([fact("a", { finished: earlier }), fact("b"), fact("c"), fact("d", notAsked)]);
  const newer = recorded([fact("a", { observation: { status: "seen", value: 2 } })]);
  const facts = new Map(completed(own, [newer, other]).map((one) => [factId(one), one.observation]));
  t.deepEqual(facts.get("http.route master outside a"), { status: "seen", value: 2 });
  t.like(facts.get("http.route master outside b"), { failure: "timeout" });
  t.true(facts.has("http.route master outside c"));
  t.false(facts.has("http.route master outside d"));
});

test("a run of another declaration is refused, and one that differs in prints only is not", async (t) => {
  const reach = reachTo({});
  const of = (print: string) =>
    expectationOf({
      hosts: [
        {
          name: "master",
          containers: [{ name: "web", test: { print, interval: 1, timeout: 1, startPeriod: 0, retries: 1 } }],
        },
      ],
    });
  const run = { reach, questions: [], judging, tool: "1" };
  const other = { ...recorded([]), expectation: of("k2:bb") };
  await t.notThrowsAsync(verify({ ...run, expectation: of("k1:aa"), others: [other] }));
  await t.throwsAsync(verify({ ...run, expectation: expecting("master", ["db"]), others: [other] }), {
    instanceOf: OtherDeclaration,
  });
});
