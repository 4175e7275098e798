import { deepStrictEqual } from "node:assert/strict";
import test from "ava";
import fc from "fast-check";
import type { Stack } from "../../../model/stack.ts";
import { fingerprints } from "../../../policies/judge/fingerprint.ts";
import { judgeStacks } from "../../../policies/judge/judgement.ts";
import { STRICT } from "../../../policies/packs/strict.ts";
import { judging } from "../../support/stack.ts";
import { asCompose } from "../support/as-compose.ts";
import type { Case } from "../support/case.ts";
import { asPulumi, CONTEXT, declarations, randomFrom, reordered, shuffled } from "./support/declarations.ts";

const SEED = 20261124;

/** What a report would say, without the order in which it says it and the positions in lists. */
function said(stacks: readonly Stack[]): unknown {
  const { summary, findings } = judgeStacks(judging(stacks, { pack: STRICT, context: CONTEXT }));
  return {
    summary,
    fingerprints: [...fingerprints(findings).values()].sort(),
    messages: findings.map(({ rule, message }) => `${rule}: ${message.replace(/\[\d+\]/g, "[]")}`).sort(),
  };
}

test(`the order of containers, keys and elements changes no finding (seed ${SEED})`, (t) => {
  const same = fc.property(declarations, fc.integer(), (declared, seed) => {
    const random = randomFrom(seed);
    const other = { ...declared, pulumi: reordered(declared.pulumi, random) as Case["pulumi"] };
    deepStrictEqual(
      said([asPulumi(other, (resources) => shuffled(resources, random))]),
      said([asPulumi(declared)]),
      declared.file,
    );
    const [one, two] = [asCompose(declared), asCompose(other)];
    if (one !== undefined && two !== undefined) deepStrictEqual(said([two]), said([one]), declared.file);
  });
  t.notThrows(() => fc.assert(same, { seed: SEED, numRuns: 150 }));
});

test(`the order in which files and stacks are given changes no finding (seed ${SEED})`, (t) => {
  const same = fc.property(fc.array(declarations, { minLength: 2, maxLength: 3 }), (several) => {
    const stacks = several.map((declared, index) => ({ ...asPulumi(declared), name: `host-${index}` }));
    deepStrictEqual(said([...stacks].reverse()), said(stacks));
  });
  t.notThrows(() => fc.assert(same, { seed: SEED, numRuns: 50 }));
});
