import { bind, exec, type PortSpec, readOnly, type Service, secret, wget } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { CONFIGURATION, nightly } from "./backup.ts";

/** Reads Traefik's access log, decides who is banned, and tells the bouncer. */
export function crowdsec(site: Site, ports: readonly PortSpec[] = []): Service {
  return {
    name: "crowdsec",
    image: "crowdsecurity/crowdsec:v1.6.8",
    networks: ["traefik"],
    ports,
    memory: 512,
    healthcheck: exec(["cscli", "lapi", "status"], {
      proves: "the local API accepts the credentials of this machine, so decisions can be read and written",
      interval: "60s",
      startPeriod: "60s",
    }),
    env: {
      COLLECTIONS: "crowdsecurity/traefik crowdsecurity/http-cve",
      BOUNCER_KEY_TRAEFIK: secret("crowdsecBouncerKey"),
      TZ: site.timezone,
    },
    mounts: [
      readOnly("/var/log/traefik", "/var/log/traefik"),
      bind(site.data("crowdsec/config"), "/etc/crowdsec", CONFIGURATION),
      bind(site.data("crowdsec/data"), "/var/lib/crowdsec/data", nightly("stop")),
    ],
  };
}

/** Answers Traefik whether a client is banned. */
export function bouncer(): Service {
  return {
    name: "bouncer-traefik",
    image: "fbonalair/traefik-crowdsec-bouncer:0.5.0",
    networks: ["traefik"],
    memory: 128,
    user: "65534:65534",
    healthcheck: wget("http://127.0.0.1:8080/api/v1/healthz", {
      proves: "the bouncer gets an answer from CrowdSec with its key, so bans take effect",
    }),
    env: {
      CROWDSEC_AGENT_HOST: "crowdsec:8080",
      CROWDSEC_BOUNCER_API_KEY: secret("crowdsecBouncerKey"),
      GIN_MODE: "release",
    },
    dependsOn: ["crowdsec"],
  };
}
