import test from "ava";
import { type Check, check, NotSeen } from "../../../verifications/check.ts";
import { evaluate } from "../../../verifications/judgement/evaluate.ts";

type State = "pass" | "fail" | "unknown";

const one = (id: string, state: State, waitsFor: readonly string[] = []): Check =>
  check({
    id,
    criterion: "availability",
    lines: [],
    title: "A thing is not as it should be",
    why: "It is needed",
    proof: "It is looked at",
    remedy: "Mend it",
    references: [],
    validFor: 1,
    blocker: false,
    subjects: () => [{ host: "master", name: "web" }],
    blockedBy: (subject) => waitsFor.map((check) => ({ check, subject })),
    *judge() {
      if (state === "unknown") throw new NotSeen("a fact", "it was not seen");
      if (state === "fail") yield { message: "web is broken" };
    },
  });

const judged = (...checks: Check[]) => {
  const results = evaluate({ expectation: { hosts: [] }, facts: [], checks, now: "2026-11-23T12:00:00.000Z" });
  return results.map(({ state, remarks }) => [state, remarks[0]?.blockedBy ?? null]);
};

test("a failure that follows from another one is told there", (t) => {
  t.deepEqual(judged(one("route", "fail", ["root"]), one("root", "fail")), [
    ["unknown", "root master/web"],
    ["fail", null],
  ]);
});

test("what nobody saw does not explain away what was seen to be wrong", (t) => {
  t.deepEqual(judged(one("route", "fail", ["root"]), one("root", "unknown")), [
    ["fail", null],
    ["unknown", null],
  ]);
});

test("what nobody saw is why nobody can tell", (t) => {
  t.deepEqual(judged(one("route", "unknown", ["root"]), one("root", "unknown"))[0], ["unknown", "root master/web"]);
});

test("a failure is named before what nobody saw", (t) => {
  t.deepEqual(judged(one("route", "unknown", ["dark", "root"]), one("dark", "unknown"), one("root", "fail"))[0], [
    "unknown",
    "root master/web",
  ]);
});

test("what holds is never blocked", (t) => {
  t.deepEqual(judged(one("route", "pass", ["root"]), one("root", "fail"))[0], ["pass", null]);
});

const following = (id: string, faults: Readonly<Record<string, readonly string[]>>): Check => ({
  ...one(id, "fail"),
  *judge(subject) {
    for (const [message, follows] of Object.entries(faults))
      yield { message, follows: follows.map((check) => ({ check, subject })) };
  },
});
const said = (...checks: Check[]) =>
  evaluate({ expectation: { hosts: [] }, facts: [], checks, now: "2026-11-23T12:00:00.000Z" }).map(
    ({ state, remarks }) => [state, ...remarks.map(({ message, blockedBy }) => blockedBy ?? message)],
  );

test("a fault that the facts show to follow from a failure is told there", (t) => {
  t.deepEqual(said(following("stale", { old: ["job"] }), one("job", "fail")), [
    ["unknown", "job master/web"],
    ["fail", "web is broken"],
  ]);
});

test("a fault follows from nothing that holds, that nobody saw, or that is not judged", (t) => {
  for (const checks of [[one("job", "pass")], [one("job", "unknown")], []])
    t.deepEqual(said(following("stale", { old: ["job"] }), ...checks)[0], ["fail", "old"]);
});

test("a fault that stands by itself is told, and without the one that follows from another failure", (t) => {
  t.deepEqual(said(following("stale", { old: ["job"], empty: [] }), one("job", "fail"))[0], ["fail", "empty"]);
});

test("of faults that follow from each other the first is told, whole", (t) => {
  t.deepEqual(said(following("a", { one: ["b"] }), following("b", { two: ["a"] })), [
    ["fail", "one"],
    ["unknown", "a master/web"],
  ]);
  t.deepEqual(said(following("a", { one: ["a"] })), [["fail", "one"]]);
});

test("where a failure follows from one that follows from another, all are told at the first", (t) => {
  t.deepEqual(
    said(following("log", { errors: ["job"] }), following("job", { ended: ["room"] }), one("room", "fail")).map(
      ([state, by]) => [state, by],
    ),
    [
      ["unknown", "room master/web"],
      ["unknown", "room master/web"],
      ["fail", "web is broken"],
    ],
  );
});
