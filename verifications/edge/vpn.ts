import type { Subject } from "../check.ts";
import type { Expectation } from "../expectation.ts";
import type { FactKey } from "../fact.ts";
import { type RouteSubject, routeSubjects } from "./route.ts";

/** Names of routers and hosts of what clients of a tailnet report to. */
const CONTROL = /^(?:headscale|netbird)$/;

/** Where the control server of the VPN answers: the route whose router, or the first part of whose name, is its own. */
export function controlRoutes(expectation: Expectation): RouteSubject[] {
  return routeSubjects(expectation).filter(
    ({ route }) =>
      route.access === "public" && (CONTROL.test(route.router) || CONTROL.test(route.host.split(".")[0] ?? "")),
  );
}

/** Hosts that the control server is on another host than. */
export function hostsBehindVpn(expectation: Expectation): Subject[] {
  const controls = new Set(controlRoutes(expectation).map(({ host }) => host));
  if (controls.size === 0) return [];
  return expectation.hosts.filter(({ name }) => !controls.has(name)).map(({ name: host }) => ({ host, name: "-" }));
}

/** How this machine reaches a host. */
export function wayFact({ host }: Pick<Subject, "host">): FactKey {
  return { source: "reach.way", host, subject: "-", vantage: "here" };
}

/** Value of `reach.way`. */
export interface Way {
  /** True where its engine and its shell are both called at addresses of the VPN. */
  readonly vpn: boolean;
}
