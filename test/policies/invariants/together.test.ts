import { deepStrictEqual, ok } from "node:assert/strict";
import test from "ava";
import fc from "fast-check";
import { readStack } from "../../../model/from-pulumi/stack.ts";
import type { Stack } from "../../../model/stack.ts";
import { fingerprints } from "../../../policies/judge/fingerprint.ts";
import { judge } from "../../../policies/judge/judge.ts";
import { judgeStacks } from "../../../policies/judge/judgement.ts";
import { STRICT } from "../../../policies/packs/strict.ts";
import { RULES } from "../../../policies/rules/index.ts";
import { judging } from "../../support/stack.ts";
import { resourcesOf } from "../support/case.ts";
import { asPulumi, CONTEXT, declarations } from "./support/declarations.ts";

const SEED = 20261127;
/** The others see nothing of a stack that they do not see of it alone. */
const WITHIN = RULES.filter((rule) => rule.scope === "container" || rule.acrossStacks !== true);

function found(...stacks: Stack[]): string[] {
  const { findings } = judgeStacks(judging(stacks, { rules: WITHIN, pack: STRICT, context: CONTEXT }));
  return [...fingerprints(findings).values()].sort();
}

test(`stacks that are judged together have the findings that each has alone, and no others (seed ${SEED})`, (t) => {
  const property = fc.property(fc.array(declarations, { minLength: 2, maxLength: 3 }), (several) => {
    const stacks = several.map((declared, index) => readStack(`host-${index}`, resourcesOf(declared)));
    deepStrictEqual(found(...stacks), stacks.flatMap((stack) => found(stack)).sort());
  });
  t.notThrows(() => fc.assert(property, { seed: SEED, numRuns: 50 }));
});

test(`what a rule over one container says does not depend on the containers beside it (seed ${SEED})`, (t) => {
  const rules = RULES.filter(({ scope }) => scope === "container");
  const states = (stack: Stack) =>
    new Map(judge(stack, rules, CONTEXT).map(({ rule, subject, state }) => [`${rule} on ${subject.container}`, state]));
  const property = fc.property(declarations, (written) => {
    const inputs = Object.entries(written.pulumi ?? {}).map(([name, args]) => [name, { ...args, name }] as const);
    const declared = { ...written, pulumi: Object.fromEntries(inputs) };
    const together = states(asPulumi(declared));
    for (const [name, args] of inputs)
      for (const [key, state] of states(asPulumi({ ...declared, pulumi: { [name]: args } })))
        ok(together.get(key) === state, `${key}: ${state} alone, ${together.get(key)} beside others`);
  });
  t.notThrows(() => fc.assert(property, { seed: SEED, numRuns: 50 }));
});
