import {
  accessLabels,
  bind,
  type Dynamic,
  dynamicFile,
  exec,
  type FileSpec,
  flags,
  notNeeded,
  type PortSpec,
  readOnly,
  type Service,
  secret,
  wholeFiles,
} from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { nightly } from "./backup.ts";
import { EDGE, MIDDLEWARES } from "./edge.ts";

/** What Traefik has on one host only. */
export interface Own {
  readonly dynamic: Dynamic;
  readonly files?: readonly FileSpec[];
  readonly ports?: readonly PortSpec[];
}

/**
 * The reverse proxy. Plain HTTP is redirected at its entry point, so that no router needs a twin.
 *
 * It restarts always, also after somebody stopped it: the VPN's control plane is behind it. For the same
 * reason it listens on every address and not on the VPN's, which comes up only after it. The access log is
 * buffered, since unbuffered it ended the process once the file was closed under it.
 */
export function traefik(site: Site, { dynamic, files = [], ports = [] }: Own): Service {
  const routes = dynamic.routes ?? [];
  return {
    name: "traefik",
    image: "traefik:v3.6.6",
    networks: [EDGE.network, "monitoring"],
    ports: [{ host: 80, on: "public" }, { host: 443, on: "public" }, { host: 8080, on: "loopback" }, ...ports],
    restart: "always",
    stopTimeout: 30,
    memory: 512,
    healthcheck: exec(["traefik", "healthcheck", "--ping"], {
      proves: "Traefik answers its own ping, so its configuration is loaded and its entry points are open",
      timeout: "3s",
      startPeriod: "10s",
    }),
    env: { CF_DNS_API_TOKEN_FILE: "/run/secrets/cloudflare-dns-token" },
    files: [
      { path: "/run/secrets/cloudflare-dns-token", content: secret("cloudflareDnsToken") },
      { path: "/run/secrets/traefik-users", content: secret("traefikUsers") },
      {
        path: "/dynamic/routing.yml",
        content: dynamicFile({ ...dynamic, middlewares: { ...MIDDLEWARES, ...dynamic.middlewares } }, EDGE),
      },
      ...files,
    ],
    mounts: [
      readOnly(site.engineSocket, "/var/run/docker.sock"),
      bind(
        site.data("traefik/acme.json"),
        "/acme.json",
        nightly(wholeFiles("one file that is written when a certificate is renewed")),
      ),
      bind("/var/log/traefik", "/var/log/traefik", notNeeded("access logs, which CrowdSec and Loki have read")),
    ],
    command: flags({
      "entrypoints.http.address": ":80",
      "entrypoints.http.http.redirections.entrypoint.to": "https",
      "entrypoints.http.http.redirections.entrypoint.scheme": "https",
      "entrypoints.http.http.redirections.entrypoint.permanent": true,
      "entrypoints.http.forwardedheaders.insecure": false,
      "entrypoints.https.address": ":443",
      "entrypoints.https.forwardedheaders.insecure": false,
      "entrypoints.metrics.address": ":8082",
      "entrypoints.traefik.address": ":8080",
      ping: true,
      "ping.entrypoint": "traefik",
      "metrics.prometheus": true,
      "metrics.prometheus.entrypoint": "metrics",
      "api.dashboard": true,
      "api.insecure": false,
      "providers.docker": true,
      "providers.docker.exposedbydefault": false,
      "providers.docker.network": EDGE.network,
      "providers.docker.allowemptyservices": true,
      "providers.file.directory": "/dynamic",
      "certificatesresolvers.cloudflare.acme.storage": "/acme.json",
      "certificatesresolvers.cloudflare.acme.dnschallenge.provider": "cloudflare",
      "certificatesresolvers.cloudflare.acme.dnschallenge.resolvers": ["1.1.1.1:53", "1.0.0.1:53"],
      accesslog: true,
      "accesslog.filepath": "/var/log/traefik/access.log",
      "accesslog.bufferingsize": 100,
      "log.level": "INFO",
      "global.checknewversion": false,
      "global.sendanonymoususage": false,
    }),
    labels: accessLabels(routes),
    routes: [
      {
        router: "traefik",
        host: `traefik.${site.domain}`,
        access: "vpn-only",
        service: "api@internal",
        middlewares: ["crowdsec-bouncer@file", "traefik-auth@file"],
      },
    ],
    dependsOn: ["bouncer-traefik"],
  };
}
