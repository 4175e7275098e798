import { inRanges, isEveryAddress, isLoopback, type Ranges } from "../../model/address.ts";
import type { Container } from "../../model/container.ts";
import type { RuntimeConfiguration } from "../traefik/runtime.ts";

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

function openTo(ip: string, vpn: Ranges): Door["open"] {
  if (isEveryAddress(ip)) return "everyone";
  return isLoopback(ip) ? "host" : inRanges(vpn, ip) ? "vpn" : "everyone";
}
