import { inRanges, isLoopback } from "../model/address.ts";
import type { Container, Port } from "../model/container.ts";
import { findKnown } from "./each.ts";
import type { Applies, Context } from "./rule.ts";

/** True where others than this host and the clients of the VPN reach what is bound to the address. */
export function isBeyondVpn(ip: string, { vpn }: Context): boolean {
  return !isLoopback(ip) && !inRanges(vpn, ip);
}

/** Whether the container publishes ports, be it only all that its image exposes. */
export function publishes(container: Container): Applies {
  if (container.networkMode === "host") return ON_HOST;
  return findKnown(WAYS, (way) => way(container)) !== undefined || PUBLISHES_NOTHING;
}

/** Whether the container names ports that it publishes. */
export function namesPorts(container: Container): Applies {
  if (container.networkMode === "host") return ON_HOST;
  return container.ports.length > 0 || PUBLISHES_NOTHING;
}

const WAYS: readonly ((container: Container) => boolean)[] = [
  ({ ports }) => ports.length > 0,
  ({ publishAllPorts }) => publishAllPorts,
];
const ON_HOST = "a container on the host's network publishes nothing";
const PUBLISHES_NOTHING = "it publishes no port";

/** The first of these container ports that a published port leads to. */
export function leadsTo({ internal, count }: Port, ports: Iterable<number>): number | undefined {
  for (const port of ports) if (internal <= port && port < internal + count) return port;
  return undefined;
}
