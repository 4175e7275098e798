import test from "ava";
import { stepsOf } from "../../../verifications/drills/consent.ts";
import { DRILLS, DrillError, type DrillName } from "../../../verifications/drills/drill.ts";
import type { Consent } from "../../../verifications/settings/settings.ts";
import { expectationOf } from "../support/expectation.ts";

const declared = expectationOf({
  hosts: [
    {
      name: "master",
      containers: [
        { name: "web" },
        { name: "migrate", runsOnce: true },
        { name: "portal", image: "authelia/authelia:4" },
      ],
      routes: [{ host: "auth.example.org", container: "portal" }],
    },
    { name: "lady", containers: [{ name: "db" }] },
  ],
});
const BOTH = new Set(["master", "lady"]);
const consent = (over: Partial<Consent> = {}): Consent => ({
  ...{ host: "master", allows: DRILLS, container: "web" },
  ...{ reason: "agreed with everyone", owner: "ops", until: "2026-11-23" },
  ...over,
});
const steps = (drills: readonly DrillName[], consents: Consent[], today = "2026-11-23", hosts = BOTH) =>
  stepsOf(drills, consents, declared, hosts, today);

test("a drill happens on the hosts that a consent names, on its last day too, and nowhere else", (t) => {
  t.deepEqual(steps(DRILLS, [consent()]), [
    { drill: "container-comes-back", host: "master", container: "web" },
    { drill: "portal-down-opens-nothing", host: "master", container: "portal" },
    { drill: "engine-restart", host: "master", container: undefined },
  ]);
  t.is(steps(["engine-restart", "engine-restart"], [consent(), consent()]).length, 1);
});

test("without a consent that holds nothing is done, and what to write is said", (t) => {
  for (const [consents, today, hosts] of [
    [[], "2026-11-23", BOTH],
    [[consent({ allows: ["container-comes-back"] })], "2026-11-23", BOTH],
    [[consent()], "2026-11-24", BOTH],
    [[consent(), consent({ host: "lady", until: "2026-11-01" })], "2026-11-23", BOTH],
    [[consent()], "2026-11-23", new Set(["lady"])],
  ] as const) {
    const error = t.throws(() => steps(["engine-restart"], [...consents], today, hosts as Set<string>), {
      instanceOf: DrillError,
    });
    t.regex(error?.message ?? "", /under drills of readiness\.yaml: - \{ host: NAME, allows: \[engine-restart\]/);
  }
});

test("what is not declared is not touched", (t) => {
  for (const container of ["other", "migrate", undefined])
    t.throws(() => steps(["container-comes-back"], [consent({ container })]), {
      message: /names no declared container/,
    });
  t.throws(() => steps(["engine-restart"], [consent({ host: "other" })], "2026-11-23", new Set(["other"])), {
    message: /not declared/,
  });
  t.throws(() => steps(["portal-down-opens-nothing"], [consent({ host: "lady" })]), { message: /no login portal/ });
});
