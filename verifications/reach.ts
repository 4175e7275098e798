/**
 * How this machine reaches the hosts: what no declaration knows. Read from `hosts` and `vantages` of
 * `readiness.yaml` and from the command line; never holds a secret, only where to find it.
 */
export interface Reach {
  readonly hosts: ReadonlyMap<string, HostReach>;
  /** Points of view that this run has, by name; what is not here cannot be seen from here. */
  readonly vantages: ReadonlyMap<string, Vantage>;
  /** Resolvers that names are asked of, `address` or `address:port`; the system's own where empty. */
  readonly resolvers: readonly string[];
  /** PEM file of an authority to trust besides the system's. */
  readonly authority: string | undefined;
}

export interface HostReach {
  /** `unix:///path`, `tcp://host:port`, `ssh://user@host`; undefined where nobody said. */
  readonly engine: string | undefined;
  /** Where public names of the host must lead. */
  readonly publicAddress: string | undefined;
  readonly vpnAddress: string | undefined;
  /** Runs a command on the host: `local`, or `ssh://user@host`; undefined where nobody may. */
  readonly shell: string | undefined;
}

export interface Vantage {
  readonly name: string;
  /** Source address of connections from this point of view; the system chooses where undefined. */
  readonly localAddress: string | undefined;
  /** Whether the hosts are called at their public or at their VPN address. */
  readonly calls: "public" | "vpn";
}
