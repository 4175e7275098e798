import test from "ava";
import { blameOf } from "../../lab/blame.ts";
import { FAULTS, findFault } from "../../lab/faults/index.ts";
import type { Verified } from "../../lab/verify.ts";
import { CHECKS } from "../../verifications/checks/index.ts";

const HEALTHY = said({ "container-runs master/a": "pass", "route master/x": "pass", "old master/z": "fail" });

test("a fault that is blamed as it has to be leaves nothing missed and nobody wronged", (t) => {
  const during = said({ "container-runs master/a": "fail", "route master/x": "pass", "old master/z": "fail" });
  t.deepEqual(blameOf(HEALTHY, during, ["container-runs master/a"]), {
    rightly: ["container-runs master/a"],
    missed: [],
    wrongly: [],
    lost: [],
  });
});

test("a fault that nobody saw is missed, and what is blamed in its place is wronged", (t) => {
  const during = said({ "container-runs master/a": "pass", "route master/x": "fail", "old master/z": "fail" });
  const { missed, wrongly } = blameOf(HEALTHY, during, ["container-runs master/a"]);
  t.deepEqual({ missed, wrongly }, { missed: ["container-runs master/a"], wrongly: ["route master/x"] });
});

test("what cannot be told any more has to name the fault as its cause", (t) => {
  const blocked = (by: string | null) =>
    said({ "container-runs master/a": "fail", "route master/x": "unknown", "old master/z": "fail" }, by);
  t.deepEqual(blameOf(HEALTHY, blocked("container-runs master/a"), ["container-runs master/*"]).lost, []);
  t.deepEqual(blameOf(HEALTHY, blocked(null), ["container-runs master/*"]).lost, ["route master/x"]);
});

test("there are more than thirty faults, each a sentence with somebody to blame", async (t) => {
  t.true(FAULTS.length >= 30);
  const checks = new Set(CHECKS.map(({ id }) => id));
  for (const name of FAULTS) {
    const { title, blames } = await findFault(name);
    t.regex(title, /^[A-Z].*[^.]$/, name);
    t.true(blames.length > 0, name);
    for (const blamed of blames) {
      const [, check = ""] = /^(\S+) (master|lady)\/(-|\S*\w\/?|\S*\*)$/.exec(blamed) ?? [];
      t.true(checks.has(check), `${name} blames ${blamed}`);
    }
  }
});

test("a name of no fault is refused with those that there are", async (t) => {
  await t.throwsAsync(findFault("../fault"), { instanceOf: RangeError, message: /container-stopped/ });
});

function said(states: Record<string, "pass" | "fail" | "unknown">, blockedBy: string | null = null): Verified {
  const results = Object.entries(states).map(([name, state]) => {
    const [check = "", subject = ""] = name.split(" ");
    const [host = "", container = ""] = subject.split("/");
    const remarks = state === "pass" ? [] : [{ message: "", blockedBy: state === "unknown" ? blockedBy : null }];
    return { check, subject: { host, name: container }, state, remarks };
  });
  return { code: 0, stderr: "", verdict: "ready", score: { low: 0, high: 0 }, results };
}
