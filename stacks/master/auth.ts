import { bind, exec, type Service, secret } from "../../declare/index.ts";
import type { Site } from "../settings.ts";

const UID = 1000;

/** The login portal. */
export function auth(site: Site): readonly Service[] {
  return [
    {
      name: "authelia",
      image: "authelia/authelia:4.39.15",
      networks: ["traefik"],
      memory: 256,
      healthcheck: exec(["/app/healthcheck.sh"], {
        proves: "Authelia's own health route answers OK at the address and scheme it is configured for",
        timeout: "3s",
        startPeriod: "1m",
      }),
      env: {
        PUID: String(UID),
        PGID: String(UID),
        TZ: site.timezone,
        AUTHELIA_IDENTITY_VALIDATION_RESET_PASSWORD_JWT_SECRET_FILE: "/run/secrets/authelia-jwt",
        AUTHELIA_SESSION_SECRET_FILE: "/run/secrets/authelia-session",
        AUTHELIA_STORAGE_ENCRYPTION_KEY_FILE: "/run/secrets/authelia-storage",
      },
      files: [
        { path: "/run/secrets/authelia-jwt", content: secret("autheliaJwtSecret"), owner: UID },
        { path: "/run/secrets/authelia-session", content: secret("autheliaSessionSecret"), owner: UID },
        { path: "/run/secrets/authelia-storage", content: secret("autheliaStorageKey"), owner: UID },
      ],
      mounts: [bind(site.data("authelia"), "/config")],
      routes: [
        {
          router: "authelia",
          host: `auth.${site.domain}`,
          access: "vpn-only",
          port: 9091,
          middlewares: ["crowdsec-bouncer@file"],
        },
      ],
    },
  ];
}
