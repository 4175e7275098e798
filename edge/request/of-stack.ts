import type { Container, Port } from "../../model/container.ts";
import type { Stack } from "../../model/stack.ts";
import { UnknownValue } from "../../model/unknown.ts";
import type { Edge } from "../traefik/of-stack.ts";
import type { Server } from "../traefik/runtime.ts";
import type { EntryPoint } from "../traefik/static/configuration.ts";
import type { Reach } from "./destination.ts";
import { type Portal, portalAt } from "./portal.ts";
import { Traveller } from "./travel.ts";

/**
 * The edge of one Traefik of a stack, ready to be asked about requests.
 *
 * @returns undefined where nobody knows what this Traefik makes of its configuration; `Edge.problem` says why.
 * @throws UnknownValue where the ports or networks of Traefik are not known.
 */
export function travellerOf({ runtime, traefik }: Edge, stack: Stack): Traveller | undefined {
  if (runtime === undefined) return undefined;
  const published = publishedPorts(traefik);
  const networks = new Set(traefik.networks.map(({ name }) => name));
  const anywhere = traefik.networkMode === "host";
  if (networks.size === 0 && traefik.networkMode === undefined) networks.add("bridge");
  return new Traveller({
    runtime,
    entryPointAt(port) {
      for (const entryPoint of runtime.entryPoints.values())
        if (entryPoint.protocol === "tcp" && published(port, entryPoint)) return entryPoint;
      return undefined;
    },
    portalAt: (address) => knownPortal(address, stack, traefik),
    reach: (server) => (anywhere ? "yes" : reachOf(server, networks)),
  });
}

/** The server at an address, unknown where the networks of the stack are. */
export function knownPortal(address: string, stack: Stack, traefik: Container): Portal {
  try {
    return portalAt(address, stack, traefik);
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
    return { kind: "unknown", what: "a server", why: `${error.path} is not known yet` };
  }
}

/** Whether a port of the host leads to an entry point. */
function publishedPorts(traefik: Container): (port: number, entryPoint: EntryPoint) => boolean {
  if (traefik.networkMode === "host") return (port, entryPoint) => entryPoint.port === port;
  const ports = [...traefik.ports];
  return (port, { port: inner }) => inner !== undefined && ports.some((one) => publishes(one, port, inner));
}

function publishes(port: Port, external: number, internal: number): boolean {
  if (port.external === undefined || port.protocol !== "tcp") return false;
  const offset = external - port.external;
  return offset >= 0 && offset < port.count && port.internal + offset === internal;
}

/** A server that a file or a label names by its address is taken to be reached: where it is nobody declares. */
function reachOf({ container, network, anyNetwork }: Server, networks: ReadonlySet<string>): Reach {
  if (container === undefined || network === undefined) return "yes";
  if (!anyNetwork) return networks.has(network) ? "yes" : "no";
  const shared = container.networks.filter(({ name }) => networks.has(name)).length;
  return shared === container.networks.length ? "yes" : shared === 0 ? "no" : "chance";
}
