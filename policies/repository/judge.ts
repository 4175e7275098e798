import type { Stack } from "../../model/stack.ts";
import type { Finding } from "../judge/finding.ts";
import { findingsOf, type Judgement, waiverVerdicts } from "../judge/judgement.ts";
import type { UsedWaivers } from "../judge/waive.ts";
import { levelOf, type Pack } from "../packs/pack.ts";
import type { Waiver, Waivers } from "../settings/waivers.ts";
import type { Verdict } from "../verdict.ts";
import { historyVerdict } from "./history.ts";
import { playbookVerdicts } from "./playbooks/judge.ts";
import { REPOSITORY, type Repository } from "./repository.ts";
import { REPOSITORY_RULES } from "./rules.ts";
import { secretVerdicts } from "./tracked-secrets.ts";

/** The containers that there must be; undefined where nobody said. */
export type Wanted = readonly Pick<Stack, "name" | "containers" | "problems">[] | undefined;

export interface RepositoryInput {
  readonly repository: Repository;
  readonly wanted: Wanted;
  readonly pack: Pack;
  readonly waivers: Waivers;
  /** `2026-11-23`. */
  readonly today: string;
}

/** Judges a repository by {@link REPOSITORY_RULES}. One that tracks no file is undecided, as a judgement over nothing is. */
export function judgeRepository({ repository, wanted, pack, waivers, today }: RepositoryInput): Judgement {
  const rules = REPOSITORY_RULES.filter((rule) => levelOf(pack, rule) !== "disabled");
  const enabled = new Set(rules.map(({ id }) => id));
  const verdicts = [
    ...secretVerdicts(repository),
    historyVerdict(repository.history),
    ...playbookVerdicts(repository.tracked, wanted),
  ].filter(({ rule }) => enabled.has(rule) || rule === "unreadable-input");
  const stacks = [REPOSITORY, ...new Set((wanted ?? []).map(({ name }) => name))];
  const expanded = expand(waivers, verdicts);
  const used: UsedWaivers = new Set();
  const assess = (verdict: Verdict) => ({
    verdict,
    findings: findingsOf(verdict, { rules, pack, waivers: { ...waivers, waivers: expanded.waivers }, today }, used),
  });
  const judged = verdicts.map(assess);
  for (const waiver of [...used]) used.add(expanded.origin(waiver));
  const about = waiverVerdicts(
    { waivers, today, stacks: stacks.map((name) => ({ name })), otherStacks: wanted && [] },
    used,
  );
  const assessed = [...judged, ...about.map(assess)];
  return {
    version: 1,
    profile: pack.name,
    stacks,
    containers: subjects(verdicts),
    summary: {
      containers: repository.tracked.length + repository.unread.length === 0 ? 0 : subjects(verdicts).length,
      rules: rules.length,
      ...countsOf(assessed),
    },
    findings: assessed.flatMap(({ findings }) => findings),
  };
}

/** The folder, file or file and key that a waiver names stand for the findings below it. */
function expand(waivers: Waivers, verdicts: readonly Verdict[]) {
  const origins = new Map<Waiver, Waiver>();
  const details = verdicts
    .filter(({ rule }) => rule.endsWith("-in-repository"))
    .flatMap(({ remarks }) => remarks.flatMap(({ detail }) => detail ?? []));
  const all = waivers.waivers.flatMap((waiver) => {
    const { rule, detail } = waiver;
    if (!rule.endsWith("-in-repository") || detail === undefined) return [waiver];
    const covered = [...new Set(details)].filter(
      (one) => one !== detail && (detail.endsWith("/") ? one.startsWith(detail) : one.startsWith(`${detail} `)),
    );
    return [
      waiver,
      ...covered.map((one) => {
        const copy = { ...waiver, detail: one };
        origins.set(copy, waiver);
        return copy;
      }),
    ];
  });
  return {
    waivers: all,
    origin: (waiver: Waiver): Waiver => origins.get(waiver) ?? waiver,
  };
}

function subjects(verdicts: readonly Verdict[]): { readonly stack: string; readonly name: string }[] {
  const names = new Map(
    verdicts.flatMap(({ subject: { stack, container } }) =>
      container === undefined ? [] : [[JSON.stringify([stack, container]), { stack, name: container }] as const],
    ),
  );
  return [...names.values()];
}

function countsOf(assessed: readonly { readonly verdict: Verdict; readonly findings: readonly Finding[] }[]) {
  const counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0, waived: 0 };
  for (const { verdict, findings } of assessed) {
    const open = findings.filter(({ waiver }) => waiver === null);
    if (findings.length > 0 && open.length === 0) counts.waived++;
    else if (open.some((finding) => finding.verdict === "fail")) counts.fail++;
    else if (open.length > 0) counts.unknown++;
    else counts[verdict.state === "not-applicable" ? "notApplicable" : "pass"]++;
  }
  return counts;
}
