import { describeWaiver, type Waiver, type Waivers } from "../../policies/settings/waivers.ts";
import { stateOf } from "./evaluate.ts";
import { type Remark, type Result, resultId } from "./result.ts";

export interface WaivedResults {
  readonly results: readonly Result[];
  /** What is wrong with the waivers themselves, each a sentence. */
  readonly problems: readonly string[];
}

/**
 * Marks what is accepted, by the rules of the gate: check, host, subject and detail have to be named, and
 * the end must not have passed. Only what failed can be accepted: nobody knows what they would accept of
 * the rest. What is accepted still counts nothing in the low end of the score.
 *
 * @param today `2026-11-23`
 * @param checks ids of the checks that were judged; waivers of other rules are those of the gate.
 */
export function waive(
  results: readonly Result[],
  { file, waivers, invalid }: Waivers,
  today: string,
  checks: ReadonlySet<string>,
): WaivedResults {
  const own = waivers.filter(({ rule }) => checks.has(rule));
  const used = new Set<Waiver>();
  const waived = results.map((result) => {
    if (result.state !== "fail") return result;
    const remarks = result.remarks.map((remark) => accepted(result, remark, own, today, used));
    return { ...result, remarks, state: stateOf(remarks) };
  });
  const undecided = new Set(results.filter(({ state }) => state === "unknown").map(resultId));
  const problems = [
    ...invalid.map(({ message, location }) => `${file}:${location.line ?? 1} a waiver accepts nothing: ${message}`),
    ...own.flatMap((waiver) => {
      if (waiver.expires < today) return [`the waiver ${describeWaiver(waiver)} ended on ${waiver.expires}`];
      const subject = { host: waiver.stack, name: waiver.container };
      const isIdle = !used.has(waiver) && !undecided.has(resultId({ check: waiver.rule, subject }));
      return isIdle ? [`the waiver ${describeWaiver(waiver)} accepts nothing; take it out`] : [];
    }),
  ];
  return { results: waived, problems };
}

function accepted(
  { check, subject }: Result,
  remark: Remark,
  waivers: readonly Waiver[],
  today: string,
  used: Set<Waiver>,
): Remark {
  const waiver =
    remark.state === "fail"
      ? waivers.find(
          ({ rule, stack, container, detail, expires }) =>
            rule === check &&
            stack === subject.host &&
            container === subject.name &&
            detail === (remark.detail ?? undefined) &&
            expires >= today,
        )
      : undefined;
  if (waiver === undefined) return remark;
  used.add(waiver);
  const { reason, owner, expires } = waiver;
  return { ...remark, state: "waived", waiver: { reason, owner, expires } };
}
