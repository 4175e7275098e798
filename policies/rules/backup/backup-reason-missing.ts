import type { Backup } from "../../../model/backup.ts";
import { declaredBackups, REASON_MISSING, type ReadBackup } from "../../../model/backup-label.ts";
import { declaresBackup } from "../../backups/uses.ts";
import { each } from "../../each.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";
import { shown } from "../../shown.ts";

/** A reason is a sentence, if a short one. */
const FEWEST_WORDS = 2;
const SAY_NOTHING = new Set(
  "a any backup backups because i is later n necessary need needed no none not reason required tbd the this todo".split(
    " ",
  ),
);

export default rule({
  id: "backup-reason-missing",
  title: "Data is left out of the backups, or copied while it is written, without a reason",
  why: "Who reads it later cannot tell a decision from an oversight, and the data is gone when it turns out to be needed.",
  premises: { precondition: "none", impact: "container" },
  references: [page("Labels of Docker objects", "https://docs.docker.com/engine/manage-resources/labels/")],
  remedy: "Say why in a few words: none; reason=thumbnails, made again from the originals.",
  cure: "Write down why: only who decided it knows the reason.",
  appliesTo: declaresBackup,
  check: (container) =>
    each(declaredBackups(container), ({ at, target, read }) => {
      if (!lacksReason(read)) return undefined;
      return { at, detail: target, message: `nothing says why the data at ${shown(target)} is treated this way` };
    }),
});

function lacksReason(read: ReadBackup): boolean {
  if ("mistake" in read) return read.mistake === REASON_MISSING;
  const reason = reasonOf(read.backup);
  if (reason === undefined) return false;
  const words = reason.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length < FEWEST_WORDS || words.every((word) => SAY_NOTHING.has(word));
}

function reasonOf(backup: Backup): string | undefined {
  if (backup.tool === "none") return backup.reason;
  return backup.consistent.kind === "none-needed" ? backup.consistent.reason : undefined;
}
