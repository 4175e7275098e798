import { bind, curl, notNeeded, type Service, secret, wget } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { nightly } from "../shared/backup.ts";

/** Push messages: ntfy for alerts, Gotify for scripts. */
export function notification(site: Site): readonly Service[] {
  return [
    {
      name: "ntfy",
      image: "binwiederhier/ntfy:v2.16.0",
      networks: ["traefik", "monitoring"],
      memory: 128,
      user: "1000:1000",
      healthcheck: wget("http://127.0.0.1:80/v1/health", {
        proves: "ntfy answers and calls itself healthy",
        matching: '"healthy":true',
      }),
      env: {
        NTFY_BASE_URL: `https://ntfy.${site.domain}`,
        NTFY_UPSTREAM_BASE_URL: "https://ntfy.sh",
        NTFY_CACHE_FILE: "/var/cache/ntfy/cache.db",
        NTFY_AUTH_FILE: "/var/lib/ntfy/user.db",
        NTFY_AUTH_DEFAULT_ACCESS: "deny-all",
        NTFY_BEHIND_PROXY: "true",
        TZ: site.timezone,
      },
      mounts: [
        bind(
          site.data("ntfy/cache"),
          "/var/cache/ntfy",
          notNeeded("messages of the last hours, which their receivers have"),
        ),
        bind(site.data("ntfy/data"), "/var/lib/ntfy", nightly("stop")),
      ],
      command: ["serve"],
      routes: [{ router: "ntfy", host: `ntfy.${site.domain}`, access: "vpn-only", port: 80 }],
    },
    {
      name: "gotify",
      image: "gotify/server:2.5.0",
      networks: ["traefik", "monitoring"],
      memory: 128,
      user: "1000:1000",
      healthcheck: curl("http://127.0.0.1:80/health", {
        proves: "Gotify answers and reaches its database",
        matching: '"database":"green"',
        timeout: "5s",
      }),
      env: { GOTIFY_DEFAULTUSER_PASS: secret("gotifyAdminPassword"), TZ: site.timezone },
      mounts: [bind(site.data("gotify"), "/app/data", nightly("stop"))],
      routes: [{ router: "gotify", host: `gotify.${site.domain}`, access: "vpn-only", port: 80 }],
    },
  ];
}
