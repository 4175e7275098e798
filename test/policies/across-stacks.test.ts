import test from "ava";
import { judgeStacks } from "../../policies/judge/judgement.ts";
import { judging, stackOf } from "../support/stack.ts";

const server = { portainer: { image: "portainer/portainer-ce:2.33.6" } };
const agent = { "portainer-agent": { image: "portainer/agent:2.24.1" } };

test("a server on one host and its agent on another are compared when both are judged together", (t) => {
  const { findings, summary } = judgeStacks(judging([stackOf(server, "master"), stackOf(agent, "lady")]));
  const found = findings.filter(({ rule }) => rule === "versions-apart");
  t.deepEqual(
    found.map(({ subject, detail }) => [subject.stack, subject.container, detail]),
    [
      ["lady", "portainer-agent", "master/portainer"],
      ["master", "portainer", "lady/portainer-agent"],
    ],
  );
  t.is(summary.containers, 2);
});

test("one host by itself says nothing about the other", (t) => {
  const { findings } = judgeStacks(judging([stackOf(agent, "lady")]));
  t.false(findings.some(({ rule }) => rule === "versions-apart"));
});

test("a rule that compares stacks judges every container once", (t) => {
  const stacks = [stackOf(server, "master"), stackOf(agent, "lady")];
  const rules = judging([]).rules.filter(({ id }) => id === "versions-apart");
  const { pass, fail, unknown, notApplicable } = judgeStacks(judging(stacks, { rules })).summary;
  t.is(pass + fail + unknown + notApplicable, 2);
});
