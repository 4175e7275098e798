import { shown } from "../../verifications/judgement/grade.ts";
import type { VerificationReport } from "../../verifications/judgement/report.ts";
import { type Result, resultId, type State } from "../../verifications/judgement/result.ts";
import type { Verdict } from "../../verifications/judgement/verdict.ts";

const VERDICTS: Readonly<Record<Verdict, string>> = {
  ready: "ready",
  "not-ready": "not ready",
  "could-not-verify": "could not be verified",
};

export const SIGNS: Readonly<Record<State, string>> = { pass: "✓", fail: "✗", unknown: "?", waived: "~" };

/** What the run came to, in one sentence; a verdict about some criteria says so. */
export function decision({ verdict, criteria, lines, score }: VerificationReport): string {
  if (lines !== null)
    return `the deployment ${verdict === "could-not-verify" ? "" : "is "}${VERDICTS[verdict]}, by ${lines.length} lines of the definition; the verdict says nothing of the others`;
  const left = score.criteria.length - criteria.length;
  if (left === 0)
    return verdict === "could-not-verify" ? `the estate ${VERDICTS[verdict]}` : `the estate is ${VERDICTS[verdict]}`;
  const names = score.criteria.filter(({ criterion }) => criteria.includes(criterion)).map(({ title }) => title);
  return `${VERDICTS[verdict]} in ${listed(names)}; the verdict says nothing of the other ${left} ${left === 1 ? "criterion" : "criteria"}`;
}

/** `66.1 to 78.4`, what is proved and what is not disproved; one number where they are the same. */
export function range({ low, high }: { readonly low: number; readonly high: number }): string {
  return shown(low) === shown(high) ? shown(low) : `${shown(low)} to ${shown(high)}`;
}

/** `84 %`, cut and never rounded up. */
export function percent(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`;
}

/** The score, its grade and how much was decided, in one line. */
export function scoreLine({ score }: VerificationReport): string {
  const { grade, says, coverage } = score;
  return `score ${range(score)} of 100, grade ${grade} (${says}), ${percent(coverage)} decided`;
}

/** What was judged and how often it ended in what, in one line. */
export function counts({ hosts, summary }: VerificationReport): string {
  const containers = hosts.reduce((sum, host) => sum + host.containers.length, 0);
  const routes = hosts.reduce((sum, host) => sum + host.routes.length, 0);
  const { results, checks, pass, fail, unknown, waived } = summary;
  return [
    `${plural(containers, "container")} and ${plural(routes, "route")} on ${plural(hosts.length, "host")}`,
    `${plural(results, "result")} of ${plural(checks, "check")}`,
    `${pass} pass, ${fail} fail, ${unknown} unknown, ${waived} waived`,
  ].join("; ");
}

/** From when until when it was looked, and how many questions were answered. */
export function when({ started, finished, facts }: VerificationReport): string {
  const { seen, ...failures } = facts;
  const failed = Object.entries(failures).filter(([, count]) => count > 0);
  const asked = failed.reduce((sum, [, count]) => sum + count, seen);
  const lost = failed.map(([failure, count]) => `${count} ${failure}`).join(", ");
  return `looked from ${started} to ${finished}; ${seen} of ${plural(asked, "question")} answered${lost === "" ? "" : ` (${lost})`}`;
}

export function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "nothing";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** The title of the check that a result is of, `A container does not run`; its id where it is not known. */
export function titleOf({ checks }: VerificationReport, result: string): string {
  const id = result.split(" ", 1)[0] ?? result;
  return checks.find((check) => check.id === id)?.title ?? id;
}

/** `master/web` of `container-runs master/web`. */
export function subjectOf(result: string): string {
  return result.slice(result.indexOf(" ") + 1);
}

/** Results that somebody accepted, each with until when, by whom and why. */
export function accepted({ results }: VerificationReport): readonly { readonly result: string; readonly by: string }[] {
  return results
    .filter(({ state }) => state === "waived")
    .map((result) => ({ result: resultId(result), by: acceptance(result) }));
}

function acceptance({ remarks }: Result): string {
  const texts = remarks.map(({ waiver }) =>
    waiver === null ? "" : `until ${waiver.expires}, ${waiver.owner}: ${waiver.reason}`,
  );
  return [...new Set(texts)].filter((text) => text !== "").join("; ");
}

/** Lines that need somebody's word and have none that holds. */
export function unattested({ score }: VerificationReport): readonly { readonly line: string; readonly text: string }[] {
  return score.criteria.flatMap(({ lines }) => lines.filter(({ attested }) => attested === false));
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
