import test from "ava";
import fc from "fast-check";
import { compare, type ReportedFinding } from "../../policies/judge/compare.ts";
import { judgeStacks } from "../../policies/judge/judgement.ts";
import { FOLDS, PACKS, packNamed } from "../../policies/packs/index.ts";
import { RULES } from "../../policies/rules/index.ts";
import { readWaivers } from "../../policies/settings/waivers.ts";
import { readBaseline } from "../../reports/baseline.ts";
import { json } from "../../reports/json.ts";
import { anyJudgement } from "../reports/support/judgements.ts";
import { judging, SOUND, stackOf, UNKNOWN_STRING } from "../support/stack.ts";

const BARE = { ...SOUND, memory: undefined, memorySwap: undefined, securityOpts: undefined };
const ruleIds = new Set(RULES.map(({ id }) => id));
const report = (containers: Record<string, Record<string, unknown>>, options = {}) =>
  compare(judgeStacks(judging([stackOf(containers)], options)), undefined);
const words = ({ rule, subject, message }: ReportedFinding) => `${rule} ${subject.container} ${message}`;
const atoms = (findings: readonly ReportedFinding[]) =>
  findings.flatMap((finding) => (finding.parts.length === 0 ? [finding] : finding.parts));

test("what a container lacks is one finding that lists it, the larger gaps first", (t) => {
  const { findings } = report({ web: BARE });
  t.deepEqual(findings.map(words), [
    "hardening-absent web it lacks no-new-privileges, a memory limit, dropped capabilities, a CPU limit and a read-only root file system",
  ]);
});

test("a container whose larger gaps are closed is left in peace by default, and by strict it is not", (t) => {
  t.deepEqual(report({ web: SOUND }).findings, []);
  const strict = report({ web: SOUND }, { pack: packNamed("strict") });
  t.true(strict.findings.some(({ rule }) => rule === "root-filesystem-writable"));
  t.true(strict.findings.every(({ parts }) => parts.length === 0));
});

test("logs that never rotate are one finding for the stack, and one container alone keeps its own", (t) => {
  const endless = { ...SOUND, logOpts: undefined, logDriver: undefined };
  t.deepEqual(report({ app: endless, bot: endless, web: SOUND }).findings.map(words), [
    "logs-never-rotate-anywhere null 2 of its containers lack rotated logs (app, bot)",
  ]);
  t.deepEqual(
    report({ app: endless, web: SOUND }).findings.map(({ rule }) => rule),
    ["logs-never-rotate"],
  );
});

test("data that nobody keeps is one finding for the stack, however many volumes it is, and strict names each", (t) => {
  const stateful = { ...SOUND, volumes: ["a", "b"].map((name) => ({ volumeName: name, containerPath: `/${name}` })) };
  const { findings } = report({ app: stateful, web: SOUND });
  t.deepEqual(findings.map(words), [
    "data-without-backup-anywhere null 1 of its containers lacks a declared backup of what they write (app)",
  ]);
  t.true(findings.every(({ refuses }) => !refuses));
  const strict = report({ app: stateful, web: SOUND }, { pack: packNamed("strict") });
  t.deepEqual(
    strict.findings.flatMap(({ rule, detail, refuses }) => (rule === "data-without-backup" ? [[detail, refuses]] : [])),
    [
      ["a", true],
      ["b", true],
    ],
  );
});

test("what is accepted is not told again with the rest", (t) => {
  const waiver =
    "waivers:\n  - {rule: memory-unlimited, subject: test/web, reason: it maps its database, owner: ops, expires: 2027-01-01}\n";
  const { findings } = report({ web: BARE }, { waivers: readWaivers("waivers.yaml", waiver, ruleIds) });
  t.false(findings.find(({ rule }) => rule === "hardening-absent")?.message.includes("memory"));
  t.truthy(findings.find(({ rule }) => rule === "memory-unlimited")?.waiver);
});

test("what nobody knows is told by itself and not as a lack", (t) => {
  const { findings } = report({ web: { ...BARE, memory: UNKNOWN_STRING } });
  const unknown = findings.find(({ rule }) => rule === "memory-unlimited");
  t.is(unknown?.verdict, "unknown");
  t.false(findings.some(({ rule, message }) => rule === "hardening-absent" && message.includes("memory")));
});

test("one more gap is new although the others are known, and what is told as one is known by its parts", (t) => {
  const before = judgeStacks(judging([stackOf({ web: { ...BARE, memory: 64, memorySwap: 64 } })]));
  const now = judgeStacks(judging([stackOf({ web: BARE })]));
  const stored = readBaseline("base", json(before));
  const { findings, comparison } = compare(now, stored);
  t.deepEqual(
    atoms(findings).map(({ rule, standing }) => `${rule} ${standing}`),
    ["memory-unlimited new", "new-privileges-allowed known"],
  );
  t.is(comparison?.fixed.length, 0);
  const same = compare(now, readBaseline("base", json(now)));
  t.true(same.findings.every(({ standing }) => standing === "known"));
});

test("whatever is found, telling it as one loses nothing, invents nothing and changes no outcome", (t) => {
  fc.assert(
    fc.property(anyJudgement, anyJudgement, (now, before) => {
      for (const baseline of [undefined, before]) {
        const alone = compare({ ...now, profile: "strict" }, baseline);
        const told = compare({ ...now, profile: "default" }, baseline);
        const names = (findings: readonly ReportedFinding[]) => findings.map(({ fingerprint }) => fingerprint).sort();
        t.deepEqual(names(atoms(told.findings)), names(alone.findings));
        t.is(told.outcome, alone.outcome);
        for (const { parts, refuses, waiver, verdict } of told.findings)
          for (const part of parts) t.deepEqual([part.refuses, part.waiver, part.verdict], [refuses, waiver, verdict]);
      }
    }),
    { seed: 20261123, numRuns: 300 },
  );
});

test("no fold has the name of a rule, and every part and mention names one that exists", (t) => {
  for (const [id, { parts, mentions = {} }] of FOLDS) {
    t.false(ruleIds.has(id));
    for (const key of [...Object.keys(parts), ...Object.keys(mentions)])
      t.true(ruleIds.has(key.replace(/\[.*/, "")), key);
  }
});

test("every profile departs from the table for rules that exist and with a reason", (t) => {
  t.deepEqual(
    PACKS.map(({ name }) => name),
    ["default", "internal", "edge", "strict"],
  );
  for (const pack of PACKS)
    for (const [id, { because }] of Object.entries(pack.overrides)) {
      t.true(ruleIds.has(id), `${pack.name}: ${id}`);
      t.true(because.length > 20);
    }
});

test("an edge host refuses what an internal host is advised about", (t) => {
  const containers = { web: { ...BARE, ports: [{ internal: 80, external: 80 }] } };
  const refused = (profile: string) =>
    atoms(report(containers, { pack: packNamed(profile) }).findings)
      .filter(({ refuses }) => refuses)
      .map(({ rule }) => rule)
      .sort();
  t.deepEqual(refused("internal"), []);
  t.deepEqual(refused("default"), ["port-on-every-address"]);
  t.deepEqual(refused("edge"), [
    "capabilities-not-dropped",
    "memory-unlimited",
    "new-privileges-allowed",
    "port-on-every-address",
  ]);
});
