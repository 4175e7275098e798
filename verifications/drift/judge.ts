import type { Stack } from "../../model/stack.ts";
import { findingsOf, type Judgement, unreadable, waiverVerdicts } from "../../policies/judge/judgement.ts";
import { redactFinding } from "../../policies/judge/redact.ts";
import type { UsedWaivers } from "../../policies/judge/waive.ts";
import { levelOf, type Pack } from "../../policies/packs/pack.ts";
import type { Waivers } from "../../policies/settings/waivers.ts";
import type { Verdict } from "../../policies/verdict.ts";
import { compareHost, compareUnseen, DRIFT, type RunningHost } from "./compare.ts";

/** One host: what it should be, and what it is. */
export interface Comparison {
  readonly declared: Stack;
  /** Undefined where it did not answer; `problems` says why. */
  readonly running: RunningHost | undefined;
  /** What could not be read of what runs. */
  readonly problems: Stack["problems"];
}

export interface DriftInput {
  readonly hosts: readonly Comparison[];
  readonly pack: Pack;
  readonly waivers: Waivers;
  /** `2026-11-23` */
  readonly today: string;
  /** Stacks that exist and are not compared now; undefined where that is not known. Waivers for them wait. */
  readonly otherStacks: readonly string[] | undefined;
}

/** Compares hosts with their declarations and makes a judgement of it, as of any other. */
export function judgeDrift({ hosts, pack, waivers, today, otherStacks }: DriftInput): Judgement {
  const checks = DRIFT.filter((check) => levelOf(pack, check) !== "disabled");
  const isAsked = new Set(checks.map(({ id }) => id));
  const verdicts = hosts.flatMap(({ declared, running, problems }): Verdict[] => [
    ...(running === undefined ? compareUnseen(declared) : compareHost(declared, running)).filter(
      ({ rule }) => isAsked.has(rule) || !rule.startsWith("drift-"),
    ),
    ...unreadable({ name: declared.name, problems: [...declared.problems, ...problems] }),
  ]);
  const used: UsedWaivers = new Set();
  const around = { rules: checks, pack, waivers, today };
  const stacks = hosts.map(({ declared }) => declared);
  const assess = (verdict: Verdict) => ({ verdict, findings: findingsOf(verdict, around, used) });
  const judged = verdicts.map(assess);
  const assessed = [...judged, ...waiverVerdicts({ waivers, today, stacks, otherStacks }, used).map(assess)];
  const secrets = new Set(stacks.flatMap((stack) => [...stack.secrets]));
  const containers = containersOf(hosts);
  return {
    version: 1,
    profile: pack.name,
    stacks: stacks.map(({ name }) => name),
    containers,
    summary: { containers: containers.length, rules: checks.length, ...counted(assessed) },
    findings: assessed.flatMap(({ findings }) => findings.map((finding) => redactFinding(finding, secrets))),
  };
}

/** Those that are declared, and those that are there. */
function containersOf(hosts: readonly Comparison[]): Judgement["containers"] {
  return hosts.flatMap(({ declared, running }) => {
    const names = [
      ...declared.containers.map(({ name }) => name),
      ...(running?.containers.map(({ name }) => name) ?? []),
      ...(running?.notInspected ?? []),
    ];
    return [...new Set(names)].sort().map((name) => ({ stack: declared.name, name }));
  });
}

function counted(assessed: readonly { verdict: Verdict; findings: Judgement["findings"] }[]) {
  const counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0, waived: 0 };
  for (const { verdict, findings } of assessed) {
    const open = findings.filter(({ waiver }) => waiver === null);
    if (findings.length > 0 && open.length === 0) counts.waived++;
    else if (verdict.state === "not-applicable") counts.notApplicable++;
    else if (verdict.state === "fail")
      counts[open.some((finding) => finding.verdict === "fail") ? "fail" : "unknown"]++;
    else counts[verdict.state]++;
  }
  return counts;
}
