import { describeLocation, type Location } from "../../model/location.ts";
import type { Stack } from "../../model/stack.ts";
import { cureOf } from "../cure/snippet.ts";
import { levelOf, type Pack } from "../packs/pack.ts";
import type { ContainerRule, Context, Rule } from "../rule.ts";
import { describeWaiver, type Waiver, type Waivers } from "../settings/waivers.ts";
import { SEVERITIES, severityOf } from "../severity.ts";
import type { Remark, Subject, Verdict } from "../verdict.ts";
import type { Finding } from "./finding.ts";
import { type Absent, absentKey } from "./fold.ts";
import { judge, judgeContainer } from "./judge.ts";
import { PSEUDO_RULES } from "./pseudo-rules.ts";
import { redactFinding } from "./redact.ts";
import { type UsedWaivers, waiverFor } from "./waive.ts";

/** Verdicts are counted for each pair of rule and container. */
export interface Summary {
  readonly containers: number;
  readonly rules: number;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly notApplicable: number;
  /** Verdicts of which every finding is waived; they count in none of the others. */
  readonly waived: number;
}

export interface Judgement {
  readonly version: 1;
  readonly profile: string;
  readonly stacks: readonly string[];
  /** Every container that was judged, in the order of the stacks and then by name. */
  readonly containers: readonly { readonly stack: string; readonly name: string }[];
  readonly summary: Summary;
  /** Worst first, then by stack, container, rule and place. */
  readonly findings: readonly Finding[];
  /** What the profile does not ask for, and names where it has something to say anyway. */
  readonly absent?: Absent;
}

export interface JudgementInput {
  readonly stacks: readonly Stack[];
  readonly rules: readonly Rule[];
  readonly pack: Pack;
  readonly context: Context;
  readonly waivers: Waivers;
  /** `2026-11-23`; waivers that end before it are findings. */
  readonly today: string;
  /** Stacks that exist and are not judged now; undefined where that is not known. Waivers for them wait. */
  readonly otherStacks: readonly string[] | undefined;
}

/**
 * Judges stacks and turns everything that is not a quiet verdict into findings: offences, what
 * could not be decided, what could not be read, and waivers that accept nothing.
 */
export function judgeStacks(input: JudgementInput): Judgement {
  const rules = input.rules.filter((rule) => levelOf(input.pack, rule) !== "disabled");
  const within = rules.filter((rule) => !comparesStacks(rule));
  const quiet = { pass: 0, "not-applicable": 0 };
  const loud: Verdict[] = [];
  // Nearly all verdicts are quiet and only counted: keeping them all costs more than judging does.
  const hear = (verdicts: readonly Verdict[]) => {
    for (const verdict of verdicts)
      if (verdict.remarks.length === 0 && (verdict.state === "pass" || verdict.state === "not-applicable"))
        quiet[verdict.state]++;
      else loud.push(verdict);
  };
  for (const stack of input.stacks) {
    hear(judge(stack, within, input.context));
    hear(unreadable(stack));
  }
  hear(judge(together(input.stacks), rules.filter(comparesStacks), input.context));
  const used: UsedWaivers = new Set();
  const assess = (verdict: Verdict) => ({ verdict, findings: findingsOf(verdict, input, used) });
  const judged = loud.map(assess);
  const assessed = [...judged, ...waiverVerdicts(input, used).map(assess)];
  const secrets = new Set(input.stacks.flatMap((stack) => [...stack.secrets]));
  return {
    version: 1,
    profile: input.pack.name,
    stacks: input.stacks.map(({ name }) => name),
    containers: input.stacks.flatMap((stack) =>
      stack.containers.map(({ name }) => ({ stack: stack.name, name })).sort((a, b) => compare(a.name, b.name)),
    ),
    summary: summarise(input.stacks, rules, assessed, quiet),
    findings: assessed
      .flatMap(({ findings }) => findings.map((finding) => redactFinding(finding, secrets)))
      .sort(worstFirst),
    absent: absentOf(input),
  };
}

function absentOf({ stacks, rules, pack, context }: JudgementInput): Absent {
  const mentioned = rules.filter(
    (rule): rule is ContainerRule =>
      rule.scope === "container" &&
      levelOf(pack, rule) === "disabled" &&
      pack.folds.some(({ mentions = {} }) => Object.hasOwn(mentions, rule.id)),
  );
  const containers = stacks.flatMap((stack) => stack.containers.map((container) => ({ stack: stack.name, container })));
  return new Map(
    containers.map(({ stack, container }) => [
      absentKey(stack, container.name),
      mentioned.filter((rule) => judgeContainer(rule, container, context).state === "fail").map(({ id }) => id),
    ]),
  );
}

function comparesStacks(rule: Rule): boolean {
  return rule.scope === "stack" && rule.acrossStacks === true;
}

/** All stacks as one, for rules that compare them; each container keeps the stack that it belongs to. */
function together(stacks: readonly Stack[]): Stack {
  return {
    name: stacks.map(({ name }) => name).join(", "),
    containers: stacks.flatMap(({ containers }) => containers),
    networks: stacks.flatMap(({ networks }) => networks),
    volumes: stacks.flatMap(({ volumes }) => volumes),
    problems: stacks.flatMap(({ problems }) => problems),
    secrets: new Set(stacks.flatMap(({ secrets }) => [...secrets])),
  };
}

/** Offences of one rule on one container that get a cure of their own; nobody reads more of the same. */
const MOST_CURED = 50;

/** The findings of one verdict, waived where a waiver covers them. */
export function findingsOf(
  verdict: Verdict,
  {
    rules,
    pack,
    waivers,
    today,
  }: Pick<JudgementInput, "pack" | "waivers" | "today"> & {
    readonly rules: readonly Pick<Rule, "id" | "title" | "premises">[];
  },
  used: UsedWaivers,
): Finding[] {
  const pseudo = PSEUDO_RULES[verdict.rule];
  const rule = rules.find(({ id }) => id === verdict.rule);
  return verdict.remarks.map((remark, index) => {
    const waiver = rule && waiverFor(verdict, remark, waivers.waivers, today);
    if (waiver !== undefined) used.add(waiver);
    return {
      rule: verdict.rule,
      title: rule?.title ?? pseudo?.title ?? verdict.rule,
      severity: rule === undefined ? "high" : severityOf(rule.premises),
      level: rule === undefined ? "mandatory" : levelOf(pack, rule),
      verdict: remark.state,
      subject: { stack: verdict.subject.stack, container: verdict.subject.container ?? null },
      message: remark.message,
      detail: remark.detail ?? null,
      path: describeLocation(remark.location),
      location: remark.location,
      remedy: remark.remedy,
      cure: index < MOST_CURED ? cureOf(remark) : null,
      waiver: waiver === undefined ? null : { reason: waiver.reason, owner: waiver.owner, expires: waiver.expires },
    };
  });
}

/** What a stack's readers could not read: never silence, never a pass. */
export function unreadable(stack: Pick<Stack, "name" | "problems">): Verdict[] {
  return stack.problems.map(({ container, message, location }) => ({
    rule: "unreadable-input",
    subject: { stack: stack.name, container },
    state: "unknown",
    remarks: [{ state: "unknown", message, location, remedy: "Mend the declaration at that place and judge again." }],
  }));
}

/** Waivers that accept nothing: invalid, expired, or without anything to accept. */
export function waiverVerdicts(
  {
    waivers,
    today,
    stacks: judged,
    otherStacks,
  }: Pick<JudgementInput, "waivers" | "today" | "otherStacks"> & { readonly stacks: readonly Pick<Stack, "name">[] },
  used: UsedWaivers,
): Verdict[] {
  const stacks = new Set(judged.map(({ name }) => name));
  const waits = (stack: string) => !stacks.has(stack) && (otherStacks === undefined || otherStacks.includes(stack));
  const about = (rule: string, subject: Subject, message: string, location: Location, remedy: string): Verdict => {
    const remark: Remark = { state: "fail", message, location, remedy };
    return { rule, subject, state: "fail", remarks: [remark] };
  };
  const subjectOf = ({ stack, container }: Waiver): Subject => ({ stack, container });
  return [
    ...waivers.invalid
      .filter(({ stack }) => stack === undefined || !waits(stack))
      .map(({ stack, message, location }) =>
        about(
          "waiver-invalid",
          { stack: stack ?? [...stacks][0] ?? "", container: undefined },
          message,
          location,
          "Complete the waiver or delete it.",
        ),
      ),
    ...waivers.waivers
      .filter(({ stack }) => !waits(stack))
      .flatMap((waiver) => {
        const name = describeWaiver(waiver);
        if (waiver.expires < today)
          return about(
            "waiver-expired",
            subjectOf(waiver),
            `the waiver for ${name} ended on ${waiver.expires}, so what it accepted counts again`,
            waiver.location,
            "Cure the finding, or accept it anew with a later date.",
          );
        if (!used.has(waiver))
          return about(
            "waiver-unused",
            subjectOf(waiver),
            `the waiver for ${name} accepts nothing that is found, so it would hide a later finding`,
            waiver.location,
            "Delete the waiver.",
          );
        return [];
      }),
  ];
}

function summarise(
  stacks: readonly Stack[],
  rules: readonly Rule[],
  assessed: readonly { verdict: Verdict; findings: readonly Finding[] }[],
  quiet: Readonly<Record<"pass" | "not-applicable", number>>,
): Summary {
  const counts = { pass: quiet.pass, fail: 0, unknown: 0, notApplicable: quiet["not-applicable"], waived: 0 };
  for (const { verdict, findings } of assessed) {
    const open = findings.filter(({ waiver }) => waiver === null);
    if (findings.length > 0 && open.length === 0) counts.waived++;
    else if (verdict.state === "not-applicable") counts.notApplicable++;
    else if (verdict.state === "fail")
      counts[open.some((finding) => finding.verdict === "fail") ? "fail" : "unknown"]++;
    else counts[verdict.state]++;
  }
  const containers = stacks.reduce((sum, stack) => sum + stack.containers.length, 0);
  return { containers, rules: rules.length, ...counts };
}

function worstFirst(a: Finding, b: Finding): number {
  return (
    Number(a.waiver !== null) - Number(b.waiver !== null) ||
    Number(a.level !== "mandatory") - Number(b.level !== "mandatory") ||
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    compare(a.subject.stack, b.subject.stack) ||
    compare(a.subject.container ?? "", b.subject.container ?? "") ||
    compare(a.rule, b.rule) ||
    compare(a.path, b.path) ||
    compare(a.message, b.message)
  );
}

/** By code unit, so that the order is the same in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
