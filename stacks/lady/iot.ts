import { bind, curl, notNeeded, readOnly, type Service, tmpfs } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { nightly } from "../shared/backup.ts";

/** The house: automation and cameras. */
export function iot({ domain, data, timezone }: Site): readonly Service[] {
  return [
    {
      name: "homeassistant",
      image: "lscr.io/linuxserver/homeassistant:2024.12.5",
      networks: ["traefik"],
      memory: 1024,
      stopTimeout: 60,
      healthcheck: curl("http://127.0.0.1:8123/manifest.json", {
        proves: "Home Assistant serves its front end",
        matching: "Home Assistant",
        startPeriod: "3m",
      }),
      env: { PUID: "1000", PGID: "1000", TZ: timezone },
      mounts: [bind(data("home-assistant/config"), "/config", nightly("stop")), readOnly("/run/dbus", "/run/dbus")],
      routes: [{ router: "homeassistant", host: `home.${domain}`, access: "vpn-only", port: 8123 }],
    },
    {
      name: "frigate",
      image: "ghcr.io/blakeblackshear/frigate:0.16.4",
      networks: ["traefik"],
      ports: [
        { host: 8554, on: "vpn" },
        { host: 8555, on: "vpn" },
        { host: 8555, protocol: "udp", on: "vpn" },
      ],
      memory: 4096,
      sharedMemory: 256,
      stopTimeout: 30,
      healthcheck: curl("http://127.0.0.1:5000/api/version", {
        proves: "the recorder's API answers",
        interval: "15s",
        timeout: "5s",
        startPeriod: "300s",
      }),
      mounts: [
        bind(data("frigate/config"), "/config", nightly("stop")),
        bind("/media/frigate", "/media/frigate", notNeeded("recordings, which are kept for some days only")),
        tmpfs("/tmp/cache", 1024),
      ],
      routes: [{ router: "frigate", host: `cctv.${domain}`, access: "vpn-only", port: 5000 }],
    },
  ];
}
