import { inRanges, isEveryAddress, isLoopback, type Ranges } from "../../model/address.ts";
import type { Container } from "../../model/container.ts";
import type { RuntimeConfiguration } from "../traefik/runtime.ts";
import type { Journey, Visit } from "./journey.ts";
import type { Traveller } from "./travel.ts";

/** A port of the host that leads to an entry point. */
export interface Door {
  readonly entryPoint: string;
  readonly port: number;
  /** Who reaches the address that the port is open on. */
  readonly open: "everyone" | "vpn" | "host";
}

/**
 * The doors of one Traefik.
 *
 * @throws UnknownValue where its ports are not known.
 */
export function doorsOf(traefik: Container, { entryPoints }: RuntimeConfiguration, vpn: Ranges): readonly Door[] {
  const doors: Door[] = [];
  const host = traefik.networkMode === "host";
  for (const { name, port: inner, protocol, address } of entryPoints.values()) {
    if (inner === undefined || protocol !== "tcp") continue;
    if (host) doors.push({ entryPoint: name, port: inner, open: openTo(address.replace(/:\d+$/, ""), vpn) });
    else
      for (const { ip, external, internal, count, protocol: kind } of traefik.ports)
        if (external !== undefined && kind === "tcp" && inner >= internal && inner < internal + count)
          doors.push({ entryPoint: name, port: external + inner - internal, open: openTo(ip, vpn) });
  }
  return doors;
}

/**
 * Follows a request through the door that it asks for; who does not reach the address that the port is open on gets
 * no connection.
 *
 * @param inside whether the visitor comes from the VPN.
 */
export function enter(traveller: Traveller, doors: readonly Door[], visit: Visit, inside: boolean): Journey {
  const [first, ...more] = doors.filter(({ port }) => port === visit.port);
  const reached = (door: Door) => door.open === "everyone" || (door.open === "vpn" && inside);
  if (first === undefined || [first, ...more].some(reached)) return traveller.travel(visit);
  const says = first.open === "vpn" ? "is open to the VPN alone" : "is open to the host itself alone";
  const steps = [{ at: "entry-point", name: first.entryPoint, says } as const];
  return { visit, steps, router: undefined, end: { kind: "refused", status: 0 }, doubt: undefined };
}

function openTo(ip: string, vpn: Ranges): Door["open"] {
  if (isEveryAddress(ip)) return "everyone";
  return isLoopback(ip) ? "host" : inRanges(vpn, ip) ? "vpn" : "everyone";
}
