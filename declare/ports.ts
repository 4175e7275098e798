import type { PortSpec } from "./service.ts";

/** A port with nothing left out. */
export type WholePort = Required<PortSpec>;

/**
 * The ports in the order in which the provider reads them back, so that a second run shows no change: by
 * container port, then by protocol, then as declared.
 */
export function inReadOrder(ports: readonly PortSpec[]): readonly WholePort[] {
  return ports
    .map((port) => ({ container: port.host, protocol: "tcp" as const, ...port }))
    .toSorted((one, other) => one.container - other.container || one.protocol.localeCompare(other.protocol));
}

/**
 * Properties of ordered ports whose differences mean nothing. Where a container port is published for TCP and
 * for UDP alike, the provider reads the two protocols back in a random order
 * (https://github.com/kreuzwerker/terraform-provider-docker/issues/909) and would replace the container on
 * every other run. Both groups then differ in nothing but the word of the protocol, so only that is left out.
 * Ports that are not alike for both protocols keep all their differences.
 */
export function meaninglessDifferences(ports: readonly WholePort[]): readonly string[] {
  return ports.flatMap((port, index) => (isTwin(port, ports) ? [`ports[${index}].protocol`] : []));
}

function isTwin({ container }: WholePort, ports: readonly WholePort[]): boolean {
  const [tcp, udp] = (["tcp", "udp"] as const).map((protocol) =>
    ports
      .filter((port) => port.container === container && port.protocol === protocol)
      .map(({ host, on }) => JSON.stringify([host, on])),
  );
  return tcp !== undefined && udp !== undefined && tcp.length > 0 && tcp.join() === udp.join();
}
