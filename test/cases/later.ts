/** Defects that the rules over containers cannot see, by the part of the verification that has to. */
export const LATER: Readonly<Record<string, readonly string[]>> = {
  /** Reads the files of Prometheus, Alertmanager and Promtail. */
  "monitoring configuration": [
    "alert-on-missing-job-and-repeated-alert-names",
    "alert-receivers-without-credentials-for-ntfy",
    "certificate-expiry-rules-commented-out",
    "promtail-pipeline-and-discovery-cannot-work",
  ],
  /** Compares what is written about the hosts with what is proved. */
  documents: [
    "all-healthy-claimed-while-37-have-no-healthcheck",
    "pin-advice-below-the-running-version",
    "stale-task-list-executed-as-open",
  ],
  /** Shows only where it runs: the declaration is the same before and after. */
  "running hosts": ["monitor-script-dies-on-first-issue"],
};
