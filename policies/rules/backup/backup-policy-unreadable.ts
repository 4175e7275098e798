import { BACKUP_PREFIX } from "../../../model/backup.ts";
import { declaredBackups, REASON_MISSING } from "../../../model/backup-label.ts";
import type { Container, Mount } from "../../../model/container.ts";
import { cleanPath } from "../../../model/path.ts";
import { servedFrom } from "../../backups/database.ts";
import { DECIDE, proposedBackup } from "../../backups/proposal.ts";
import { declaresBackup } from "../../backups/uses.ts";
import { propose, remove } from "../../cure/edit.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";
import { shown } from "../../shown.ts";

export default rule({
  id: "backup-policy-unreadable",
  title: "A backup is declared in words that nobody can hold it to",
  why: "Whoever reads the declaration believes that the data is kept, and nothing verifies it.",
  premises: { precondition: "none", impact: "container" },
  references: [
    page("Label schema: custom metadata of objects", "https://docs.docker.com/engine/manage-resources/labels/"),
  ],
  remedy:
    "Write it as tool=restic; schedule=daily 02:30; keep=7 daily; rpo=26h; rto=1h; consistent=stop, for the path of a mount of the container.",
  cure: ({ at }, container) => {
    const declared = declaredBackups(container).find((one) => one.at === at);
    const mount = outliving(container).get(declared?.target ?? "");
    if (mount === undefined) return [remove(at, "which mount it is meant for")];
    const isDatabase = servedFrom(container).some((served) => served.at === mount.at);
    const again = container.labels.filter((label) => label.at !== at && isBackupOf(label.key, mount));
    return [
      propose(`${at}.value`, proposedBackup(container, isDatabase), DECIDE),
      ...again.map((label) => remove(label.at)),
    ];
  },
  appliesTo: declaresBackup,
  *check(container) {
    const mounted = outliving(container);
    for (const { at, target, read } of declaredBackups(container)) {
      if (!mounted.has(target))
        yield {
          at,
          detail: target,
          message: `a backup is declared for ${shown(target)}, where no volume and no folder of the host is mounted`,
        };
      else if ("mistake" in read && read.mistake !== REASON_MISSING)
        yield { at, detail: target, message: `the backup of ${shown(target)} cannot be read: ${read.mistake}` };
    }
  },
});

/** The mounts that are still there after the container, by their paths in it. */
function outliving({ mounts }: Container): ReadonlyMap<string, Mount> {
  return new Map(
    mounts
      .filter(({ type, source }) => (type === "bind" || type === "volume") && source !== undefined)
      .map((mount) => [cleanPath(mount.target), mount]),
  );
}

function isBackupOf(key: string, { target }: Mount): boolean {
  return key.startsWith(BACKUP_PREFIX) && cleanPath(key.slice(BACKUP_PREFIX.length)) === cleanPath(target);
}
