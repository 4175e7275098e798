import type { Subject } from "../check.ts";
import type { Expectation, ExpectedHost, ExpectedRoute } from "../expectation.ts";
import type { FactKey } from "../fact.ts";

/** Points of view that an access class is judged from; other names of the settings are recorded only. */
export const OUTSIDE = "outside";
export const VPN = "vpn";

/** What a visitor types: `https://cloud.example.org/`. */
export function urlOf({ tls, host, path }: Pick<ExpectedRoute, "tls" | "host" | "path">): string {
  return `${tls ? "https" : "http"}://${host.toLowerCase()}${path}`;
}

/** A route that the declaration names, as what a check is about. */
export interface RouteSubject extends Subject {
  readonly route: ExpectedRoute;
}

/** Every address that must be answered, once, in the order of the declaration. */
export function routeSubjects(expectation: Expectation): RouteSubject[] {
  return expectation.hosts.flatMap((host) => {
    const seen = new Map<string, RouteSubject>();
    for (const route of host.routes) {
      const name = urlOf(route);
      if (!seen.has(name)) seen.set(name, { host: host.name, name, route });
    }
    return [...seen.values()];
  });
}

/** From where a visitor who is meant to get in comes. */
export function homeOf({ access }: Pick<ExpectedRoute, "access">): string {
  return access === "vpn-only" || access === "internal" ? VPN : OUTSIDE;
}

/** Names that Traefik must hold a certificate for, in the order of the declaration. */
export function tlsNames({ routes }: ExpectedHost): string[] {
  return [...new Set(routes.filter(({ tls }) => tls).map(({ host }) => host.toLowerCase()))];
}

/** Every name that the world asks for on a host. */
export function namesOf({ routes }: ExpectedHost): string[] {
  return [...new Set(routes.map(({ host }) => host.toLowerCase()))];
}

/**
 * Routes of names that another host declares as well, as that host would be asked for them: who follows the name may
 * end there.
 */
export function routesElsewhere(expectation: Expectation): { readonly host: string; readonly name: string }[] {
  const own = new Set(routeSubjects(expectation).map(({ host, name }) => `${host} ${name}`));
  return routeSubjects(expectation).flatMap(({ host, name, route }) =>
    expectation.hosts
      .filter((other) => other.name !== host && namesOf(other).includes(route.host.toLowerCase()))
      .filter((other) => !own.has(`${other.name} ${name}`))
      .map((other) => ({ host: other.name, name })),
  );
}

/** The answer to one GET of a route. */
export function routeFact(host: string, url: string, vantage: string): FactKey {
  return { source: "http.route", host, subject: url, vantage };
}
