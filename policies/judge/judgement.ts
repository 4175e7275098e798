import { describeLocation, type Location } from "../../model/location.ts";
import type { Stack } from "../../model/stack.ts";
import { cureOf } from "../cure/snippet.ts";
import { type Level, levelOf, type Pack } from "../packs/pack.ts";
import type { Context, Rule } from "../rule.ts";
import { describeWaiver, type Waiver, type Waivers } from "../settings/waivers.ts";
import { SEVERITIES, severityOf } from "../severity.ts";
import type { Remark, Subject, Verdict } from "../verdict.ts";
import type { Finding } from "./finding.ts";
import { type Absent, absentKey } from "./fold.ts";
import { judgeCounting, type Quiet } from "./judge.ts";
import { askedRules, type JudgedStack, judgeAlone } from "./judged-stack.ts";
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
  /** Ids of the rules that were asked, where that is known; what others once found is not proved gone. */
  readonly asked?: readonly string[];
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
  /** Which cures are wanted; all where it is not given. */
  readonly cures?: Cures;
}

/**
 * Which findings get a cure: all, or those that keep the declaration from holding, and these only in the words
 * of their source, or none. A report that does not show a cure has no use for it.
 */
export type Cures = "all" | "refusing" | "none";

/** Everything of a {@link JudgementInput} but the stacks. */
export type Terms = Omit<JudgementInput, "stacks">;

/**
 * Judges stacks and turns everything that is not a quiet verdict into findings: offences, what
 * could not be decided, what could not be read, and waivers that accept nothing.
 */
export function judgeStacks(input: JudgementInput): Judgement {
  const asked = askedRules(input.rules, input.pack);
  const judged = input.stacks.map((stack) => judgeAlone(stack, asked, input.context));
  return conclude(
    input,
    judged,
    input.stacks.filter((_, index) => judged[index]?.compares),
  );
}

/**
 * Makes a judgement of stacks that were judged by themselves, wherever that was.
 *
 * @param judged all stacks, in their order.
 * @param compared those of them that have something to compare with others, in the same order.
 */
export function conclude(terms: Terms, judged: readonly JudgedStack[], compared: readonly Stack[]): Judgement {
  const { all, across } = askedRules(terms.rules, terms.pack);
  const { quiet, loud } = judgeCounting(together(compared), across, terms.context);
  const used: UsedWaivers = new Set();
  const assess = (verdict: Verdict) => ({ verdict, findings: findingsOf(verdict, terms, used) });
  const assessed = [...judged.flatMap((stack) => stack.loud), ...loud].map(assess);
  assessed.push(...waiverVerdicts({ ...terms, stacks: judged }, used).map(assess));
  const secrets = new Set(judged.flatMap((stack) => [...stack.secrets]));
  const sum = (key: keyof Quiet) => judged.reduce((total, stack) => total + stack.quiet[key], quiet[key]);
  return {
    version: 1,
    profile: terms.pack.name,
    stacks: judged.map(({ name }) => name),
    containers: judged.flatMap(({ name: stack, containers }) => containers.map((name) => ({ stack, name }))),
    summary: {
      containers: judged.reduce((total, { containers }) => total + containers.length, 0),
      rules: all.length,
      ...countsOf(assessed, sum("pass"), sum("notApplicable")),
    },
    findings: assessed
      .flatMap(({ findings }) => findings.map((finding) => redactFinding(finding, secrets)))
      .sort(worstFirst),
    absent: new Map(
      judged.flatMap(({ name, absent }) =>
        absent.map(([container, rules]) => [absentKey(name, container), rules] as const),
      ),
    ),
    asked: all.map(({ id }) => id),
  };
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

/** Whether an offence of that level gets a cure, where no waiver accepts it. */
export function isCured(cures: Cures, level: Level, index: number): boolean {
  return index < MOST_CURED && (cures === "all" || (cures === "refusing" && level === "mandatory"));
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
    cures = "all",
  }: Pick<JudgementInput, "pack" | "waivers" | "today" | "cures"> & {
    readonly rules: readonly Pick<Rule, "id" | "title" | "premises">[];
  },
  used: UsedWaivers,
): Finding[] {
  const pseudo = PSEUDO_RULES[verdict.rule];
  const rule = rules.find(({ id }) => id === verdict.rule);
  const title = rule?.title ?? pseudo?.title ?? verdict.rule;
  const severity = rule === undefined ? "high" : severityOf(rule.premises);
  const level = rule === undefined ? "mandatory" : levelOf(pack, rule);
  const subject = { stack: verdict.subject.stack, container: verdict.subject.container ?? null };
  return verdict.remarks.map((remark, index) => {
    const waiver = rule && waiverFor(verdict, remark, waivers.waivers, today);
    if (waiver !== undefined) used.add(waiver);
    return {
      rule: verdict.rule,
      title,
      severity,
      level,
      verdict: remark.state,
      subject,
      message: remark.message,
      detail: remark.detail ?? null,
      path: describeLocation(remark.location),
      location: remark.location,
      remedy: remark.remedy,
      cure: isCured(cures, level, index) && (waiver === undefined || cures === "all") ? cureOf(remark) : null,
      waiver: waiver === undefined ? null : { reason: waiver.reason, owner: waiver.owner, expires: waiver.expires },
    };
  });
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

function countsOf(
  assessed: readonly { verdict: Verdict; findings: readonly Finding[] }[],
  pass: number,
  notApplicable: number,
): Pick<Summary, "pass" | "fail" | "unknown" | "notApplicable" | "waived"> {
  const counts = { pass, fail: 0, unknown: 0, notApplicable, waived: 0 };
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
