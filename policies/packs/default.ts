import { BACKUPS, HARDENING, LOGS } from "./fold.ts";
import type { Pack } from "./pack.ts";

const CRITERION = "one of the four criteria that every container of an estate is held to";
const ABSENT =
  "nearly every container lacks it, so it is named only beside a larger gap; the profile strict asks for it";
const CONFIRM = "a fact that somebody has to confirm, and most often right; the profile strict lists it";
const UNSAID =
  "hardly any declaration says how its data is kept, and the backup may still exist; the profile strict and a team that declares its backups refuse";
const OPT_IN = "a matter of taste until a team decides it; set a level in the settings to use it";

/** Few, true, actionable: refuses what is critical or high, and whatever breaks the four criteria. */
export const DEFAULT: Pack = {
  name: "default",
  description:
    "refuses critical and high findings and the four criteria; the rest is advice, and absent hardening is told once",
  bySeverity: { critical: "mandatory", high: "mandatory", medium: "advisory", low: "advisory" },
  folds: [HARDENING, LOGS, BACKUPS],
  overrides: {
    "port-on-every-address": { level: "mandatory", because: CRITERION },
    "route-without-guard": { level: "mandatory", because: CRITERION },
    "healthcheck-missing": { level: "mandatory", because: CRITERION },
    "healthcheck-disabled": { level: "mandatory", because: CRITERION },
    "healthcheck-cannot-fail": { level: "mandatory", because: CRITERION },
    "healthcheck-tests-something-else": { level: "mandatory", because: CRITERION },
    "restart-policy-missing": { level: "mandatory", because: CRITERION },
    "restart-unbounded": { level: "mandatory", because: CRITERION },
    "capabilities-not-dropped": { level: "disabled", because: ABSENT },
    "cpu-unlimited": { level: "disabled", because: ABSENT },
    "pids-unlimited": { level: "disabled", because: ABSENT },
    "root-filesystem-writable": { level: "disabled", because: ABSENT },
    "data-without-backup": { level: "advisory", because: UNSAID },
    "database-port-on-host": { level: "disabled", because: CONFIRM },
    "privileged-port": { level: "disabled", because: CONFIRM },
    "storage-written-twice": { level: "disabled", because: CONFIRM },
    "ulimits-overridden": { level: "disabled", because: CONFIRM },
    "image-tag-coarse": { level: "disabled", because: OPT_IN },
    "image-without-digest": { level: "disabled", because: OPT_IN },
    "terminal-left-open": { level: "disabled", because: OPT_IN },
  },
};
