import { formatBackup } from "../../model/backup-label.ts";
import type { Container } from "../../model/container.ts";
import { plainName } from "../cure/values.ts";

/** What a person decides before a proposed policy is right. */
export const DECIDE =
  "what keeps it, how often and how long, and how much work may be lost; the job itself is set up on the host";

/** Every field of a policy, as a beginning: a dump for what a server writes, a stop for anything else. */
export function proposedBackup(container: Container, isDatabase: boolean): string {
  return formatBackup({
    tool: "restic",
    to: undefined,
    schedule: "daily 02:30",
    keep: { daily: 7, weekly: 4 },
    rpo: 26 * 3_600,
    rto: 4 * 3_600,
    consistent: isDatabase ? { kind: "dump", file: dumpOf(container) } : { kind: "stop" },
    record: isDatabase ? `${dumpOf(container)}.record` : undefined,
    secret: true,
  });
}

export function dumpOf({ name }: Container): string {
  return `/srv/dumps/${plainName(name)}.sql.gz`;
}
