import { bind, exec, readOnly, type Service, secret, volume, wget, wholeFiles } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { nightly } from "../shared/backup.ts";
import { cadvisor, nodeExporter, promtail } from "../shared/monitoring.ts";
import { scrapeConfiguration } from "./scrape-jobs.ts";

/** Loki's program carries this capability as a file, and the kernel does not start it where it is dropped. */
const LOKI = { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } as const;

/** Metrics, logs, probes, dashboards and alerts of both hosts. */
export function monitoring(site: Site): readonly Service[] {
  const { domain, data } = site;
  return [
    {
      name: "prometheus",
      image: "prom/prometheus:v2.54.1",
      networks: ["monitoring", "traefik"],
      memory: 2048,
      user: "65534:65534",
      stopTimeout: 120,
      healthcheck: wget("http://127.0.0.1:9090/-/ready", {
        proves: "Prometheus has replayed its log and answers queries",
        startPeriod: "5m",
      }),
      files: [{ path: "/etc/prometheus/prometheus.yml", content: scrapeConfiguration(site) }],
      mounts: [
        readOnly(data("prometheus/config/alerts"), "/etc/prometheus/alerts"),
        volume(
          "prometheus_data",
          "/prometheus",
          nightly(wholeFiles("blocks never change, and a torn end of the log is cut off at the start")),
        ),
      ],
      command: [
        "--config.file=/etc/prometheus/prometheus.yml",
        "--storage.tsdb.path=/prometheus",
        "--storage.tsdb.retention.time=30d",
        `--web.external-url=https://prometheus.${domain}/`,
      ],
      routes: [{ router: "prometheus", host: `prometheus.${domain}`, access: "vpn-only", port: 9090 }],
    },
    {
      name: "alertmanager",
      image: "prom/alertmanager:v0.27.0",
      networks: ["monitoring", "traefik"],
      memory: 256,
      user: "65534:65534",
      healthcheck: wget("http://127.0.0.1:9093/-/ready", {
        proves: "Alertmanager has loaded its configuration and accepts alerts",
      }),
      files: [{ path: "/run/secrets/ntfy-password", content: secret("alertmanagerNtfyPassword") }],
      mounts: [
        readOnly(data("alertmanager/config/alertmanager.yml"), "/etc/alertmanager/alertmanager.yml"),
        volume(
          "alertmanager_data",
          "/alertmanager",
          nightly(wholeFiles("silences are written to a new file, which then takes the name of the old one")),
        ),
      ],
      command: [
        "--config.file=/etc/alertmanager/alertmanager.yml",
        "--storage.path=/alertmanager",
        `--web.external-url=https://alertmanager.${domain}/`,
      ],
      routes: [{ router: "alertmanager", host: `alertmanager.${domain}`, access: "vpn-only", port: 9093 }],
    },
    {
      name: "grafana",
      image: "grafana/grafana:11.4.0",
      networks: ["monitoring", "traefik"],
      memory: 1024,
      user: "472:0",
      healthcheck: wget("http://127.0.0.1:3000/api/health", {
        proves: "Grafana answers and reaches its database",
        startPeriod: "60s",
      }),
      env: {
        GF_SECURITY_ADMIN_USER: "admin",
        GF_SECURITY_ADMIN_PASSWORD__FILE: "/run/secrets/grafana-admin-password",
        GF_SERVER_ROOT_URL: `https://grafana.${domain}/`,
        GF_UNIFIED_ALERTING_ENABLED: "true",
        GF_USERS_ALLOW_SIGN_UP: "false",
      },
      files: [{ path: "/run/secrets/grafana-admin-password", content: secret("grafanaAdminPassword") }],
      mounts: [
        volume("grafana_data", "/var/lib/grafana", nightly("stop")),
        readOnly(data("grafana/config/provisioning"), "/etc/grafana/provisioning"),
        readOnly(data("grafana/config/dashboards"), "/var/lib/grafana/dashboards"),
      ],
      routes: [{ router: "grafana", host: `grafana.${domain}`, access: "vpn-only", port: 3000 }],
    },
    {
      name: "loki",
      image: "grafana/loki:3.3.2",
      networks: ["monitoring", "traefik"],
      memory: 1024,
      user: "10001:10001",
      capabilities: LOKI,
      stopTimeout: 60,
      healthcheck: wget("http://127.0.0.1:3100/ready", {
        proves: "Loki's ingester has joined its ring and takes and answers logs",
        startPeriod: "60s",
      }),
      mounts: [
        readOnly(data("loki/config/loki-config.yml"), "/etc/loki/loki-config.yml"),
        volume(
          "loki_data",
          "/loki",
          nightly(wholeFiles("chunks never change, and a torn end of the log is cut off at the start")),
        ),
      ],
      command: ["-config.file=/etc/loki/loki-config.yml"],
      routes: [
        { router: "loki", host: `loki.${domain}`, access: "vpn-only", port: 3100, middlewares: ["loki-push@file"] },
      ],
    },
    {
      name: "blackbox",
      image: "prom/blackbox-exporter:v0.28.0",
      networks: ["monitoring"],
      memory: 128,
      user: "65534:65534",
      healthcheck: wget("http://127.0.0.1:9115/-/healthy", {
        proves: "the exporter has loaded its probe modules and answers",
      }),
    },
    {
      name: "uptime-kuma",
      image: "louislam/uptime-kuma:1.23.17",
      networks: ["traefik", "monitoring"],
      memory: 512,
      stopTimeout: 30,
      healthcheck: exec(["node", "/app/extra/healthcheck.js"], {
        proves: "the server answers on its own port",
        startPeriod: "3m",
      }),
      env: { PUID: "1000", PGID: "1000", TZ: site.timezone },
      mounts: [bind(data("uptime-kuma/data"), "/app/data", nightly("stop"))],
      routes: [{ router: "uptime-kuma", host: `status.${domain}`, access: "vpn-only", port: 3001 }],
    },
    nodeExporter(),
    cadvisor(),
    promtail(site, { dependsOn: ["loki"] }),
  ];
}
