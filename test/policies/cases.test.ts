import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import { parse } from "yaml";
import { readStack } from "../../model/from-pulumi/stack.ts";
import type { Stack } from "../../model/stack.ts";
import { judge } from "../../policies/judge/judge.ts";
import { RULES } from "../../policies/rules/index.ts";
import type { Verdict, VerdictState } from "../../policies/verdict.ts";
import { asCompose } from "./support/as-compose.ts";
import { asInspect } from "./support/as-inspect.ts";
import { type Case, cases, contextOf, resourcesOf } from "./support/case.ts";
import { checked } from "./support/checked.ts";

/**
 * Where a running container and its declaration differ: the engine has filled in the log driver, and as much swap
 * again as memory is what it gives by itself, so that nobody can tell it from a declared limit.
 */
const DIFFERS: Record<string, (container: Record<string, unknown>) => boolean> = {
  "logs-never-rotate": ({ logDriver }) => logDriver === undefined,
  "logs-discarded": ({ logDriver }) => logDriver === undefined,
  "swap-unlimited": ({ memory, memorySwap }) => memorySwap === 2 * Number(memory),
};
const differs = ({ rule, pulumi = {} }: Case) =>
  Object.values(pulumi).some((container) => DIFFERS[rule]?.(container) === true);

const folder = fileURLToPath(new URL("./rules/", import.meta.url));
const all = cases(folder);

/** Every way in which the same declaration can reach a rule. */
const readers: Record<string, (example: Case) => Stack | undefined> = {
  "Pulumi inputs": (example) => example.pulumi && readStack("case", resourcesOf(example)),
  "Pulumi inputs after the provider's Check": (example) =>
    example.pulumi && readStack("case", checked(resourcesOf(example))),
  compose: (example) => asCompose(example),
  "docker inspect": (example) => (differs(example) ? undefined : asInspect(example)),
};

for (const example of all)
  for (const [reader, read] of Object.entries(readers)) {
    const stack = read(example);
    if (stack === undefined) continue;
    test(`${example.rule}: ${example.state} on ${example.situation.replaceAll("-", " ")}, read from ${reader}`, (t) => {
      const rule = RULES.find(({ id }) => id === example.rule);
      if (rule === undefined) return t.fail(`there is no rule ${example.rule}`);
      const verdicts = judge(stack, [rule], contextOf(example));
      const states = Object.fromEntries(verdicts.map((verdict) => [verdict.subject.container, verdict.state]));
      if (example.expect === undefined) t.is(worst(verdicts), example.state, describe(verdicts));
      else t.like(states, example.expect, describe(verdicts));
      if (example.says !== undefined)
        t.true(
          remarks(verdicts).some((message) => message.includes(example.says as string)),
          describe(verdicts),
        );
      for (const { state, remarks, reason = "" } of verdicts) {
        t.is(remarks.length > 0, state === "fail" || state === "unknown");
        t.is(reason.length > 10, state === "not-applicable", "what does not apply says why, and nothing else does");
      }
    });
  }

const withoutExamples = parse(
  readFileSync(new URL("./verdicts-without-examples.yaml", import.meta.url), "utf8"),
) as Record<string, Partial<Record<VerdictState, string>>>;

for (const rule of RULES)
  for (const state of ["pass", "fail", "unknown", "not-applicable"] as const) {
    const reason = withoutExamples[rule.id]?.[state];
    const examples = all.filter((example) => example.rule === rule.id && example.state === state);
    if (reason === undefined)
      test(`${rule.id} has an example that is judged ${state}`, (t) => t.true(examples.length > 0));
    else
      test(`${rule.id} is never judged ${state}, because ${reason}`, (t) => {
        t.deepEqual(examples, []);
        t.is(state, "not-applicable", "every rule can pass, fail and meet what is not known");
      });
  }

test("only rules that exist are excused from examples", (t) => {
  const ids = new Set(RULES.map(({ id }) => id));
  t.deepEqual(
    Object.keys(withoutExamples).filter((id) => !ids.has(id)),
    [],
  );
});

function worst(verdicts: readonly Verdict[]): VerdictState {
  for (const state of ["fail", "unknown", "pass"] as const)
    if (verdicts.some((verdict) => verdict.state === state)) return state;
  return "not-applicable";
}

function remarks(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap((verdict) => verdict.remarks.map((remark) => remark.message));
}

function describe(verdicts: readonly Verdict[]): string {
  return JSON.stringify(
    verdicts.map(({ subject, state, remarks }) => ({
      container: subject.container,
      state,
      says: remarks.map(({ message }) => message),
    })),
  );
}
