import type { Port } from "./container.ts";

/** `443/tcp`, `8000-8010/udp`; by host port, or `→80/tcp` where the host port is chosen at random. */
export function portName(port: Port): string {
  if (port.external === undefined) return `→${range(port.internal, port.count)}/${port.protocol}`;
  return `${range(port.external, port.count)}/${port.protocol}`;
}

function range(first: number, count: number): string {
  return count === 1 ? String(first) : `${first}-${first + count - 1}`;
}
