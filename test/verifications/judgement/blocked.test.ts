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
