import { duration } from "../../verifications/backup/words.ts";
import type { ReportedBackup, ReportedHost } from "../../verifications/judgement/report.ts";
import type { State } from "../../verifications/judgement/result.ts";

/** A row of the table of backups, in words. */
export interface BackupRow {
  /** Null where it needs none. */
  readonly state: State | null;
  readonly data: string;
  readonly kept: string;
  readonly last: string;
  readonly restored: string;
  readonly loss: string;
  readonly time: string;
  readonly why: readonly string[];
}

export const BACKUP_COLUMNS = ["Data", "Kept", "Last backup", "Restore proved", "Loss", "Restore", "Why"] as const;

const WORST: readonly (State | null)[] = ["fail", "unknown", "waived", "pass", null];

/** The data of a host, the worst first. */
export function backupRows({ backups }: ReportedHost): BackupRow[] {
  return [...backups].sort((one, other) => WORST.indexOf(one.state) - WORST.indexOf(other.state)).map(rowOf);
}

function rowOf({ source, tool, store, none, last, restored, rpo, rto, state, why }: ReportedBackup): BackupRow {
  if (none !== null)
    return { state: null, data: source, kept: "needs none", last: "", restored: "", loss: "", time: "", why: [none] };
  return {
    state,
    data: source,
    kept: tool === null ? "nothing declared" : `${tool} in ${store ?? "no place"}`,
    last: last === null ? "not seen" : `${last.time.slice(0, 16).replace("T", " ")}, ${duration(last.age)} ago`,
    restored: restored === null ? "no" : restored.time.slice(0, 10),
    loss: agreed(rpo),
    time: agreed(rto),
    why,
  };
}

function agreed({ declared, measured }: ReportedBackup["rpo"]): string {
  const now = measured === null ? "not measured" : duration(measured);
  return declared === null ? now : `${now} (at most ${duration(declared)})`;
}

/** How long it takes to bring back all of a host, one after the other; undefined where it has no data to bring back. */
export function restoreOfHost({ name, backups }: ReportedHost): string | undefined {
  const wanted = backups.filter(({ none }) => none === null);
  if (wanted.length === 0) return undefined;
  const measured = wanted.flatMap(({ rto }) => rto.measured ?? []);
  const sum = measured.reduce((all, one) => all + one, 0);
  if (measured.length === 0)
    return `Bringing ${name} back was not measured: none of ${wanted.length} restores was proved.`;
  return measured.length === wanted.length
    ? `Bringing all data of ${name} back, one after the other, takes ${duration(sum)}.`
    : `Bringing ${measured.length} of ${wanted.length} data of ${name} back, one after the other, takes ${duration(sum)}; the others were not measured.`;
}
