/** Defects that the checks over running hosts report, by the check that names the cause; the tests lie in `live`. */
export const OF_VERIFICATION: Readonly<Record<string, string>> = {
  "acme-store-readable-by-others": "certificate-store-private",
  "apex-domain-routed-on-the-wrong-host": "name-leads-to-declared-host",
  "dns01-token-invalid-no-certificate-can-renew": "renewals-succeed",
  "firewall-allows-whole-private-ranges": "firewall-ranges-in-use",
  "headscale-plain-http-on-all-addresses": "listener-declared",
  "healthchecks-reported-as-added-but-absent-live": "healthcheck-in-force",
  "host-resolver-inside-the-vpn-it-must-start": "resolver-outside-vpn",
  "mail-stack-absent-while-firewall-stays-open": "container-runs",
  "nextcloud-up-but-not-installed": "application-set-up",
  "nightly-tlsa-unit-fails-unnoticed": "units-steady",
  "prometheus-exited-not-restarted": "container-runs",
  "running-containers-without-declaration": "container-declared",
  "stored-mail-declaration-differs-from-live": "ports-in-force",
  "traefik-exited-and-vpn-control-plane-behind-it": "container-runs",
  "uisp-restart-loop-without-healthcheck": "container-steady",
  "unexplained-listeners-on-the-host": "listener-declared",
};
