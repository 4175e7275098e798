import test from "ava";
import { metricsOf } from "../../../verifications/facts/prometheus/metrics.ts";
import { seen } from "../../verifications/support/run.ts";
import { ago, answer, certificate, evidenceOf, findings, type Situation, stateOf } from "./situation.ts";

const NODE = "node-exporter:9100";

/** A Prometheus that is well, with these alerts and so many series of each metric. */
function situation(
  alerts: readonly { alert: string; expr: string }[],
  series: { [metric: string]: number },
): Situation {
  const host = "prometheus.example.org";
  return {
    sketch: {
      hosts: [
        {
          name: "master",
          containers: [
            { name: "prometheus", image: "prom/prometheus:v2.54.1", scrapes: [{ job: "node", targets: [NODE] }] },
          ],
          routes: [{ host, router: "prometheus", container: "prometheus", access: "vpn-only" }],
        },
      ],
    },
    facts: [
      seen(`http.route master vpn https://${host}/`, answer(200)),
      seen(`tls.certificate master outside ${host}:443`, certificate(host, 80)),
      seen("prometheus.targets master vpn prometheus", {
        now: ago(0.01),
        loaded: true,
        targets: [{ job: "node", address: NODE, health: "up", lastScrape: ago(0.011), interval: 15 }],
      }),
      seen("prometheus.rules master vpn prometheus", {
        rules: alerts.map(({ alert, expr }) => ({ name: alert, health: "ok", metrics: metricsOf(expr) ?? [] })),
        series,
      }),
    ],
  };
}

test("an alert over a metric that nobody exports is told, although it loads, evaluates and is inactive", (t) => {
  const { rules, series_found, rule_evaluation } = evidenceOf<{
    rules: { alert: string; expr: string }[];
    series_found: { [metric: string]: number };
    rule_evaluation: string;
  }>("alert-rules-on-metrics-nobody-exports");
  t.is(rule_evaluation, "ok");
  const units = { node_systemd_unit_state: 40 };
  t.deepEqual(
    findings(situation(rules, { ...series_found, ...units })),
    [
      ["ContainerRestartLoop", "container_restart_count"],
      ["ContainerUnhealthy", "container_health_status"],
      ["CrowdSecBanWave", "crowdsec_decisions_total"],
    ].map(
      ([alert, metric]) =>
        `metrics-fresh master/prometheus: prometheus: the alert ${alert} asks for ${metric}, of which nobody exports a series, so it never fires`,
    ),
  );
  const exported = Object.fromEntries(Object.keys(series_found).map((metric) => [metric, 1]));
  const well = situation(rules, { ...exported, ...units });
  t.deepEqual(findings(well), []);
  t.is(stateOf(well, "metrics-fresh", "master", "prometheus"), "pass");
});

test("that no rule could notice a unit that fails is told where its state is not exported", (t) => {
  const { node_exporter, targets_up } = evidenceOf<{
    node_exporter: { series_node_systemd_unit_state: number };
    targets_up: string;
  }>("nightly-tlsa-unit-fails-unnoticed");
  t.regex(targets_up, /^(\d+) of \1$/);
  const up = { alert: "Down", expr: "up == 0" };
  const silent = situation([up], { up: 20, node_systemd_unit_state: node_exporter.series_node_systemd_unit_state });
  t.deepEqual(findings(silent), [
    "metrics-fresh master/prometheus: prometheus has no series of node_systemd_unit_state: units of hosts that fail are seen by no rule",
  ]);
  t.is(stateOf(silent, "targets-up", "master", "prometheus/node"), "pass", "all targets are up, and that is the trap");
});
