import type { Reach } from "../../reach.ts";
import { Unseen } from "../../source.ts";

/** Where a connection goes, and where it comes from. */
export interface Target {
  readonly address: string;
  readonly localAddress: string | undefined;
}

/**
 * Where a host is called from a point of view. Names are never resolved for it: what a name leads to is a
 * fact of its own.
 *
 * @throws Unseen `not-asked` where the settings do not say.
 */
export function targetOf(reach: Reach, host: string, vantage: string): Target {
  const point = reach.vantages.get(vantage);
  if (point === undefined)
    throw new Unseen("not-asked", `${host} is not seen from ${vantage}: this run has no vantage point of that name`);
  const known = reach.hosts.get(host);
  const address = point.calls === "vpn" ? known?.vpnAddress : known?.publicAddress;
  if (address === undefined)
    throw new Unseen("not-asked", `${host} is not seen from ${vantage}: nobody said its ${point.calls} address`);
  return { address, localAddress: point.localAddress };
}

/** The vantage points that checks ask for, and whatever else this run has. */
export function vantagesOf(reach: Reach, needed: readonly string[]): readonly string[] {
  return [...new Set([...needed, ...reach.vantages.keys()])];
}
