import type { HostName } from "../stacks/settings.ts";

/** Where one host of the lab is and what it is called. */
export interface Place {
  readonly domain: string;
  /** Where the world calls it, and where the VPN does. Loopback addresses, of which the host has its own. */
  readonly publicAddress: string;
  readonly vpnAddress: string;
  /** Address of the host in the network of the home. */
  readonly homeAddress: string;
  /** Network interface on this machine's side of the cable. At most 15 characters. */
  readonly cable: string;
}

/**
 * Every host has a network of its own, so it has all of 127.0.0.0/8 for itself. These addresses of it are reached
 * from this machine through its cable; nothing in the lab has a way to any other network.
 */
export const PLACES: Readonly<Record<HostName, Place>> = {
  master: {
    domain: "master.test",
    publicAddress: "127.0.1.1",
    vpnAddress: "127.0.1.2",
    homeAddress: "127.0.1.3",
    cable: "lab-master",
  },
  lady: {
    domain: "lady.test",
    publicAddress: "127.0.2.1",
    vpnAddress: "127.0.2.2",
    homeAddress: "127.0.2.3",
    cable: "lab-lady",
  },
};

/** Where those who look at the hosts are: a stranger (RFC 2544's range for tests) and a client in the VPN. */
export const CLIENTS = { outside: "198.18.0.1", vpn: "100.127.0.1" } as const;

/** Two resolvers that the lab's names are asked of. */
export const RESOLVERS = [
  { address: "127.0.3.1", port: 10053 },
  { address: "127.0.3.2", port: 10053 },
] as const;
