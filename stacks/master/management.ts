import { bind, exec, readOnly, type Service, secret, volume, wget } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { nightly } from "../shared/backup.ts";

const CROWDSEC = ["crowdsec-bouncer@file"];

/** Caddy's program carries this capability as a file, and the kernel does not start it where it is dropped. */
const CADDY = { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } as const;

/** What people run the estate with. All of it is reached through the VPN only. */
export function management(site: Site): readonly Service[] {
  const { domain, data } = site;
  return [
    {
      name: "portainer",
      image: "portainer/portainer-ce:2.33.6-alpine",
      networks: ["traefik"],
      ports: [
        { host: 9000, on: "loopback" },
        { host: 9443, on: "loopback" },
      ],
      memory: 512,
      stopTimeout: 30,
      healthcheck: wget("http://127.0.0.1:9000/api/system/status", {
        proves: "Portainer's API answers, so its database is open",
        matching: '"Version"',
      }),
      env: { AGENT_SECRET: secret("portainerAgentSecret") },
      files: [
        { path: "/run/secrets/portainer-admin-password", content: secret("portainerAdminPassword") },
        { path: "/run/secrets/portainer-encryption-key", content: secret("portainerEncryptionKey") },
      ],
      mounts: [bind(site.engineSocket, "/var/run/docker.sock"), volume("portainer_data", "/data", nightly("stop"))],
      command: [
        "--admin-password-file=/run/secrets/portainer-admin-password",
        "--secret-key-name=portainer-encryption-key",
      ],
      routes: [{ router: "portainer", host: `portainer.${domain}`, access: "vpn-only", port: 9000 }],
    },
    {
      name: "semaphore",
      image: "semaphoreui/semaphore:v2.10.22",
      networks: ["traefik"],
      memory: 512,
      user: "1001:0",
      healthcheck: wget("http://127.0.0.1:3000/api/ping", {
        proves: "Semaphore's API answers its ping",
        matching: "pong",
      }),
      env: {
        SEMAPHORE_DB_DIALECT: "bolt",
        SEMAPHORE_ADMIN: "admin",
        SEMAPHORE_ADMIN_NAME: "admin",
        SEMAPHORE_ADMIN_EMAIL: `admin@${domain}`,
        SEMAPHORE_ADMIN_PASSWORD_FILE: "/run/secrets/semaphore-admin-password",
        SEMAPHORE_ACCESS_KEY_ENCRYPTION_FILE: "/run/secrets/semaphore-access-key",
        TZ: site.timezone,
      },
      files: [
        { path: "/run/secrets/semaphore-admin-password", content: secret("semaphoreAdminPassword") },
        { path: "/run/secrets/semaphore-access-key", content: secret("semaphoreAccessKey") },
      ],
      mounts: [bind(data("semaphore"), "/var/lib/semaphore", nightly("stop")), readOnly(data("ansible"), "/ansible")],
      routes: [
        { router: "semaphore", host: `semaphore.${domain}`, access: "vpn-only", port: 3000, middlewares: CROWDSEC },
      ],
    },
    {
      name: "headscale-ui",
      image: "ghcr.io/gurucomputing/headscale-ui:2025.08.23",
      networks: ["traefik"],
      memory: 128,
      user: "1000:1000",
      capabilities: CADDY,
      healthcheck: wget("http://127.0.0.1:8080/web/", { proves: "the pages of the web interface are served" }),
      routes: [
        {
          router: "headscale-ui",
          host: `headscale-ui.${domain}`,
          access: "vpn-only",
          port: 8080,
          middlewares: CROWDSEC,
        },
      ],
    },
    {
      name: "headscale-admin",
      image: "goodieshq/headscale-admin:0.26.0",
      networks: ["traefik"],
      memory: 128,
      user: "1000:1000",
      capabilities: CADDY,
      healthcheck: wget("http://127.0.0.1:80/admin/", { proves: "the pages of the web interface are served" }),
      routes: [
        {
          router: "headscale-admin",
          host: `headscale-admin.${domain}`,
          access: "vpn-only",
          port: 80,
          middlewares: CROWDSEC,
        },
      ],
    },
    {
      name: "admin-panel",
      image: "ghcr.io/quietly/admin-panel:1.0.0",
      networks: ["traefik"],
      memory: 256,
      user: "10001:10001",
      healthcheck: exec(
        ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8080/health', timeout=5)"],
        { proves: "the panel answers its health route with success" },
      ),
      env: { ADMIN_TOKEN_FILE: "/run/secrets/admin-token", TZ: site.timezone },
      files: [{ path: "/run/secrets/admin-token", content: secret("adminPanelToken") }],
      mounts: [bind(data("admin-panel/data"), "/data", nightly("stop"))],
      routes: [
        { router: "admin-panel", host: `admin.${domain}`, access: "vpn-only", port: 8080, middlewares: CROWDSEC },
      ],
    },
  ];
}
