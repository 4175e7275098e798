import type { Criterion } from "../check.ts";

/** One of the forty lines of the proposal's definition of production ready. */
export interface Line {
  readonly id: string;
  /** In the words of the proposal. */
  readonly text: string;
  /** The criterion it counts for; the proposal groups the lines otherwise than the criteria. */
  readonly criterion: Criterion;
  /** Checks that prove it, all of them. */
  readonly checks: readonly string[];
  /** True where a part of it, or all, is a thing that no machine can see: then somebody has to attest it. */
  readonly attested: boolean;
}

/**
 * The definition of production ready (docs/score.md says why each line counts where it does). A line whose
 * checks do not exist yet is unknown: nobody may leave it out of the denominator.
 */
export const LINES: readonly Line[] = [
  line("INF-1", "100% service availability (no unexpected 404/500)", "availability", [
    "route-answers-as-declared",
    "router-loaded",
    "name-leads-to-declared-host",
  ]),
  line("INF-2", "0 unhealthy containers during steady state", "reliability", ["container-runs", "container-steady"]),
  line("INF-3", "All health checks implemented and passing", "reliability", [
    "healthcheck-in-force",
    "healthcheck-honest",
    "container-healthy",
  ]),
  line("INF-4", "Auto-restart configured for all services", "reliability", [
    "restart-in-force",
    "engine-starts-with-host",
  ]),
  line("INF-5", "Resource limits defined where needed", "reliability", ["limits-in-force"]),
  line("MON-1", "Prometheus targets all UP status", "monitoring", ["targets-up"]),
  line("MON-2", "Grafana dashboards working (7/7)", "monitoring", ["dashboards-work"], true),
  line("MON-3", "Loki logs flowing from both hosts", "monitoring", ["logs-flow"]),
  line("MON-4", "Alerting tested and delivering", "monitoring", ["alert-delivered"], true),
  line("MON-5", "No stale or missing metrics", "monitoring", ["metrics-fresh"]),
  line("SEC-1", "No 0.0.0.0 port bindings (except 80/443/mail)", "security", ["listener-declared"]),
  line("SEC-2", "All admin services behind authentication", "security", [
    "route-refuses-strangers",
    "forward-auth-refuses",
  ]),
  line("SEC-3", "No secrets in git repositories", "security", ["repository-without-secrets"]),
  line("SEC-4", "SSL certificates valid and auto-renewing", "security", ["certificate-valid", "certificate-renews"]),
  line(
    "SEC-5",
    "Security standards documented and followed",
    "security",
    ["http-redirects-to-https", "protocol-current"],
    true,
  ),
  line("DOC-1", "Infrastructure overview matches reality", "documentation", ["documents-match-facts"]),
  line("DOC-2", "Container counts accurate", "documentation", ["counts-match-facts"]),
  line("DOC-3", "Grade claims evidence-based", "documentation", ["grades-match-reports"]),
  line(
    "DOC-4",
    "Procedures tested within 30 days",
    "documentation",
    ["container-comes-back", "engine-comes-back", "portal-down-opens-nothing", "restore-proved"],
    true,
  ),
  line("DOC-5", "All major changes documented", "documentation", ["changes-documented"]),
  line(
    "BK-1",
    "Contabo automatic backups confirmed running",
    "backup",
    [
      "backup-exists",
      "backup-complete",
      "backup-fresh",
      "backup-job-runs",
      "backup-log-agrees",
      "backup-store-opens",
      "provider-backup-ordered",
    ],
    true,
  ),
  line(
    "BK-2",
    "Manual snapshots tested successfully",
    "backup",
    ["backup-plausible", "backup-readable", "provider-snapshot-recent"],
    true,
  ),
  line("BK-3", "All configs committed to GitHub", "backup", ["repositories-pushed"]),
  line("BK-4", "DR procedures verified (playbooks exist)", "backup", [
    "playbooks-valid",
    "backup-elsewhere",
    "backup-encrypted",
    "backup-retention",
    "backup-room",
  ]),
  line("BK-5", "RTO < 1 hour documented and believable", "backup", ["restore-in-time"]),
  line("OPS-1", "Change control process working (git commits)", "change-control", [
    "image-as-declared",
    "container-declared",
    "ports-in-force",
    "networks-in-force",
    "network-as-declared",
    "volume-as-declared",
  ]),
  line("OPS-2", "Memory log updated per DESTROYER LAW", "change-control", ["log-newer-than-changes"]),
  line("OPS-3", "Phase completion tracking formal", "acceptance", ["phase-files-complete"]),
  line("OPS-4", "User acceptance documented", "acceptance", [], true),
  line("OPS-5", "Troubleshooting guide current", "documentation", ["guide-current"], true),
  line("PERF-1", "Services respond within 2 seconds", "availability", ["response-in-time"]),
  line("PERF-2", "Container restart times documented", "reliability", ["restart-times-known"]),
  line("PERF-3", "Resource usage within limits", "reliability", ["usage-within-limits", "host-has-room"]),
  line("PERF-4", "No OOM kills in logs", "reliability", ["no-oom-kills"]),
  line("PERF-5", "Performance baselines established", "availability", ["baseline-held"]),
  line("ACC-1", "Phase 01 formally accepted", "acceptance", [], true),
  line("ACC-2", "Phase 02 status clear (accepted or conditional)", "acceptance", [], true),
  line("ACC-3", "Phase 03 status reconciled", "acceptance", [], true),
  line("ACC-4", "All claims backed by evidence", "acceptance", ["claims-have-evidence"]),
  line("ACC-5", "User sign-off on completion", "acceptance", [], true),
];

/**
 * Lines that are decided by what a deployment put there, and by nothing that needs history, drills, people or
 * other systems: what `pulumi up` itself can be held to.
 */
export const DEPLOYMENT: readonly string[] = [
  "INF-1",
  "INF-2",
  "INF-3",
  "INF-4",
  "INF-5",
  "SEC-1",
  "SEC-2",
  "SEC-4",
  "OPS-1",
  "PERF-1",
  "PERF-3",
  "PERF-4",
];

const DEPLOYED = LINES.filter(({ id }) => DEPLOYMENT.includes(id));
/** The checks that prove the lines of a deployment. */
export const DEPLOYMENT_CHECKS: ReadonlySet<string> = new Set(DEPLOYED.flatMap(({ checks }) => checks));
/** The criteria that they count for. */
export const DEPLOYMENT_CRITERIA: ReadonlySet<Criterion> = new Set(DEPLOYED.map(({ criterion }) => criterion));

function line(id: string, text: string, criterion: Criterion, checks: readonly string[], attested = false): Line {
  return { id, text, criterion, checks, attested };
}
