import { bind, exec, type Service, secret } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { twiceADay } from "../shared/backup.ts";
import { loginConfiguration } from "./login.ts";

const UID = 1000;

const CONFIGURATION = "/etc/authelia/configuration.yml";

/** The login portal, in front of these names. */
export function auth(site: Site, hosts: readonly string[]): readonly Service[] {
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
        X_AUTHELIA_CONFIG: CONFIGURATION,
        AUTHELIA_IDENTITY_VALIDATION_RESET_PASSWORD_JWT_SECRET_FILE: "/run/secrets/authelia-jwt",
        AUTHELIA_SESSION_SECRET_FILE: "/run/secrets/authelia-session",
        AUTHELIA_STORAGE_ENCRYPTION_KEY_FILE: "/run/secrets/authelia-storage",
      },
      files: [
        { path: CONFIGURATION, content: loginConfiguration(site, hosts), owner: UID },
        { path: "/run/secrets/authelia-jwt", content: secret("autheliaJwtSecret"), owner: UID },
        { path: "/run/secrets/authelia-session", content: secret("autheliaSessionSecret"), owner: UID },
        { path: "/run/secrets/authelia-storage", content: secret("autheliaStorageKey"), owner: UID },
      ],
      mounts: [bind(site.data("authelia"), "/config", twiceADay("stop"))],
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
