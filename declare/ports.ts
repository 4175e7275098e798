import type { FoundPort } from "./as-found.ts";
import type { PortSpec } from "./service.ts";

/** A port with nothing left out. */
export interface WholePort {
  /** Undefined is a random one. */
  readonly host: number | undefined;
  readonly container: number;
  readonly protocol: NonNullable<FoundPort["protocol"]>;
  readonly on: PortSpec["on"];
}

/**
 * The ports in the order in which the provider reads them back, so that a second run shows no change: by
 * container port, then by protocol, then as declared.
 */
export function inReadOrder(ports: readonly (PortSpec | FoundPort)[]): readonly WholePort[] {
  return ports
    .map(({ host, container, protocol = "tcp", on }) => ({
      host,
      container: container ?? (host as number),
      protocol,
      on,
    }))
    .toSorted((one, other) => one.container - other.container || one.protocol.localeCompare(other.protocol));
}

/**
 * Properties of ordered ports whose differences mean nothing, because the provider reads them back in an
 * order of its own and would replace the container on every other run.
 *
 * - Where a container port is published for TCP and for UDP alike, the order of the two protocols is random
 *   (https://github.com/kreuzwerker/terraform-provider-docker/issues/909): only the word of the protocol differs.
 * - Where one host port leads to it on several addresses, some engines give the addresses back reversed: only
 *   the address differs. {@link ADDRESSES_LABEL} then holds the addresses, so that a real change is still seen.
 */
export function meaninglessDifferences(ports: readonly WholePort[]): readonly string[] {
  return ports.flatMap((port, index) => [
    ...(isTwin(port, ports) ? [`ports[${index}].protocol`] : []),
    ...(isOnSeveralAddresses(port, ports) ? [`ports[${index}].ip`] : []),
  ]);
}

/** Consecutive ports: the given one and those after it. */
export function consecutive<P extends PortSpec | FoundPort>(count: number, first: P): readonly P[] {
  return Array.from({ length: count }, (_, index) => ({
    ...first,
    ...(first.host === undefined ? {} : { host: first.host + index }),
    ...(first.container === undefined ? {} : { container: first.container + index }),
  }));
}

/** Label with the addresses of ports that are published on several. */
export const ADDRESSES_LABEL = "readiness.addresses";

/** True where the same host port leads to the same container port on another address too. */
export function isOnSeveralAddresses(port: WholePort, ports: readonly WholePort[]): boolean {
  const same = ports.filter(
    ({ container, host, protocol }) => container === port.container && host === port.host && protocol === port.protocol,
  );
  return same.length > 1;
}

function isTwin({ container }: WholePort, ports: readonly WholePort[]): boolean {
  const [tcp, udp] = (["tcp", "udp"] as const).map((protocol) =>
    ports
      .filter((port) => port.container === container && port.protocol === protocol)
      .map(({ host, on }) => JSON.stringify([host, on])),
  );
  return tcp !== undefined && udp !== undefined && tcp.length > 0 && tcp.join() === udp.join();
}
