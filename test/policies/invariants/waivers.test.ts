import { deepStrictEqual, ok } from "node:assert/strict";
import test from "ava";
import fc from "fast-check";
import type { Stack } from "../../../model/stack.ts";
import type { Finding } from "../../../policies/judge/finding.ts";
import { fingerprints } from "../../../policies/judge/fingerprint.ts";
import { type Judgement, judgeStacks } from "../../../policies/judge/judgement.ts";
import { type Outcome, outcomeOf } from "../../../policies/judge/outcome.ts";
import { STRICT } from "../../../policies/packs/strict.ts";
import type { Waiver, Waivers } from "../../../policies/settings/waivers.ts";
import { judging } from "../../support/stack.ts";
import { asPulumi, CONTEXT, declarations } from "./support/declarations.ts";

const SEED = 20261126;
const TODAY = "2026-11-23";
const ABOUT_WAIVERS: ReadonlySet<string> = new Set(["waiver-expired", "waiver-unused", "waiver-invalid"]);
const WORST_FIRST: readonly Outcome[] = ["broken", "undecided", "holds"];

const judged = (stack: Stack, waivers: readonly Waiver[], invalid: Waivers["invalid"] = []): Judgement =>
  judgeStacks(
    judging([stack], {
      pack: STRICT,
      context: CONTEXT,
      today: TODAY,
      waivers: { file: "waivers.yaml", waivers, invalid },
    }),
  );

function waiverFor({ rule, subject, detail }: Finding, changes: Partial<Waiver> = {}): Waiver {
  return {
    rule,
    stack: subject.stack,
    container: subject.container ?? "",
    detail: detail ?? undefined,
    reason: "accepted for a while",
    owner: "ops",
    expires: TODAY,
    location: { path: "waivers[0]", file: "waivers.yaml" },
    ...changes,
  };
}

/** What was found, whether it is accepted or not, without what is said of the waivers themselves. */
function found({ findings }: Judgement): string[] {
  const ofRules = findings.filter(({ rule }) => !ABOUT_WAIVERS.has(rule));
  return [...fingerprints(ofRules).values()].sort();
}

const accepted = ({ findings }: Judgement) => findings.filter(({ waiver }) => waiver !== null);
const rank = (judgement: Judgement) => WORST_FIRST.indexOf(outcomeOf(judgement));
const names = (waiver: Waiver, { rule, subject, detail }: Finding) =>
  waiver.rule === rule && waiver.container === subject.container && waiver.detail === (detail ?? undefined);

/** Findings of a declaration, and which of them somebody wants to accept. */
const chosen = fc.tuple(declarations, fc.array(fc.nat(), { minLength: 1, maxLength: 4 })).map(([declared, picks]) => {
  const stack = asPulumi(declared);
  const before = judged(stack, []);
  const open = before.findings.filter(({ rule, subject }) => rule !== "unreadable-input" && subject.container !== null);
  return { stack, before, picked: open.length === 0 ? [] : picks.map((pick) => open[pick % open.length] as Finding) };
});

test(`a waiver accepts what it names, and every finding is still told (seed ${SEED})`, (t) => {
  const property = fc.property(chosen, ({ stack, before, picked }) => {
    const waivers = picked.map((finding) => waiverFor(finding));
    const after = judged(stack, waivers);
    deepStrictEqual(found(after), found(before));
    const named = before.findings.filter((finding) => waivers.some((waiver) => names(waiver, finding)));
    deepStrictEqual(accepted(after).length, named.length);
    ok(accepted(after).every((finding) => waivers.some((waiver) => names(waiver, finding))));
    const repeated = new Set(waivers.map((waiver) => JSON.stringify(waiver))).size < waivers.length;
    if (!repeated) ok(rank(after) >= rank(before), "waivers that hold made it worse");
  });
  t.notThrows(() => fc.assert(property, { seed: SEED, numRuns: 150 }));
});

for (const [kind, changes] of Object.entries<(finding: Finding) => Partial<Waiver>>({
  "has ended": () => ({ expires: "2026-11-22" }),
  "names another container": ({ subject }) => ({ container: `${subject.container}-2` }),
  "names another offence of the rule": ({ detail }) => ({ detail: `${detail ?? ""} and more` }),
  "names another stack": () => ({ stack: "another" }),
}))
  test(`a waiver that ${kind} accepts nothing and makes nothing better (seed ${SEED})`, (t) => {
    const property = fc.property(chosen, ({ stack, before, picked }) => {
      const after = judged(
        stack,
        picked.map((finding) => waiverFor(finding, changes(finding))),
      );
      deepStrictEqual(found(after), found(before));
      deepStrictEqual(accepted(after), []);
      ok(picked.length === 0 || outcomeOf(after) === "broken", "a waiver that accepts nothing has to be told");
    });
    t.notThrows(() => fc.assert(property, { seed: SEED, numRuns: 40 }));
  });

test(`an entry that is no waiver accepts nothing and is told (seed ${SEED})`, (t) => {
  const property = fc.property(chosen, ({ stack, before }) => {
    const after = judged(
      stack,
      [],
      [{ stack: "case", message: "it names no owner", location: { path: "waivers[0]" } }],
    );
    deepStrictEqual(found(after), found(before));
    deepStrictEqual(accepted(after), []);
    deepStrictEqual(outcomeOf(after), "broken");
  });
  t.notThrows(() => fc.assert(property, { seed: SEED, numRuns: 20 }));
});

test(`a waiver without a detail accepts no offence that has one (seed ${SEED})`, (t) => {
  const property = fc.property(chosen, ({ stack, before, picked }) => {
    const after = judged(
      stack,
      picked.map((finding) => waiverFor(finding, { detail: undefined })),
    );
    deepStrictEqual(found(after), found(before));
    ok(accepted(after).every(({ detail }) => detail === null));
  });
  t.notThrows(() => fc.assert(property, { seed: SEED, numRuns: 40 }));
});
