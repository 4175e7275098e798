import type { Judgement } from "../policies/judge/judgement.ts";
import { findingsOf, waiverVerdicts } from "../policies/judge/judgement.ts";
import { DEFAULT } from "../policies/packs/default.ts";
import type { Waivers } from "../policies/settings/waivers.ts";

/**
 * Completes what is said about waivers. The pack sees one stack at a time: it cannot tell a waiver for
 * another stack from one for a stack that does not exist, and it tells of a waiver without a subject
 * once for every stack.
 */
export function judgeWaivers(
  judgement: Judgement,
  waivers: Waivers,
  stacks: readonly string[],
  today: string,
): Judgement {
  const known = new Set<string>();
  const findings = judgement.findings.filter(({ rule, path, message }) => {
    if (rule !== "waiver-invalid") return true;
    const key = JSON.stringify([path, message]);
    return !known.has(key) && known.add(key) !== undefined;
  });
  const named = { ...waivers, invalid: waivers.invalid.filter(({ stack }) => stack !== undefined) };
  const otherStacks = [...new Set([...stacks, ...judgement.stacks])];
  const nowhere = waiverVerdicts({ waivers: named, today, stacks: [], otherStacks }, new Set()).flatMap((verdict) =>
    findingsOf(verdict, { rules: [], pack: DEFAULT, waivers, today }, new Set()),
  );
  const more = nowhere.length - (judgement.findings.length - findings.length);
  return {
    ...judgement,
    summary: { ...judgement.summary, fail: judgement.summary.fail + more },
    findings: [...findings, ...nowhere],
  };
}
