import type { Ranges } from "../../model/address.ts";
import { ANONYMOUS, type Visitor } from "../authelia/decide.ts";
import { member, texts } from "../traefik/dynamic/declared.ts";
import type { Middleware, Router, RuntimeConfiguration } from "../traefik/runtime.ts";
import { outsideAddress, strangersOf, vpnAddresses } from "./addresses.ts";
import type { Visit } from "./journey.ts";
import type { Portal } from "./portal.ts";

/** Somebody who comes from somewhere. */
export interface Someone {
  readonly client: string;
  readonly visitor: Visitor;
  /** Whether the address belongs to the VPN. */
  readonly inside: boolean;
}

/** Who is sent to every route. */
export interface Visitors {
  /** A stranger with an address of nobody; undefined where the VPN claims every address. */
  readonly anonymous: Someone | undefined;
  readonly vpn: readonly Someone[];
  /** Logged in with two factors and in every group that the access control names, from outside. */
  readonly user: Someone | undefined;
}

export function visitorsOf(vpn: Ranges, groups: readonly string[]): Visitors {
  const outside = outsideAddress(vpn);
  const from = (client: string, visitor: Visitor, inside: boolean): Someone => ({ client, visitor, inside });
  return {
    anonymous: outside === undefined ? undefined : from(outside, ANONYMOUS, false),
    vpn: vpnAddresses(vpn).map((address) => from(address, ANONYMOUS, true)),
    user: outside === undefined ? undefined : from(outside, { level: 2, user: "somebody", groups }, false),
  };
}

/** Strangers with private addresses, and those whom an address list on the way of a router or its rule names. */
export function namedStrangers(router: Router, runtime: RuntimeConfiguration, vpn: Ranges): readonly Someone[] {
  const lists: string[] = [];
  for (const { name, values } of router.parsed?.matchers ?? []) if (name === "ClientIP") lists.push(...values);
  for (const { types, options } of chainOf(router, runtime))
    lists.push(...texts(member(options, types[0] ?? ""), "sourcerange"));
  return strangersOf([...new Set(lists)], vpn).map((client) => ({ client, visitor: ANONYMOUS, inside: false }));
}

/** The middlewares of a router with those of its chains, each once. */
export function chainOf(router: Router, { middlewares }: RuntimeConfiguration): readonly Middleware[] {
  const found = new Map<string, Middleware>();
  const waiting = [...router.middlewares];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const middleware = middlewares.get(name);
    if (middleware === undefined || found.has(name)) continue;
    found.set(name, middleware);
    waiting.push(...middleware.members);
  }
  return [...found.values()];
}

/** The groups that the rules of a portal name. */
export function groupsOf(portals: Iterable<Portal>): readonly string[] {
  const groups = new Set<string>();
  for (const portal of portals)
    if (portal.kind === "authelia")
      for (const { subjects } of portal.configuration.accessControl.rules)
        for (const { kind, name } of subjects.flat()) if (kind === "group") groups.add(name);
  return [...groups];
}

/** A browser's request. */
export function browse(someone: Someone, to: Pick<Visit, "method" | "scheme" | "host" | "port" | "path">): Visit {
  return {
    ...to,
    query: "",
    client: someone.client,
    headers: BROWSER,
    visitor: someone.visitor,
  };
}

const BROWSER: Visit["headers"] = new Map([["accept", ["text/html,application/xhtml+xml,*/*;q=0.8"]]]);
