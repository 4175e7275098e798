import { declaredBackups, formatBackup, formatSpan } from "../../../model/backup-label.ts";
import { longestGap } from "../../backups/schedule.ts";
import { declaresBackup } from "../../backups/uses.ts";
import { propose } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";
import { shown } from "../../shown.ts";

/** Seconds that a run may take, in a proposal. */
const RUN = 2 * 3_600;

export default rule({
  id: "backup-rpo-not-kept",
  title: "A backup runs less often than its own objective asks for",
  why: "Just before the next run is finished, more work is unsaved than anybody agreed to lose.",
  premises: { precondition: "none", impact: "container" },
  references: [
    page("NIST SP 800-34 Rev. 1: recovery point objective", "https://csrc.nist.gov/pubs/sp/800/34/r1/upd1/final"),
  ],
  remedy:
    "Let it run more often, or agree to lose more: the rpo is longer than the time between two runs and the time that a run takes.",
  cure: ({ at }, container) => {
    const declared = declaredBackups(container).find((one) => one.at === at)?.read;
    if (declared === undefined || !("backup" in declared) || declared.backup.tool === "none") return [];
    const rpo = (longestGap(declared.backup.schedule) ?? 0) + RUN;
    const value = formatBackup({ ...declared.backup, rpo });
    return [propose(`${at}.value`, value, "whether that much work may be lost, or the job runs more often instead")];
  },
  appliesTo: declaresBackup,
  check: (container) =>
    each(declaredBackups(container), ({ at, target, read }) => {
      if (!("backup" in read) || read.backup.tool === "none") return undefined;
      const { schedule, rpo } = read.backup;
      const gap = longestGap(schedule);
      if (gap === undefined || gap < rpo) return undefined;
      return {
        at,
        detail: target,
        message: `the data at ${shown(target)} may be ${formatSpan(rpo)} old at most, and ${formatSpan(gap)} lie between two runs, besides the time that a run takes`,
      };
    }),
});
