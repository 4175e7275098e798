import { ok } from "node:assert/strict";
import test from "ava";
import fc from "fast-check";
import type { Stack } from "../../../model/stack.ts";
import { judge } from "../../../policies/judge/judge.ts";
import { judgeStacks } from "../../../policies/judge/judgement.ts";
import { outcomeOf } from "../../../policies/judge/outcome.ts";
import { STRICT } from "../../../policies/packs/strict.ts";
import type { Rule } from "../../../policies/rule.ts";
import { RULES } from "../../../policies/rules/index.ts";
import type { Verdict } from "../../../policies/verdict.ts";
import { judging, UNKNOWN_STRING } from "../../support/stack.ts";
import { asCompose } from "../support/as-compose.ts";
import type { Case } from "../support/case.ts";
import {
  asPulumi,
  CONTEXT,
  declarations,
  EXAMPLES,
  type Place,
  places,
  replaced,
  without,
} from "./support/declarations.ts";

const SEED = 20261125;

/** Rules that leave a subject to each other, so that nothing is told twice: what one is silent of, the other says. */
const ONE_VOICE: Readonly<Record<string, readonly string[]>> = {
  "access-class-not-held": ["access-class-not-held", "route-without-guard"],
};

function rulesFor(id: string): Rule[] {
  return RULES.filter((rule) => (ONE_VOICE[id] ?? [id]).includes(rule.id));
}

function voiceOf(rule: string): string {
  return Object.entries(ONE_VOICE).find(([, rules]) => rules.includes(rule))?.[0] ?? rule;
}

/**
 * What a rule says of each subject: of every container, or of all of them at once where it compares
 * them, because what one of them no longer proves is undecided of that one and not of its rivals.
 */
function told(stack: Stack, rules: readonly Rule[]): Map<string, "fail" | "unknown" | "quiet"> {
  const result = new Map<string, "fail" | "unknown" | "quiet">();
  const compares = new Set(rules.filter(({ scope }) => scope === "stack").map(({ id }) => id));
  for (const { rule, subject, state } of judge(stack, rules, CONTEXT) as Verdict[]) {
    const key = compares.has(rule) ? voiceOf(rule) : `${rule} on ${subject.container}`;
    const earlier = result.get(key) ?? "quiet";
    const now = state === "fail" || state === "unknown" ? state : "quiet";
    result.set(key, earlier === "fail" || now === "quiet" ? earlier : now);
  }
  return result;
}

/** Places in one container's inputs; its name is the subject itself. */
function* placesIn(declared: Case): Iterable<Place> {
  for (const [name, args] of Object.entries(declared.pulumi ?? {}))
    for (const place of places(args)) if (place[0] !== "name") yield [name, ...place];
}

function at(declared: Case, place: Place, change: (tree: Case["pulumi"], place: Place) => Case["pulumi"]): Case {
  return { ...declared, pulumi: change(declared.pulumi, place) };
}

const unknownAt = (declared: Case, place: Place) =>
  at(declared, place, (tree, where) => replaced(tree, where, UNKNOWN_STRING));

/** Fails that became quiet although nobody knows the value; a reader that names the place refuses by itself. */
function quieted(before: Stack | undefined, after: Stack | undefined, rules: readonly Rule[] = RULES): string[] {
  if (before === undefined || after === undefined || after.problems.length > before.problems.length) return [];
  const later = told(after, rules);
  return [...told(before, rules)]
    .filter(([key, state]) => state === "fail" && later.get(key) === "quiet")
    .map(([key]) => key);
}

for (const [reader, read] of Object.entries({ "Pulumi inputs": asPulumi, compose: asCompose }))
  test(`whatever single value of an example is not known, no fail of its rule becomes a pass: ${reader}`, (t) => {
    let tried = 0;
    for (const example of EXAMPLES.filter(({ state }) => state === "fail")) {
      const rules = rulesFor(example.rule);
      const before = read(example);
      for (const place of placesIn(example)) {
        tried++;
        const found = quieted(before, read(unknownAt(example, place)), rules);
        if (found.length > 0) t.fail(`${example.file}, ${place.join(".")}: ${found.join(", ")}`);
      }
    }
    t.true(tried > 1000);
  });

test(`whatever values are not known, no fail of any rule becomes a pass (seed ${SEED})`, (t) => {
  const kept = fc.property(declarations, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (declared, picks) => {
    const all = [...placesIn(declared)].sort((one, other) => other.length - one.length);
    const chosen = picks.map((pick) => all[pick % all.length] as Place);
    const changed = chosen.reduce((tree, place) => (holds(tree, place) ? unknownAt(tree, place) : tree), declared);
    for (const read of [asPulumi, asCompose]) {
      const found = quieted(read(declared), read(changed));
      ok(found.length === 0, `${chosen.map((place) => place.join(".")).join(", ")}: ${found.join(", ")}`);
    }
  });
  t.notThrows(() => fc.assert(kept, { seed: SEED, numRuns: 250 }));
});

test("what a rule is certain of although a property is not known, it says without the property too", (t) => {
  for (const example of EXAMPLES) {
    const rules = rulesFor(example.rule);
    for (const place of placesIn(example)) {
      if (typeof place.at(-1) === "number" || MAPS.has(String(place.at(-2)))) continue;
      const [unknown, absent] = [unknownAt(example, place), at(example, place, without)].map((one) => asPulumi(one));
      if (unknown === undefined || absent === undefined || unknown.problems.length + absent.problems.length > 0)
        continue;
      const later = told(absent, rules);
      for (const [key, state] of told(unknown, rules))
        if (state !== "unknown" && later.has(key) && later.get(key) !== "unknown")
          t.is(later.get(key), state, `${example.file}, ${place.join(".")}: ${key}`);
    }
  }
});

test(`a declaration of which a part cannot be read never holds (seed ${SEED})`, (t) => {
  const never = fc.property(declarations, fc.nat(), (declared, pick) => {
    const all = [...placesIn(declared)];
    const broken = at(declared, all[pick % all.length] as Place, (tree, where) => replaced(tree, where, { odd: [{}] }));
    const stack = asPulumi(broken);
    const outcome = outcomeOf(judgeStacks(judging([stack], { pack: STRICT, context: CONTEXT })));
    if (stack.problems.length > 0) ok(outcome !== "holds");
  });
  t.notThrows(() => fc.assert(never, { seed: SEED, numRuns: 200 }));
});

/** Inputs whose keys are a person's own words: an entry that is not known is still an entry. */
const MAPS: ReadonlySet<string> = new Set(["tmpfs", "sysctls", "logOpts"]);

/** False where an earlier change took the place away. */
function holds(declared: Case, place: Place): boolean {
  let value: unknown = declared.pulumi;
  for (const step of place) {
    if (typeof value !== "object" || value === null || !(step in value)) return false;
    value = (value as Record<string | number, unknown>)[step];
  }
  return true;
}
