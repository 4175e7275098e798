import type { Pack } from "./pack.ts";

const CRITERION = "one of the four criteria that every container of an estate is held to";

/** Few, true, actionable: refuses what is critical or high, and whatever breaks the four criteria. */
export const DEFAULT: Pack = {
  name: "default",
  description: "refuses critical and high findings and the four criteria; the rest is advice",
  bySeverity: { critical: "mandatory", high: "mandatory", medium: "advisory", low: "advisory" },
  overrides: {
    "port-on-every-address": { level: "mandatory", because: CRITERION },
    "route-without-guard": { level: "mandatory", because: CRITERION },
    "healthcheck-missing": { level: "mandatory", because: CRITERION },
    "healthcheck-disabled": { level: "mandatory", because: CRITERION },
    "healthcheck-cannot-fail": { level: "mandatory", because: CRITERION },
    "healthcheck-tests-something-else": { level: "mandatory", because: CRITERION },
    "restart-policy-missing": { level: "mandatory", because: CRITERION },
    "restart-unbounded": { level: "mandatory", because: CRITERION },
  },
};
