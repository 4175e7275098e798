import { type Counted, kindsOf } from "../judgement/accepted.ts";
import { DEPLOYMENT_CHECKS } from "../judgement/lines.ts";
import { resultId } from "../judgement/result.ts";

/** What a verification leaves in the state of a stack. */
export interface Summary {
  readonly verdict: "ready" | "not-ready" | "could-not-verify";
  readonly score: { readonly low: number; readonly high: number };
  /** Digest of the record of the run. */
  readonly report: string;
  /** Results for the host, by their state; `undrilled` are those that only a drill can prove, which no deployment makes. */
  readonly results: Readonly<Record<"pass" | "fail" | "unknown" | "waived" | "undrilled", number>>;
}

/** The part of the report of `readiness verify` (its JSON format) that decides here. */
export interface Reported {
  readonly record: string;
  readonly score: { readonly low: number; readonly high: number };
  readonly results: readonly OneResult[];
}

interface OneResult extends Counted {
  readonly remarks: readonly (Counted["remarks"][number] & { readonly message: string })[];
}

/**
 * The part of a run that a deployment is held to: the checks of its lines, what these hang on, and whatever failed
 * elsewhere. What needs history, a provider or other systems and is not known yet holds no deployment up.
 */
export function ofDeployment(report: Reported): Reported {
  const held = report.results.filter(({ check, state }) => DEPLOYMENT_CHECKS.has(check) || state === "fail");
  const roots = new Set(held.flatMap(({ remarks }) => remarks.map(({ blockedBy }) => blockedBy)));
  return {
    ...report,
    results: report.results.filter((result) => held.includes(result) || roots.has(resultId(result))),
  };
}

/** As much as is told of a verification that fails a deployment. */
const MOST_LINES = 25;

/**
 * What a run says of one host. Its other hosts may not be deployed yet and hold nobody up; nothing of this host
 * is passed over but what takes a drill, and a host of which nothing is said is not verified.
 */
export function summaryOf({ record, score, results }: Reported, host: string): Summary {
  const counts = { pass: 0, fail: 0, unknown: 0, waived: 0, undrilled: 0 };
  const kindOf = kindsOf(results);
  for (const result of results) if (result.subject.host === host) counts[kindOf(result)]++;
  const verdict =
    counts.fail > 0 ? "not-ready" : counts.unknown > 0 || counts.pass === 0 ? "could-not-verify" : "ready";
  return { verdict, score: { low: score.low, high: score.high }, report: record, results: counts };
}

/** Why a host is not ready, causes first, a line each. What only follows from another one is counted. */
export function reasonsOf({ results }: Reported, host: string): string[] {
  const kindOf = kindsOf(results);
  const own = results.filter(({ subject }) => subject.host === host);
  const isRoot = ({ remarks }: OneResult) => remarks.every(({ blockedBy }) => blockedBy === null);
  const told = (wanted: "fail" | "unknown") =>
    own
      .filter((result) => kindOf(result) === wanted && isRoot(result))
      .flatMap(({ check, subject, remarks }) =>
        remarks.map(({ message }) => `${subject.host}/${subject.name} ${check}: ${message}`),
      );
  const lines = [...told("fail"), ...told("unknown")];
  const follow = own.filter((result) => kindOf(result) === "unknown" && !isRoot(result)).length;
  const more = lines.length - MOST_LINES;
  return [
    ...lines.slice(0, MOST_LINES),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(follow > 0 ? [`${follow} other ${follow === 1 ? "result follows" : "results follow"} from these`] : []),
    ...(own.length === 0 ? [`nothing was said of ${host}`] : []),
  ];
}

/** True where only time is missing: containers that have not been looked at yet by their own tests. */
export function isStarting({ results }: Reported, host: string): boolean {
  const own = results.filter(({ subject }) => subject.host === host);
  return own.some(
    ({ check, state, remarks }) =>
      check === "container-healthy" &&
      state === "unknown" &&
      remarks.some(({ message }) => message.includes("not healthy yet")),
  );
}

/** Reads what the command has printed. @throws TypeError where that is no summary. */
export function readSummary(text: string): Summary {
  const found = JSON.parse(text) as Partial<Summary> | null;
  if (found?.verdict !== "ready" || typeof found.score?.low !== "number" || !/^[0-9a-f]{64}$/.test(found.report ?? ""))
    throw new TypeError("what the verification printed is no summary of a run");
  return found as Summary;
}
