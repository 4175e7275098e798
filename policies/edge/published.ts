import type { EntryPoint } from "../../edge/traefik/static/configuration.ts";
import { inRanges, isLoopback } from "../../model/address.ts";
import type { Container } from "../../model/container.ts";
import type { Context } from "../rule.ts";

/** Ports of the host under which an entry point is reached; its own where Traefik has the host's network. */
export function publishedPorts(traefik: Container, { port, protocol }: EntryPoint): number[] {
  if (port === undefined) return [];
  if (traefik.networkMode === "host") return [port];
  return traefik.ports.flatMap(({ internal, external, count, protocol: own }) =>
    external !== undefined && own === protocol && internal <= port && port < internal + count
      ? [external + port - internal]
      : [],
  );
}

/** True where others than this host and the clients of the VPN reach the entry point. */
export function isOpen(traefik: Container, { port, address, protocol }: EntryPoint, { vpn }: Context): boolean {
  if (port === undefined) return false;
  if (traefik.networkMode === "host") return !isLoopback(address.slice(0, address.lastIndexOf(":")));
  return traefik.ports.some(
    ({ ip, internal, count, protocol: own }) =>
      own === protocol && internal <= port && port < internal + count && !isLoopback(ip) && !inRanges(vpn, ip),
  );
}
