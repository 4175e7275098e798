import { stringify } from "yaml";
import type { Site } from "../settings.ts";

/** What Prometheus scrapes. Lady is scraped through the VPN, so her targets follow the stack configuration. */
export function scrapeConfiguration({ domain, peerDomain, peerVpnAddress }: Site): string {
  const lady = (port: number) => `${peerVpnAddress}:${port}`;
  const targets: Record<string, string> = {
    prometheus: "localhost:9090",
    alertmanager: "alertmanager:9093",
    "node-master": "node-exporter:9100",
    "cadvisor-master": "cadvisor:8080",
    "traefik-master": "traefik:8082",
    "crowdsec-master": "crowdsec:6060",
    "node-lady": lady(9100),
    "cadvisor-lady": lady(8081),
    "traefik-lady": lady(8082),
    "crowdsec-lady": lady(6060),
    "mysql-mailcow": lady(9104),
    loki: "loki:3100",
    grafana: "grafana:3000",
    blackbox: "blackbox:9115",
  };
  return stringify({
    global: { scrape_interval: "15s", evaluation_interval: "15s" },
    rule_files: ["/etc/prometheus/alerts/*.yml"],
    alerting: { alertmanagers: [{ static_configs: [{ targets: ["alertmanager:9093"] }] }] },
    scrape_configs: [
      ...Object.entries(targets).map(([job, target]) => ({
        job_name: job,
        static_configs: [{ targets: [target] }],
      })),
      {
        job_name: "ssl-certs",
        metrics_path: "/probe",
        params: { module: ["http_ssl"] },
        static_configs: [
          {
            targets: [
              ...["mail", "nextcloud"].map((name) => `https://${name}.${peerDomain}`),
              `https://${peerDomain}`,
              ...["auth", "grafana"].map((name) => `https://${name}.${domain}`),
              `https://${domain}`,
            ],
          },
        ],
        relabel_configs: [
          { source_labels: ["__address__"], target_label: "__param_target" },
          { source_labels: ["__param_target"], target_label: "instance" },
          { target_label: "__address__", replacement: "blackbox:9115" },
        ],
      },
    ],
  });
}
