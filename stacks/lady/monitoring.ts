import { type Service, secret, wget } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { cadvisor, nodeExporter, promtail } from "../shared/monitoring.ts";
import { MAIL_NETWORK, mailContainer } from "./mail/service.ts";

/** Exporters that Master's Prometheus scrapes through the VPN, and the shipper of logs to Master's Loki. */
export function monitoring(site: Site): readonly Service[] {
  return [
    nodeExporter([{ host: 9100, on: "vpn" }]),
    cadvisor([{ host: 8081, container: 8080, on: "vpn" }]),
    promtail(site, {
      files: [{ path: "/run/secrets/loki-push-password", content: secret("lokiPushPassword") }],
      hosts: { [`loki.${site.peerDomain}`]: site.peerVpnAddress },
    }),
    {
      name: "mysqld-exporter",
      image: "prom/mysqld-exporter:v0.18.0",
      networks: ["monitoring", MAIL_NETWORK],
      ports: [{ host: 9104, on: "vpn" }],
      memory: 128,
      user: "65534:65534",
      healthcheck: wget("http://127.0.0.1:9104/metrics", {
        proves: "the exporter logs in to the mail database and reads its status",
        matching: "^mysql_up 1$",
        interval: "60s",
      }),
      env: { MYSQLD_EXPORTER_PASSWORD: secret("mysqldExporterPassword") },
      command: ["--mysqld.address=mysql:3306", "--mysqld.username=exporter"],
      dependsOn: [mailContainer("mysql")],
    },
  ];
}
