import test from "ava";
import {
  isStarting,
  ofDeployment,
  type Reported,
  readSummary,
  reasonsOf,
  type Summary,
  summaryOf,
} from "../../../verifications/components/summary.ts";

type Result = Reported["results"][number];
const DIGEST = "a".repeat(64);

test("a host is ready when all of it passes, whatever the other host does", (t) => {
  const report = run(result("container-runs", "master/a"), result("container-runs", "lady/b", "fail"));
  t.is(summaryOf(report, "master").verdict, "ready");
  t.is(summaryOf(report, "lady").verdict, "not-ready");
});

test("what needs history or other systems holds no deployment up before it is known, and does once it failed", (t) => {
  const well = result("container-runs", "master/a");
  const said = (...others: Result[]) => summaryOf(ofDeployment(run(well, ...others)), "master").verdict;
  t.is(said(result("baseline-held", "master/a", "unknown")), "ready");
  t.is(said(result("baseline-held", "master/a", "fail")), "not-ready");
  t.is(said(result("container-healthy", "master/a", "unknown")), "could-not-verify");
  t.is(
    said(result("container-steady", "master/a", "unknown", { blockedBy: "units-steady master/-" })),
    "could-not-verify",
  );
});

test("what nobody knows and a deployment's lines hang on is told as the reason", (t) => {
  const report = ofDeployment(
    run(
      result("host-reachable", "master/-", "unknown", { message: "nobody has a shell there" }),
      result("limits-in-force", "master/a", "unknown", { blockedBy: "host-reachable master/-" }),
    ),
  );
  t.deepEqual(reasonsOf(report, "master"), [
    "master/- host-reachable: nobody has a shell there",
    "1 other result follows from these",
  ]);
});

test("one thing that is not known keeps a host from being ready", (t) => {
  const report = run(result("container-runs", "master/a"), result("router-loaded", "master/r", "unknown"));
  t.is(summaryOf(report, "master").verdict, "could-not-verify");
});

test("a host of which nothing was said is not ready", (t) => {
  t.is(summaryOf(run(), "master").verdict, "could-not-verify");
  t.is(summaryOf(run(result("container-runs", "lady/b")), "master").verdict, "could-not-verify");
  t.deepEqual(reasonsOf(run(), "master"), ["nothing was said of master"]);
});

test("what cannot be told because of something accepted, or takes a drill, keeps nobody up", (t) => {
  const report = run(
    result("container-runs", "master/a"),
    result("healthcheck-in-force", "master/a", "waived"),
    result("container-healthy", "master/a", "unknown", { blockedBy: "healthcheck-in-force master/a" }),
    result("engine-comes-back", "master/-", "unknown", { fact: "drill.engine-restart" }),
    result("restart-times-known", "master/a", "unknown", { blockedBy: "engine-comes-back master/-" }),
  );
  const { verdict, results } = summaryOf(report, "master");
  t.is(verdict, "ready");
  t.deepEqual(results, { pass: 1, fail: 0, unknown: 0, waived: 2, undrilled: 2 });
});

test("what follows from a failure, from nothing known, or from itself, stays unknown", (t) => {
  const follows = (by: string) => result("container-healthy", "master/a", "unknown", { blockedBy: by });
  for (const by of ["container-runs master/gone", "container-healthy master/a"])
    t.is(summaryOf(run(result("ok", "master/a"), follows(by)), "master").results.unknown, 1, by);
  const failed = run(result("container-runs", "master/a", "fail"), follows("container-runs master/a"));
  t.deepEqual(summaryOf(failed, "master").results, { pass: 0, fail: 1, unknown: 1, waived: 0, undrilled: 0 });
});

test("the reasons name causes first and count what follows, and hold nothing of the other host", (t) => {
  const report = run(
    result("router-loaded", "master/r", "unknown", { message: "nobody asked" }),
    result("container-runs", "master/ntfy", "fail", { message: "ntfy is exited" }),
    result("route-answers", "master/n", "unknown", { blockedBy: "container-runs master/ntfy" }),
    result("container-runs", "lady/b", "fail", { message: "b is exited" }),
  );
  t.deepEqual(reasonsOf(report, "master"), [
    "master/ntfy container-runs: ntfy is exited",
    "master/r router-loaded: nobody asked",
    "1 other result follows from these",
  ]);
});

test("a hundred reasons are cut to a number that a person reads", (t) => {
  const many = Array.from({ length: 100 }, (_, at) => result("container-runs", `master/c${at}`, "fail"));
  const reasons = reasonsOf(run(...many), "master");
  t.is(reasons.length, 26);
  t.is(reasons.at(-1), "and 75 more");
});

test("only containers that were not looked at yet are worth waiting for", (t) => {
  const starting = result("container-healthy", "master/a", "unknown", { message: "a is not healthy yet: starting" });
  t.true(isStarting(run(starting), "master"));
  t.false(isStarting(run(starting), "lady"));
  t.false(isStarting(run({ ...starting, state: "fail" }), "master"));
});

test("only the summary of a host that is ready is read back", (t) => {
  const summary: Summary = summaryOf(run(result("container-runs", "master/a")), "master");
  t.deepEqual(readSummary(JSON.stringify(summary)), summary);
  for (const odd of [
    "null",
    "{}",
    JSON.stringify({ ...summary, verdict: "not-ready" }),
    JSON.stringify({ ...summary, report: "" }),
  ])
    t.throws(() => readSummary(odd), { instanceOf: TypeError }, odd);
  t.throws(() => readSummary("no JSON"));
});

function run(...results: Result[]): Reported {
  return { record: DIGEST, score: { low: 50, high: 75 }, results };
}

function result(
  check: string,
  subject: string,
  state: Result["state"] = "pass",
  remark: { message?: string; fact?: string; blockedBy?: string } = {},
): Result {
  const [host = "", name = ""] = subject.split("/");
  const remarks = state === "pass" ? [] : [{ message: "", fact: null, blockedBy: null, ...remark }];
  return { check, subject: { host, name }, state, remarks };
}
