/**
 * Logins for the APIs of Traefik from the environment: `READINESS_TRAEFIK_LOGIN_MASTER` holds `name:password`
 * for the host `master`. Other signs than letters and digits are `_` in the name of the variable.
 */
export function traefikLogins(environment: Readonly<Record<string, string | undefined>>) {
  return (host: string): string | undefined => {
    const value = environment[`READINESS_TRAEFIK_LOGIN_${host.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`];
    return value === undefined || value === "" ? undefined : value;
  };
}
