import type { Waiver } from "../settings/waivers.ts";
import type { Remark, Verdict } from "../verdict.ts";

/** Waivers that covered something. */
export type UsedWaivers = Set<Waiver>;

/**
 * The waiver that accepts a remark, if any. It must name rule, stack and container, and exactly the
 * detail that the remark has (or none where the remark has none), and must not have ended.
 */
export function waiverFor(
  verdict: Verdict,
  remark: Remark,
  waivers: readonly Waiver[],
  today: string,
): Waiver | undefined {
  return waivers.find(
    (waiver) =>
      waiver.rule === verdict.rule &&
      waiver.stack === verdict.subject.stack &&
      waiver.container === verdict.subject.container &&
      waiver.detail === remark.detail &&
      waiver.expires >= today,
  );
}
