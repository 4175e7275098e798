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
  "running hosts": [
    "acme-store-readable-by-others",
    "alert-rules-on-metrics-nobody-exports",
    "apex-domain-routed-on-the-wrong-host",
    "dns01-token-invalid-no-certificate-can-renew",
    "firewall-allows-whole-private-ranges",
    "headscale-plain-http-on-all-addresses",
    "healthchecks-reported-as-added-but-absent-live",
    "host-resolver-inside-the-vpn-it-must-start",
    "mail-stack-absent-while-firewall-stays-open",
    "monitor-script-dies-on-first-issue",
    "nextcloud-up-but-not-installed",
    "nightly-tlsa-unit-fails-unnoticed",
    "prometheus-exited-not-restarted",
    "running-containers-without-declaration",
    "stored-mail-declaration-differs-from-live",
    "traefik-exited-and-vpn-control-plane-behind-it",
    "uisp-restart-loop-without-healthcheck",
    "unexplained-listeners-on-the-host",
  ],
};
