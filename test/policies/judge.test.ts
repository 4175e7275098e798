import test from "ava";
import { readStack } from "../../model/from-pulumi/stack.ts";
import { defaultContext } from "../../policies/context.ts";
import { judge } from "../../policies/judge/judge.ts";
import { judgeStacks } from "../../policies/judge/judgement.ts";
import { outcomeOf } from "../../policies/judge/outcome.ts";
import { rule, stackRule } from "../../policies/rule.ts";
import { judging, resourcesOf, SOUND, stackOf, UNKNOWN_STRING } from "../support/stack.ts";

const described = {
  title: "A thing is wrong",
  why: "Because.",
  premises: { precondition: "none", impact: "host" },
  references: [],
  remedy: "Mend it.",
  cure: "It is not for a machine to mend.",
} as const;

const throwing = rule({
  ...described,
  id: "throwing",
  check() {
    throw new TypeError("secret-in-the-error");
  },
});
const userRule = rule({
  ...described,
  id: "user",
  *check({ user }) {
    if (user === "root") yield { at: "user", message: "it runs as root" };
  },
});
const sameUser = stackRule<string | undefined>({
  ...described,
  id: "same-user",
  collect: ({ user }) => user,
  *check(all, { unknown }) {
    for (const { container, value } of all)
      if (all.some((other) => other.container !== container && other.value === value))
        yield { container, at: "user", message: "another container has the same user" };
      else if (unknown.length > 0)
        yield { container, at: "user", undecided: "a container whose user is not known may have the same" };
  },
});

test("a rule that throws is a mandatory finding that names the rule and quotes nothing", (t) => {
  const judgement = judgeStacks(judging([stackOf({ web: { image: "nginx:1" } })], { rules: [throwing] }));
  t.is(outcomeOf(judgement), "broken");
  const [finding] = judgement.findings;
  t.is(finding?.rule, "internal-error");
  t.is(finding?.level, "mandatory");
  t.true(finding?.message.includes("throwing"));
  t.false(JSON.stringify(judgement).includes("secret-in-the-error"));
  t.is(judgement.summary.pass, 0);
});

test("a value that is not known yet makes the rule that reads it unknown, and no other", (t) => {
  const stack = stackOf({
    web: { image: UNKNOWN_STRING, user: "1000" },
    app: { image: "nginx:1", user: UNKNOWN_STRING },
  });
  const states = judge(stack, [userRule], defaultContext()).map(({ subject, state }) => [subject.container, state]);
  t.deepEqual(states, [
    ["web", "pass"],
    ["app", "unknown"],
  ]);
});

test("a mandatory unknown refuses with 2, a mandatory failure beside it with 1", (t) => {
  const unknown = judgeStacks(judging([stackOf({ a: { image: "x:1", user: UNKNOWN_STRING } })], { rules: [userRule] }));
  t.is(outcomeOf(unknown), "undecided");
  const both = judgeStacks(
    judging([stackOf({ a: { image: "x:1", user: UNKNOWN_STRING }, b: { image: "x:1", user: "root" } })], {
      rules: [userRule],
    }),
  );
  t.is(outcomeOf(both), "broken");
});

test("a comparison that lacks one container is unknown for that container and tells the others", (t) => {
  const stack = stackOf({
    a: { image: "x:1", user: "1" },
    b: { image: "x:1", user: "2" },
    c: { image: "x:1", user: UNKNOWN_STRING },
  });
  const states = judge(stack, [sameUser], defaultContext()).map(({ state }) => state);
  t.deepEqual(states, ["unknown", "unknown", "unknown"]);
});

test("a judgement over no container at all could not be decided", (t) => {
  t.is(outcomeOf(judgeStacks(judging([stackOf({})]))), "undecided");
  t.is(outcomeOf(judgeStacks(judging([]))), "undecided");
});

test("an input of the wrong type is reported once, refuses, and leaves the other rules their verdicts", (t) => {
  const stack = stackOf({ web: { image: "nginx:1", user: 0, ports: "80" } });
  const judgement = judgeStacks(judging([stack], { rules: [userRule] }));
  t.is(outcomeOf(judgement), "undecided");
  const problems = judgement.findings.filter(({ rule }) => rule === "unreadable-input").map(({ path }) => path);
  t.deepEqual(problems.sort(), ["ports", "user"]);
});

test("an offence against a container that is not in the stack is a broken rule, not silence", (t) => {
  const [stranger] = stackOf({ stranger: { image: "x:1" } }).containers;
  const astray = stackRule<undefined>({
    ...described,
    id: "astray",
    collect: () => undefined,
    *check() {
      if (stranger !== undefined) yield { container: stranger, at: "image", message: "it is wrong" };
    },
  });
  const judgement = judgeStacks(judging([stackOf({ web: { image: "x:1" } })], { rules: [astray] }));
  t.is(judgement.findings[0]?.rule, "internal-error");
  t.is(outcomeOf(judgement), "broken");
});

test("a swarm service is not judged and does not pass", (t) => {
  const service = { type: "docker:index/service:Service", name: "web", inputs: { taskSpec: {} } };
  const stack = readStack("test", [...resourcesOf({ sound: SOUND }), service]);
  const judgement = judgeStacks(judging([stack]));
  t.is(outcomeOf(judgement), "undecided");
  t.is(judgement.findings[0]?.subject.container, "web");
});

test("findings come worst first and in the same order however the containers are ordered", (t) => {
  const one = stackOf({ b: { image: "x:1", user: "root" }, a: { image: "x:1", user: "root" } });
  const two = stackOf({ a: { image: "x:1", user: "root" }, b: { image: "x:1", user: "root" } });
  const judged = [one, two].map((stack) => judgeStacks(judging([stack], { rules: [userRule] })).findings);
  t.deepEqual(judged[0], judged[1]);
});
