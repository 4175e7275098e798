import { inRanges, isLoopback } from "../model/address.ts";
import type { Container, Port } from "../model/container.ts";
import type { Applies, Context } from "./rule.ts";

/** True where others than this host and the clients of the VPN reach what is bound to the address. */
export function isBeyondVpn(ip: string, { vpn }: Context): boolean {
  return !isLoopback(ip) && !inRanges(vpn, ip);
}

/** A container on the host's network publishes nothing, so its ports say nothing. */
export function publishes({ networkMode }: Container): Applies {
  return networkMode !== "host" || "a container on the host's network publishes nothing";
}

/** The first of these container ports that a published port leads to. */
export function leadsTo({ internal, count }: Port, ports: Iterable<number>): number | undefined {
  for (const port of ports) if (internal <= port && port < internal + count) return port;
  return undefined;
}
