import type { Subject } from "../check.ts";
import type { Expectation } from "../expectation.ts";
import type { FactKey } from "../fact.ts";
import { homeOf, type RouteSubject, routeSubjects } from "./route.ts";

const AUTHELIA = /(?:^|\/)authelia(?::|@|$)/;

/** A login portal: the route that leads to a container that runs Authelia. */
export interface Portal extends Subject {
  /** Host name that visitors are sent to. */
  readonly hostName: string;
  /** Name of its container. */
  readonly container: string;
  /** From where it can be reached. */
  readonly vantage: string;
}

/** The login portals of all hosts, one for each name. */
export function portalsOf(expectation: Expectation): Portal[] {
  const containers = new Set(
    expectation.hosts.flatMap(({ name, containers }) =>
      containers.filter(({ image }) => image !== undefined && AUTHELIA.test(image)).map((one) => `${name}/${one.name}`),
    ),
  );
  const portals = new Map<string, Portal>();
  for (const { host, route } of routeSubjects(expectation)) {
    if (!route.tls || !containers.has(`${host}/${route.container}`)) continue;
    const hostName = route.host.toLowerCase();
    if (!portals.has(hostName))
      portals.set(hostName, { host, name: hostName, hostName, container: route.container, vantage: homeOf(route) });
  }
  return [...portals.values()];
}

/** Routes that send strangers to a login portal. */
export function guardedRoutes(expectation: Expectation): RouteSubject[] {
  return routeSubjects(expectation).filter(({ route }) => route.access === "authelia");
}

/** What a stranger may try at a guarded route besides an ordinary visit. */
export const ATTEMPTS = {
  /** A script that does not ask for a page: Authelia says 401 in place of a redirect. */
  script: { method: "GET", says: "a script without a login" },
  head: { method: "HEAD", says: "a HEAD request without a login" },
  /** Claims to come from the host itself and from the VPN, for another address, as somebody. */
  forged: { method: "GET", says: "a visitor who forges forwarding and identity headers" },
  /** Holds a session that nobody gave out. */
  session: { method: "GET", says: "a visitor with an invented session" },
} as const;
export type AttemptName = keyof typeof ATTEMPTS;
export const ATTEMPT_NAMES = Object.keys(ATTEMPTS) as readonly AttemptName[];

export function strangerFact(host: string, url: string, attempt: AttemptName, vantage: string): FactKey {
  return { source: "http.stranger", host, subject: `${url}#${attempt}`, vantage };
}

/** `/api/health` and `/api/state` of a portal, as a stranger sees them. */
export function portalFact({ host, hostName, vantage }: Portal): FactKey {
  return { source: "http.portal", host, subject: hostName, vantage };
}
