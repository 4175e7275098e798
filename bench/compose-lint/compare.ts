import { SHARED } from "./rules.ts";

/** What one of the two tools found wrong with a service. */
export interface Found {
  readonly file: string;
  readonly service: string;
  readonly rule: string;
  readonly message: string;
}

/** A kind of difference that somebody has looked at. */
export interface Difference {
  /** Who finds it alone. */
  readonly only: "compose-lint" | "readiness";
  readonly rule: string;
  /** Stands in its message. */
  readonly says?: string;
  /** A rule that the other tool finds broken by the same service. */
  readonly beside?: string;
  readonly service?: string;
  /** How often it is met in the generated files. */
  readonly count: number;
  readonly why: string;
}

export interface Comparison {
  /** Pairs of service and rule that both find. */
  readonly both: number;
  /** Reviewed differences that were met another number of times than written down. */
  readonly miscounted: readonly { readonly difference: Difference; readonly met: number }[];
  /** Differences that nobody has looked at. */
  readonly unreviewed: readonly { readonly only: Difference["only"]; readonly found: Found }[];
  readonly onlyOurs: number;
  readonly onlyTheirs: number;
}

/** Compares service by service what both find on rules that both have. */
export function compareFindings(
  ours: readonly Found[],
  theirs: readonly Found[],
  reviewed: readonly Difference[],
): Comparison {
  const byService = { readiness: rulesByService(ours), "compose-lint": rulesByService(theirs) };
  const toTheirs = inverted(SHARED);
  const alone = [
    ...missing(theirs, byService.readiness, (rule) => SHARED[rule]).map((found) => ({
      only: "compose-lint" as const,
      found,
    })),
    ...missing(ours, byService["compose-lint"], (rule) => toTheirs.get(rule)).map((found) => ({
      only: "readiness" as const,
      found,
    })),
  ];
  const met = new Map<Difference, number>();
  const unreviewed: Comparison["unreviewed"][number][] = [];
  for (const { only, found } of alone) {
    const other = byService[only === "readiness" ? "compose-lint" : "readiness"].get(serviceOf(found));
    const known = reviewed.find(
      (one) =>
        one.only === only &&
        one.rule === found.rule &&
        (one.service === undefined || one.service === found.service) &&
        (one.says === undefined || found.message.includes(one.says)) &&
        (one.beside === undefined || other?.has(one.beside) === true),
    );
    if (known === undefined) unreviewed.push({ only, found });
    else met.set(known, (met.get(known) ?? 0) + 1);
  }
  const onlyTheirs = alone.filter(({ only }) => only === "compose-lint").length;
  return {
    both: pairs(theirs).length - onlyTheirs,
    onlyTheirs,
    onlyOurs: alone.length - onlyTheirs,
    unreviewed,
    miscounted: reviewed
      .map((difference) => ({ difference, met: met.get(difference) ?? 0 }))
      .filter(({ difference, met }) => difference.count !== met),
  };
}

/** One finding for each pair of service and rule. */
function pairs(findings: readonly Found[]): Found[] {
  return [...new Map(findings.map((found) => [`${serviceOf(found)} ${found.rule}`, found])).values()];
}

function missing(
  findings: readonly Found[],
  others: ReadonlyMap<string, ReadonlySet<string>>,
  sameAs: (rule: string) => readonly string[] | undefined,
): Found[] {
  return pairs(findings).filter((found) => {
    const same = sameAs(found.rule);
    const other = others.get(serviceOf(found));
    return same !== undefined && !same.some((rule) => other?.has(rule));
  });
}

function rulesByService(findings: readonly Found[]): Map<string, Set<string>> {
  const rules = new Map<string, Set<string>>();
  for (const found of findings) {
    const key = serviceOf(found);
    const own = rules.get(key) ?? new Set();
    rules.set(key, own.add(found.rule));
  }
  return rules;
}

function serviceOf({ file, service }: Found): string {
  return `${file} ${service}`;
}

function inverted(map: Readonly<Record<string, readonly string[]>>): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const [theirs, ours] of Object.entries(map))
    for (const rule of ours) result.set(rule, [...(result.get(rule) ?? []), theirs]);
  return result;
}
