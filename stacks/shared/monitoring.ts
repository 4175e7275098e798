import { bashGet, type PortSpec, readOnly, type Service, wget } from "../../declare/index.ts";
import type { Site } from "../settings.ts";

/** Metrics of the host, the states of its systemd units among them. */
export function nodeExporter(ports: readonly PortSpec[] = []): Service {
  return {
    name: "node-exporter",
    image: "prom/node-exporter:v1.9.0",
    networks: ["monitoring"],
    ports,
    memory: 128,
    user: "65534:65534",
    healthcheck: wget("http://127.0.0.1:9100/metrics", {
      proves: "metrics of the host's processors can be scraped",
      matching: "^node_cpu_seconds_total",
      interval: "60s",
    }),
    mounts: [
      { bind: "/", target: "/rootfs", readOnly: true, propagation: "rslave" },
      readOnly("/run/dbus", "/var/run/dbus"),
    ],
    command: [
      "--path.procfs=/rootfs/proc",
      "--path.sysfs=/rootfs/sys",
      "--path.rootfs=/rootfs",
      "--collector.systemd",
      "--collector.filesystem.mount-points-exclude=^/(dev|proc|run|sys|var/lib/docker/.+)($|/)",
    ],
  };
}

/**
 * Metrics of the host's containers. Finds the engine's socket and data below /rootfs. Neither privileged nor
 * given /dev/kmsg: it then counts no kills for lack of memory, which the engine reports as well.
 */
export function cadvisor(ports: readonly PortSpec[] = []): Service {
  return {
    name: "cadvisor",
    image: "gcr.io/cadvisor/cadvisor:v0.52.1",
    networks: ["monitoring"],
    ports,
    memory: 512,
    healthcheck: wget("http://127.0.0.1:8080/healthz", {
      proves: "cAdvisor answers and its housekeeping of containers is not stuck",
      timeout: "5s",
    }),
    mounts: [
      { bind: "/", target: "/rootfs", readOnly: true, propagation: "rslave" },
      readOnly("/sys/fs/cgroup", "/sys/fs/cgroup"),
      readOnly("/dev/disk", "/dev/disk"),
    ],
    command: ["--docker=unix:///rootfs/run/docker.sock", "--docker_only=true", "--housekeeping_interval=30s"],
  };
}

/** Ships the logs of the host and its containers to Loki. */
export function promtail(site: Site, own: Pick<Service, "files" | "hosts" | "dependsOn">): Service {
  return {
    name: "promtail",
    image: "grafana/promtail:3.4.2",
    networks: ["monitoring"],
    memory: 256,
    healthcheck: bashGet(9080, "/ready", {
      proves: "Promtail follows at least one log file: it is not ready with none",
    }),
    mounts: [
      readOnly(site.data("promtail/config/promtail-config.yml"), "/etc/promtail/promtail-config.yml"),
      readOnly("/var/log", "/var/log"),
      readOnly("/var/lib/docker/containers", "/var/lib/docker/containers"),
    ],
    command: ["-config.file=/etc/promtail/promtail-config.yml"],
    ...own,
  };
}
