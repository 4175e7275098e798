import { packNamed } from "../packs/index.ts";
import { SEVERITIES } from "../severity.ts";
import type { Finding } from "./finding.ts";
import { fingerprints } from "./fingerprint.ts";
import { fold } from "./fold.ts";
import { INTERNAL_ERROR } from "./judge.ts";
import type { Judgement } from "./judgement.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { PSEUDO_RULES } from "./pseudo-rules.ts";

/**
 * How a finding stands to the baseline: it is `new` or `known` there; one that only the baseline has
 * is `fixed`, or `undecided` where what is judged now does not prove that it is gone.
 */
export type Standing = "new" | "known" | "fixed" | "undecided";

/** A finding as reports show it. */
export interface ReportedFinding extends Finding {
  readonly fingerprint: string;
  /** Null where there is no baseline. */
  readonly standing: Standing | null;
  /** Whether it keeps the declaration from holding: mandatory, not waived, and not known from the baseline. */
  readonly refuses: boolean;
  /** The findings that are told as this one; none for a finding that stands by itself. */
  readonly parts: readonly ReportedFinding[];
}

/** What changed since the baseline, over the findings that no waiver accepts. */
export interface Comparison {
  readonly new: number;
  readonly known: number;
  /** Findings of the baseline that are gone. */
  readonly fixed: readonly ReportedFinding[];
  /** Findings of the baseline of which nobody can tell: their stack, container or rule was not judged whole now. */
  readonly undecided: readonly ReportedFinding[];
}

/** A judgement as every report shows it, its findings folded as the profile says and in an order that does not depend on what was read first. */
export interface Report extends Judgement {
  readonly outcome: Outcome;
  readonly findings: readonly ReportedFinding[];
  /** Null where there is no baseline. */
  readonly comparison: Comparison | null;
}

/** A judgement that was stored earlier, as far as a comparison needs it. */
export type Baseline = Pick<Judgement, "findings">;

/** The judgement itself where it is a report already, otherwise its report without a baseline. */
export function reportOf(judgement: Judgement | Report): Report {
  return "comparison" in judgement ? judgement : compare(judgement, undefined);
}

/**
 * Compares a judgement with a stored one by fingerprints. A finding that the baseline has, and that
 * nobody had accepted there, is known and does not refuse; a waiver that was taken away is not
 * covered by it. What says that judging itself went wrong (`unreadable-input`, `internal-error`,
 * waivers) refuses even when it is known, because it hides what else there may be.
 */
export function compare(judgement: Judgement, baseline: Baseline | undefined): Report {
  const names = fingerprints(judgement.findings);
  const before = baseline === undefined ? undefined : [...fingerprints(baseline.findings)];
  const wasThere = new Set(before?.map(([, fingerprint]) => fingerprint));
  const wasOpen = new Set(before?.filter(([{ waiver }]) => waiver === null).map(([, fingerprint]) => fingerprint));
  const folds = packNamed(judgement.profile)?.folds ?? [];
  const all = judgement.findings.map((finding): ReportedFinding => {
    const fingerprint = names.get(finding) as string;
    const open = finding.waiver === null;
    const known = (open ? wasOpen : wasThere).has(fingerprint);
    return {
      ...finding,
      fingerprint,
      standing: before === undefined ? null : known ? "known" : "new",
      refuses: open && finding.level === "mandatory" && !(known && !Object.hasOwn(PSEUDO_RULES, finding.rule)),
      parts: [],
    };
  });
  const findings = fold(all, folds, judgement.absent).sort(worstFirst);
  return {
    version: judgement.version,
    profile: judgement.profile,
    stacks: judgement.stacks,
    containers: judgement.containers,
    outcome: outcomeOf({ ...judgement, findings: all.filter(({ refuses }) => refuses) }),
    summary: judgement.summary,
    findings,
    comparison: before === undefined ? null : comparisonOf(judgement, all, findings, before),
  };
}

function comparisonOf(
  judgement: Judgement,
  all: readonly ReportedFinding[],
  told: readonly ReportedFinding[],
  before: readonly (readonly [Finding, string])[],
): Comparison {
  const there = new Set(all.map(({ fingerprint }) => fingerprint));
  const proves = provesAbsence(judgement);
  const gone = before
    .filter(([{ waiver }, fingerprint]) => waiver === null && !there.has(fingerprint))
    .map(
      ([finding, fingerprint]): ReportedFinding => ({
        ...finding,
        fingerprint,
        standing: proves(finding) ? "fixed" : "undecided",
        refuses: false,
        parts: [],
      }),
    );
  const folds = packNamed(judgement.profile)?.folds ?? [];
  const goneAsTold = fold(gone, folds).sort(worstFirst);
  const open = told.filter(({ waiver }) => waiver === null);
  return {
    new: open.filter(({ standing }) => standing === "new").length,
    known: open.filter(({ standing }) => standing === "known").length,
    fixed: goneAsTold.filter(({ standing }) => standing === "fixed"),
    undecided: goneAsTold.filter(({ standing }) => standing === "undecided"),
  };
}

/** Whether the absence of a finding from this judgement proves that its cause is gone. */
function provesAbsence({ stacks, findings, asked }: Judgement): (finding: Finding) => boolean {
  const judged = new Set(stacks);
  const rules = asked === undefined ? undefined : new Set([...asked, ...Object.keys(PSEUDO_RULES)]);
  const key = (...parts: readonly (string | null)[]) => JSON.stringify(parts);
  const unreadStacks = new Set<string>();
  const undecided = new Set<string>();
  for (const { rule, verdict, subject, detail } of findings)
    if (rule === INTERNAL_ERROR) undecided.add(key(subject.stack, subject.container, detail));
    else if (rule === "unreadable-input" && subject.container === null) unreadStacks.add(subject.stack);
    else if (verdict === "unknown") undecided.add(key(subject.stack, subject.container, rule));
  return ({ rule, subject }) =>
    judged.has(subject.stack) &&
    rules?.has(rule) !== false &&
    !unreadStacks.has(subject.stack) &&
    !undecided.has(key(subject.stack, subject.container, rule));
}

/** A whole order: what compares as equal is the same in every word. */
function worstFirst(a: ReportedFinding, b: ReportedFinding): number {
  return (
    Number(a.waiver !== null) - Number(b.waiver !== null) ||
    Number(b.refuses) - Number(a.refuses) ||
    Number(a.standing === "known") - Number(b.standing === "known") ||
    Number(a.level !== "mandatory") - Number(b.level !== "mandatory") ||
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    byCodeUnit(a.subject.stack, b.subject.stack) ||
    byCodeUnit(a.subject.container ?? "", b.subject.container ?? "") ||
    byCodeUnit(a.rule, b.rule) ||
    byCodeUnit(a.path, b.path) ||
    byCodeUnit(a.message, b.message) ||
    byCodeUnit(JSON.stringify(a), JSON.stringify(b))
  );
}

/** The same in every locale. */
function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
