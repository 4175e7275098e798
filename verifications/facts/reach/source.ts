import { inRanges, ranges } from "../../../model/address.ts";
import { wayFact } from "../../edge/vpn.ts";
import type { HostReach } from "../../reach.ts";
import { type FactSource, type Question, Unseen } from "../../source.ts";
import { AddressError, parseAddress } from "../docker/address.ts";

/** Milliseconds; nothing is opened for it. */
const DEADLINE = 1000;

/** How this machine reaches each host: what it says of a host that is silent depends on what lies in between. */
export function reachSource(): FactSource {
  return {
    id: "reach",
    title: "How this machine reaches each host",
    plan(expectation, reach) {
      return expectation.hosts.flatMap(({ name }): Question[] => {
        const there = reach.hosts.get(name);
        if (there === undefined) return [];
        return [
          {
            key: wayFact({ host: name }),
            deadline: DEADLINE,
            ask: async () => {
              if (expectation.vpn === undefined)
                throw new Unseen("not-asked", "the settings do not say which ranges are the VPN");
              const vpn = isThroughVpn(there, expectation.vpn);
              return { value: { vpn }, raw: JSON.stringify({ vpn }) };
            },
          },
        ];
      });
    },
  };
}

function isThroughVpn({ engine, shell }: HostReach, vpn: readonly string[]): boolean {
  const within = ranges(vpn);
  const addresses = [engine, shell].flatMap((address) => (address === undefined ? [] : [hostIn(address)]));
  return addresses.length > 0 && addresses.every((address) => address !== undefined && inRanges(within, address));
}

/** The address in that of an engine or a shell; undefined where it is none, or a name. */
function hostIn(text: string): string | undefined {
  try {
    const address = parseAddress(text, {});
    return address.kind === "unix" ? undefined : address.host;
  } catch (error) {
    if (error instanceof AddressError) return undefined;
    throw error;
  }
}
