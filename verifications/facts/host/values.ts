/** What the facts of the source `host` hold, each of the host as a whole; null stands for what it does not say. */

/** `host.listeners`: what waits for connections in the network namespace of the host. */
export interface ListenerValue {
  readonly protocol: "tcp" | "udp";
  readonly ip: string;
  readonly port: number;
  /** Id of the container on the host's network that holds it. */
  readonly container: string | null;
}

/** `host.sockets`: TCP ports that something listens on inside each container, by its id. */
export type SocketsValue = { readonly [container: string]: readonly number[] };

/** `host.units` */
export interface UnitsValue {
  readonly docker: {
    /** `enabled` starts it with the host; `disabled` with an enabled socket does not start any container. */
    readonly enabled: string | null;
    readonly active: string | null;
    /** `always`, `on-failure`, `no`. */
    readonly restart: string | null;
  } | null;
  /** Names of units that have failed. */
  readonly failed: readonly string[];
  /** How often systemd has restarted a service, where it has. */
  readonly restarts: { readonly [unit: string]: number };
}

/** `host.disks` */
export interface DiskValue {
  /** `elsewhere` for what is mounted over a network. */
  readonly device: string;
  readonly mount: string;
  /** 0 to 1, of what may be used at all. */
  readonly used: number;
  /** The same of the files that it can hold; null where it has no such limit. */
  readonly inodesUsed: number | null;
}

/** `host.memory`, in bytes. */
export interface MemoryValue {
  readonly total: number;
  /** What programs can get without swapping. */
  readonly available: number;
  readonly swapTotal: number;
  readonly swapFree: number;
}

/** `host.load` */
export interface LoadValue {
  /** Of one, five and fifteen minutes. */
  readonly averages: readonly [number, number, number];
  readonly processors: number;
  /** Seconds since it was started. */
  readonly uptime: number;
}

/** `host.clock` */
export interface ClockValue {
  /** Seconds that its clock is ahead of this machine's. */
  readonly ahead: number;
  /** Seconds by which that may be wrong: as long as the question was on its way. */
  readonly within: number;
  /** What it says itself: whether something keeps its clock right. */
  readonly synchronised: boolean | null;
}

/** `host.oom`: kills by the kernel for want of memory in the last thirty days. */
export interface OomValue {
  /** ISO 8601: from when on it is known. */
  readonly since: string;
  readonly kills: readonly {
    readonly time: string;
    /** Id of the container; null for the host itself. */
    readonly container: string | null;
  }[];
}

/** `host.resolvers` */
export interface ResolversValue {
  /** Addresses of `nameserver` lines, in order; those behind systemd's own where it stands in between. */
  readonly addresses: readonly string[];
}

/** `host.daemon`: what the configuration file of the engine says; never a value that may be a secret. */
export interface DaemonValue {
  readonly exists: boolean;
  readonly liveRestore: boolean | null;
  readonly dns: readonly string[];
}

/** `host.programs`: who holds a socket that waits on the host itself; a socket is not among them where nobody could see. */
export interface ProgramValue {
  readonly protocol: "tcp" | "udp";
  readonly ip: string;
  readonly port: number;
  /** As the kernel names it: `python3`, `docker-proxy`. */
  readonly program: string;
}

/** `host.firewall`: what iptables lets in to the host itself, and the networks that it has a way to. */
export interface FirewallValue {
  readonly ipv4: FirewallFamily;
  /** Null where nobody could read it. */
  readonly ipv6: FirewallFamily | null;
}

export interface FirewallFamily {
  /** What happens to a packet that no rule names. */
  readonly policy: "accept" | "drop";
  readonly rules: readonly FirewallRule[];
}

/** A rule that lets in whatever comes from there to these ports; rules that ask for more are not among them. */
export interface FirewallRule {
  /** `172.16.0.0/12`; null for everywhere. */
  readonly from: string | null;
  /** `tcp`; null for all of them. */
  readonly protocol: string | null;
  /** `25`, `8000:8100`; null for all of them. */
  readonly ports: readonly string[] | null;
}

/** `host.networks`: networks of IPv4 that the host has a way to, `172.18.0.0/16`, without the way for all others. */
export type NetworksValue = readonly string[];

/** `host.reasons`: what the journal says of each unit that has failed. */
export interface ReasonsValue {
  readonly [unit: string]: {
    /** Of its main process. */
    readonly status: number | null;
    /** How often it has failed, as far back as its last 400 lines go. */
    readonly runs: number;
    /** Names of containers that it asked for and that do not exist. */
    readonly missing: readonly string[];
    /** Numbers of errors that somebody whom it asked gave back: `9109`. */
    readonly codes: readonly string[];
  };
}
