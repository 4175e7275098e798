import type { ExpectedHost } from "../expectation.ts";
import type { FactKey } from "../fact.ts";
import { homeOf, VPN } from "./route.ts";

const TRAEFIK = /(?:^|\/)traefik(?::|@|$)/;

/** Where the API of a host's Traefik answers. */
export interface TraefikApi {
  readonly hostName: string;
  readonly vantage: string;
}

/** Names of the containers of a host that run Traefik. */
export function proxiesOf({ containers }: Pick<ExpectedHost, "containers">): string[] {
  return containers.filter(({ image }) => image !== undefined && TRAEFIK.test(image)).map(({ name }) => name);
}

/**
 * The route of a Traefik container that is not open to everyone: Traefik serves its API and its dashboard
 * there (`api@internal`), and nothing else of its own.
 */
export function apiOf({ containers, routes }: ExpectedHost): TraefikApi | undefined {
  const proxies = new Set(proxiesOf({ containers }));
  const route = routes.find(
    ({ container, tls, access }) =>
      tls && proxies.has(container) && access !== undefined && !["public", "redirect"].includes(access),
  );
  return route === undefined ? undefined : { hostName: route.host.toLowerCase(), vantage: homeOf(route) };
}

/** What of Traefik's API becomes a fact each. */
export const PARTS = ["overview", "routers", "services", "middlewares"] as const;
export type Part = (typeof PARTS)[number];

export function traefikFact(host: ExpectedHost, part: Part): FactKey {
  return { source: `traefik.${part}`, host: host.name, subject: "-", vantage: apiOf(host)?.vantage ?? VPN };
}
