import type { Location } from "../../model/location.ts";
import { describeLocation } from "../../model/location.ts";
import type { Fold } from "../packs/fold.ts";
import { SEVERITIES } from "../severity.ts";
import type { ReportedFinding } from "./compare.ts";
import type { Finding } from "./finding.ts";
import { fingerprints } from "./fingerprint.ts";

/** Rules that a pack only mentions, and that a container fails, by {@link absentKey}. */
export type Absent = ReadonlyMap<string, readonly string[]>;
const NONE: Absent = new Map();

export function absentKey(stack: string, container: string): string {
  // The length keeps any two pairs apart, and costs less than quoting does.
  return `${stack.length} ${stack}${container}`;
}

/** How many names a message lists before it counts the rest. */
const NAMED = 6;

/**
 * Tells as one what the folds put together. Every folded finding keeps its parts, so that nothing is
 * lost and a baseline still knows each of them by its own fingerprint.
 */
export function fold(
  findings: readonly ReportedFinding[],
  folds: readonly Fold[],
  absent: Absent = NONE,
): ReportedFinding[] {
  let left = [...findings];
  const folded: ReportedFinding[] = [];
  for (const one of folds) {
    const groups = new Map<string, ReportedFinding[]>();
    for (const finding of left) {
      const key = keyOf(finding, one);
      if (key === undefined) continue;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [finding]);
      else group.push(finding);
    }
    const taken = new Set<ReportedFinding>();
    for (const parts of groups.values()) {
      const mentioned = mentionsOf(parts, one, absent);
      if (parts.length + mentioned.length < 2) continue;
      for (const part of parts) taken.add(part);
      folded.push(together(parts, one, mentioned));
    }
    if (taken.size > 0) left = left.filter((finding) => !taken.has(finding));
  }
  return [...left, ...folded];
}

function keyOf(finding: ReportedFinding, { parts, over }: Fold): string | undefined {
  if (finding.verdict !== "fail" || finding.waiver !== null || lackOf(finding, parts) === undefined) return undefined;
  const { subject, standing, refuses, level } = finding;
  const whom =
    over === "stack" || subject.container === null ? subject.stack : absentKey(subject.stack, subject.container);
  return `${standing} ${refuses} ${level} ${whom}`;
}

function lackOf({ rule, detail }: Finding, parts: Fold["parts"]): string | undefined {
  const keys = detail === null ? [rule] : [`${rule}[${detail}]`, `${rule}[*]`];
  const key = keys.find((one) => Object.hasOwn(parts, one));
  return key === undefined ? undefined : parts[key];
}

/** What else the container lacks, in the words of the fold. */
function mentionsOf(parts: readonly ReportedFinding[], { mentions = {}, over }: Fold, absent: Absent): string[] {
  const [first] = parts;
  if (first === undefined || over === "stack") return [];
  const rules = absent.get(absentKey(first.subject.stack, first.subject.container ?? "")) ?? [];
  return Object.entries(mentions).flatMap(([rule, word]) => (rules.includes(rule) ? [word] : []));
}

function together(parts: readonly ReportedFinding[], one: Fold, mentioned: readonly string[]): ReportedFinding {
  const first = parts[0] as ReportedFinding;
  const location = placeOf(parts, one);
  const whole: ReportedFinding = {
    rule: one.id,
    title: one.title,
    severity: SEVERITIES.findLast((severity) => parts.some((part) => part.severity === severity)) ?? first.severity,
    level: first.level,
    verdict: first.verdict,
    subject: { stack: first.subject.stack, container: one.over === "stack" ? null : first.subject.container },
    message:
      one.over === "stack" ? messageOfStack(parts, one) : `it lacks ${list([...lacksOf(parts, one), ...mentioned])}`,
    detail: null,
    path: describeLocation(location),
    location,
    remedy: one.remedy,
    cure: null,
    waiver: first.waiver,
    fingerprint: "",
    standing: first.standing,
    refuses: first.refuses,
    parts,
  };
  return { ...whole, fingerprint: fingerprints([whole]).get(whole) as string };
}

/** In the order of the fold. */
function lacksOf(parts: readonly ReportedFinding[], one: Fold): string[] {
  const lacks = new Set(parts.map((part) => lackOf(part, one.parts)));
  return Object.values(one.parts).filter((lack) => lacks.has(lack));
}

function messageOfStack(parts: readonly ReportedFinding[], one: Fold): string {
  return lacksOf(parts, one)
    .map((lack) => {
      const names = [...new Set(parts.filter((part) => lackOf(part, one.parts) === lack).map(nameOf))].sort();
      const named = names.slice(0, NAMED);
      const more = names.length - named.length;
      return `${names.length} of its containers ${names.length === 1 ? "lacks" : "lack"} ${lack} (${named.join(", ")}${more > 0 ? ` and ${more} more` : ""})`;
    })
    .join("; ");
}

function nameOf({ subject }: Finding): string {
  return subject.container ?? subject.stack;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The place that is nearest to all parts: the shortest path, and of these the first in the file. */
function placeOf(parts: readonly ReportedFinding[], { over }: Fold): Location {
  const nearest = [...parts].sort(
    (a, b) =>
      a.location.path.length - b.location.path.length ||
      (a.location.line ?? 0) - (b.location.line ?? 0) ||
      (a.path < b.path ? -1 : 1),
  )[0]?.location as Location;
  return over === "stack" ? { ...nearest, path: "" } : nearest;
}
