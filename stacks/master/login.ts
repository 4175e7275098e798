import type { Service } from "../../declare/index.ts";
import type { Site } from "../settings.ts";

/**
 * The configuration of the login portal: who is let in where, and nothing secret. Its secrets come from the files
 * that its environment names. What it keeps lies in /config.
 * https://www.authelia.com/configuration/prologue/introduction/
 *
 * @param hosts names that are behind the login; every other name is refused.
 */
export function loginConfiguration({ domain }: Pick<Site, "domain">, hosts: readonly string[]): string {
  return JSON.stringify({
    server: { address: "tcp://:9091/" },
    log: { level: "info" },
    authentication_backend: { file: { path: "/config/users_database.yml" } },
    storage: { local: { path: "/config/db.sqlite3" } },
    notifier: { filesystem: { filename: "/config/notification.txt" } },
    session: { cookies: [{ domain, authelia_url: `https://auth.${domain}` }] },
    access_control: {
      default_policy: "deny",
      rules: hosts.map((host) => ({ domain: host, policy: "two_factor" })),
    },
  });
}

/** The names of all routes that are behind the login. */
export function hostsBehindLogin(services: readonly Service[]): readonly string[] {
  const routes = services.flatMap((service) => service.routes ?? []);
  return routes.flatMap(({ access, host = [] }) => (access === "authelia" ? host : []));
}
