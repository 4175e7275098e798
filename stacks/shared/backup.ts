import { type BackupSpec, type PolicySpec, wholeFiles } from "../../declare/index.ts";

type Consistent = PolicySpec["consistent"];

const RESTIC = { tool: "restic", keep: { daily: 7, weekly: 4, monthly: 6 } } as const;

/** Once a night: a day of work may be lost, and what the run itself takes. */
export function nightly(consistent: Consistent): BackupSpec {
  return { ...RESTIC, schedule: "daily 02:30", rpo: "26h", rto: "4h", consistent };
}

/** Twice a day: for what people work with, of which no more than a day may be lost even where one run fails. */
export function twiceADay(consistent: Consistent): BackupSpec {
  return { ...RESTIC, schedule: "daily 02:30, 14:30", rpo: "24h", rto: "1h", consistent };
}

/** Of files that people and deployments write. */
export const CONFIGURATION = nightly(wholeFiles("people and deployments write it, one file at a time and seldom"));
