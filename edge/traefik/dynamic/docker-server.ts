import { isIPv6 } from "node:net";
import type { DropReason, Server } from "../runtime.ts";
import type { DockerProvider } from "../static/configuration.ts";
import { type Options, text } from "./declared.ts";
import type { DockerContainer } from "./docker-container.ts";

/** Why a container gives no server, and with it nothing else either. */
export class NoServer extends Error {
  readonly reason: DropReason;
  constructor(reason: DropReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

interface Address {
  readonly host: string;
  readonly network: string | undefined;
  readonly anyNetwork: boolean;
}

/** Containers by name and by id: what `container:x` means. */
export type Containers = ReadonlyMap<string, DockerContainer>;

/**
 * The server that a load balancer of this container leads to
 * (pkg/provider/docker/config.go, `addServer`). Fills its address into the options as Traefik does.
 *
 * @throws NoServer where Traefik leaves the whole container out.
 */
export function addServer(
  loadBalancer: Options,
  container: DockerContainer,
  wanted: string,
  containers: Containers,
  provider: DockerProvider,
): Server {
  const first = ((loadBalancer.servers ?? []) as readonly Options[])[0];
  const server: Options = first ?? (Object.create(null) as Options);
  loadBalancer.servers = [server];
  const url = text(server, "url");
  const scheme = text(server, "scheme");
  const declaredPort = text(server, "port");
  if (url !== "") {
    if (scheme !== "" || declaredPort !== "")
      throw new NoServer("url-and-port", "defining scheme or port is not allowed when URL is defined");
    return { url, container: undefined, network: undefined, port: undefined, anyNetwork: false };
  }
  const bound = provider.useBindPortIP ? binding(container, declaredPort) : undefined;
  const address = bound ?? addressOf(container, wanted, containers, new Set());
  const port = bound?.port ?? portOf(container, declaredPort);
  if (address === undefined || address.host === "")
    throw new NoServer("no-address", "unable to find the IP address for the container");
  if (port === "") throw new NoServer("no-port", "port is missing");
  delete server.port;
  delete server.scheme;
  const host = isIPv6(address.host) ? `[${address.host}]` : address.host;
  server.url = `${scheme || "http"}://${host}:${port ?? "?"}`;
  return {
    url: server.url,
    container: container.declared,
    network: address.network,
    port,
    anyNetwork: address.anyNetwork,
  };
}

/** The declared port, else the lowest that is exposed; undefined where only the image knows, empty where there is none. */
function portOf(container: DockerContainer, declared: string): string | undefined {
  if (declared !== "") return declared;
  if (container.ports === undefined) return undefined;
  const lowest = container.ports.toSorted((a, b) => a.port - b.port)[0];
  return lowest === undefined ? "" : String(lowest.port);
}

function binding(container: DockerContainer, declared: string): (Address & { readonly port: string }) | undefined {
  const port = portOf(container, declared);
  const bound = container.ports?.find((each) => String(each.port) === port && each.binding !== undefined)?.binding;
  if (bound === undefined || bound.ip === "0.0.0.0" || bound.ip === "") return undefined;
  return { host: bound.ip, network: undefined, anyNetwork: false, port: bound.port };
}

/** The network that the label names, else that of the provider, else any: Traefik takes the first of a map. */
function addressOf(
  container: DockerContainer,
  wanted: string,
  containers: Containers,
  visited: Set<DockerContainer>,
): Address | undefined {
  if (visited.has(container)) return undefined;
  visited.add(container);
  const preferred = wanted === "" ? undefined : container.networks.get(wanted);
  if (preferred !== undefined) return { host: preferred, network: wanted, anyNetwork: false };
  if (container.networkMode === "host") return { host: "127.0.0.1", network: undefined, anyNetwork: false };
  if (container.networkMode.startsWith("container:")) {
    const other = containers.get(container.networkMode.slice("container:".length));
    if (other === undefined) return undefined;
    return addressOf(other, other.labels.get("traefik.docker.network") ?? wanted, containers, visited);
  }
  const [first] = container.networks;
  if (first === undefined) return undefined;
  return { host: first[1], network: first[0], anyNetwork: container.networks.size > 1 };
}
