import type { Remark, Verdict } from "../verdict.ts";
import { REPOSITORY } from "./repository.ts";

/** The verdict of a rule on a part of the repository, `files` or `history`, from what there is to say of it. */
export function verdictOn(part: string, rule: string, remarks: readonly Remark[]): Verdict {
  const subject = { stack: REPOSITORY, container: part };
  const state = remarks.some((remark) => remark.state === "fail") ? "fail" : remarks.length > 0 ? "unknown" : "pass";
  return { rule, subject, state, remarks };
}
