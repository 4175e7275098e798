import test from "ava";
import { CHECKS } from "../../../verifications/checks/index.ts";
import type { Fact, Json } from "../../../verifications/fact.ts";
import { evaluate } from "../../../verifications/judgement/evaluate.ts";
import { NOW } from "../support/case.ts";
import { expectationOf } from "../support/expectation.ts";

const EXPECTATION = expectationOf({
  hosts: [
    {
      name: "master",
      containers: [{ name: "authelia", image: "authelia/authelia:4.39.15" }],
      routes: [
        { host: "a.example.org", access: "authelia", router: "a" },
        { host: "auth.example.org", access: "public", container: "authelia", router: "authelia" },
      ],
    },
  ],
});
const MINE = [
  "route-answers-as-declared",
  "route-refuses-strangers",
  "forward-auth-refuses",
  "portal-healthy",
  "response-in-time",
];
const A = "https://a.example.org/";
const PORTAL = "https://auth.example.org/";
const ATTEMPTS = ["script", "head", "forged", "session"].map((attempt) => `http.stranger outside ${A}#${attempt}`);

const answer = (status: number, page: string, location: Json = null) => ({
  status,
  location,
  page,
  contentType: null,
  length: 0,
  truncated: false,
  handshake: { protocol: "TLSv1.3", distrust: null, traefikDefault: false },
  timing: { connect: 1, tls: 2, firstByte: 3, total: 4 },
});
const LED = answer(302, "other", {
  scheme: "https",
  host: "auth.example.org",
  path: "/",
  same: false,
  rd: A,
  rm: "GET",
});
const WELL = { health: { status: 200, says: "OK", level: null }, state: { status: 200, says: "OK", level: 0 } };
const ILL = { health: { status: 500, says: "KO", level: null }, state: { status: 200, says: "OK", level: 0 } };

const visits = (one: Json) => ({ wanted: 5, answers: Array.from({ length: 5 }, () => one) });

const HEALTHY: Readonly<Record<string, Json>> = {
  [`http.times outside ${A}`]: visits(LED),
  [`http.times outside ${PORTAL}`]: visits(answer(200, "other")),
  [`http.route outside ${A}`]: LED,
  [`http.route outside ${PORTAL}`]: answer(200, "other"),
  "http.portal outside auth.example.org": WELL,
  ...Object.fromEntries(ATTEMPTS.map((name) => [name, LED])),
};

const factsOf = (values: Readonly<Record<string, Json>>): Fact[] =>
  Object.entries(values).map(([name, value]) => {
    const [source = "", vantage = "", subject = ""] = name.split(" ");
    const observation = { status: "seen" as const, value };
    return {
      source,
      host: "master",
      vantage,
      subject,
      started: NOW,
      finished: NOW,
      observation,
      excerpt: null,
      digest: null,
    };
  });

function judged(values: Readonly<Record<string, Json>>) {
  const checks = CHECKS.filter(({ id }) => MINE.includes(id));
  const results = evaluate({ expectation: EXPECTATION, facts: factsOf(values), checks, now: NOW });
  const named = (state: string) =>
    results.filter((one) => one.state === state).map(({ check, subject }) => `${check} ${subject.name}`);
  return { fails: named("fail"), unknown: named("unknown"), passes: named("pass") };
}

test("nothing is blamed where all is well", (t) => {
  const { fails, unknown, passes } = judged(HEALTHY);
  t.deepEqual([fails, unknown], [[], []]);
  t.is(passes.length, 7);
});

test("a portal that is not well is blamed alone for what its routes answer", (t) => {
  const down = answer(500, "empty");
  const { fails, unknown } = judged({
    ...HEALTHY,
    [`http.route outside ${A}`]: down,
    "http.portal outside auth.example.org": ILL,
    ...Object.fromEntries(ATTEMPTS.map((name) => [name, down])),
  });
  t.deepEqual(fails, ["portal-healthy auth.example.org"]);
  t.true(unknown.includes(`route-answers-as-declared ${A}`));
  t.true(unknown.includes(`forward-auth-refuses ${A}`));
});

test("an open route is told as that, also while the portal is not well", (t) => {
  const open = answer(200, "other");
  const values = { ...HEALTHY, [`http.route outside ${A}`]: open, "http.portal outside auth.example.org": ILL };
  const { fails } = judged({ ...values, ...Object.fromEntries(ATTEMPTS.map((name) => [name, open])) });
  t.deepEqual(fails.sort(), ["portal-healthy auth.example.org", `route-refuses-strangers ${A}`]);
});

test("no fact that is missing turns anything into a pass, nor hides what fails", (t) => {
  const before = judged(HEALTHY);
  for (const gone of Object.keys(HEALTHY)) {
    const { [gone]: _, ...rest } = HEALTHY;
    const { fails, passes } = judged(rest);
    t.deepEqual(fails, [], gone);
    t.true(passes.length < before.passes.length, gone);
  }
});
