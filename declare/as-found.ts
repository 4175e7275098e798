import type { BackupSpec } from "./backup.ts";
import type { FileSpec, MountSpec, NetworkMembership, Value } from "./service.ts";

/**
 * One container as it was found somewhere else. What is left out is left to Docker and to the image: it gets
 * none of the defaults that a service has. Names of fields and units are those of a service.
 *
 * Taken over this way, a container stays what it is. To give it the defaults of a production host, take
 * {@link asFound} away from around it: the compiler then names what a service has to say.
 */
export interface FoundContainer {
  /** Name on the host. */
  readonly name: string;
  readonly image: string;
  readonly command?: readonly Value[];
  readonly entrypoint?: readonly Value[];
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly workingDir?: string;
  readonly hostname?: string;
  readonly domainname?: string;
  readonly platform?: string;

  readonly env?: Readonly<Record<string, Value>>;
  readonly labels?: Readonly<Record<string, Value>>;
  readonly files?: readonly FileSpec[];

  readonly ports?: readonly FoundPort[];
  readonly publishAllPorts?: boolean;
  /** `host`, `none`, `container:x`; Docker's default bridge where neither this nor `networks` says anything. */
  readonly networkMode?: string;
  readonly networks?: readonly (string | NetworkMembership)[];
  readonly dns?: readonly string[];
  readonly dnsSearch?: readonly string[];
  readonly dnsOptions?: readonly string[];
  /** Names that resolve to an address without asking a name server. */
  readonly hosts?: Readonly<Record<string, string>>;

  readonly mounts?: readonly FoundMount[];
  /** Options of memory as a folder, as Docker writes them (`size=64m,mode=1777`), by the folder. */
  readonly tmpfs?: Readonly<Record<string, string>>;
  /** Containers whose mounts it takes over. */
  readonly volumesFrom?: readonly string[];
  readonly devices?: readonly FoundDevice[];
  /** `c 189:* rwm` */
  readonly deviceRules?: readonly string[];
  readonly gpus?: "all";
  readonly readOnly?: boolean;
  /** Megabytes of /dev/shm. */
  readonly sharedMemory?: number;

  readonly privileged?: boolean;
  /** Names without `CAP_`. */
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  /** `no-new-privileges:true` */
  readonly securityOptions?: readonly string[];
  readonly pidMode?: string;
  readonly ipcMode?: string;
  readonly usernsMode?: string;
  readonly cgroupnsMode?: string;
  readonly cgroupParent?: string;
  readonly runtime?: string;
  readonly init?: boolean;
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly ulimits?: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];

  /** Megabytes. */
  readonly memory?: number;
  /** Megabytes of memory and swap together; -1 is unlimited swap. */
  readonly memorySwap?: number;
  /** Megabytes. */
  readonly memoryReservation?: number;
  /** Cores. */
  readonly cpus?: number;
  readonly cpuShares?: number;
  /** `0-2,4` */
  readonly cpuSet?: string;

  readonly restart?: "always" | "unless-stopped" | "on-failure";
  readonly restartRetries?: number;
  /** It is meant to end, so that it is no difference when it has. */
  readonly runsOnce?: boolean;
  readonly healthcheck?: FoundHealthcheck;
  readonly logging?: { readonly driver?: string; readonly options?: Readonly<Record<string, string>> };
  /** Seconds between the stop signal and the kill. */
  readonly stopTimeout?: number;
  readonly stopSignal?: string;
  readonly tty?: boolean;
  readonly stdinOpen?: boolean;
  /** Names of containers of the same host that are made before this one. */
  readonly dependsOn?: readonly string[];
}

/** A published port; without a host port the engine chooses one whenever it makes the container. */
export interface FoundPort {
  readonly host?: number;
  readonly container: number;
  /** `tcp` where it is left out. */
  readonly protocol?: "tcp" | "udp" | "sctp";
  readonly on: "vpn" | "loopback" | { readonly address: string };
}

/** The mounts of a service, and those that only something found has. */
export type FoundMount =
  | Exclude<MountSpec, { bind: string }>
  | {
      readonly bind: string;
      readonly target: string;
      readonly readOnly?: boolean;
      readonly backup?: BackupSpec;
      /** `rprivate` where it is left out. */
      readonly propagation?: string;
    }
  /** A volume without a name, a new one for each new container. */
  | { readonly anonymous: string; readonly readOnly?: boolean };

export interface FoundDevice {
  readonly host: string;
  /** The same as on the host where it is left out. */
  readonly container?: string;
  /** `rwm` where it is left out. */
  readonly permissions?: string;
}

/** A healthcheck of which nobody has said what it proves. What is left out is the image's, else Docker's. */
export interface FoundHealthcheck {
  /** With its leading `CMD`, `CMD-SHELL` or `NONE`; the image's test where it is left out. */
  readonly test?: readonly Value[];
  /** `30s`, `1m30s`, `500ms` */
  readonly interval?: string;
  readonly timeout?: string;
  readonly retries?: number;
  readonly startPeriod?: string;
  readonly startInterval?: string;
}

const MARK: unique symbol = Symbol("as found");

/** A container that is declared as it was found; made by {@link asFound}. */
export interface FoundService extends FoundContainer {
  readonly [MARK]: true;
}

/** Declares a container as it was found, without the defaults of a service. */
export function asFound(container: FoundContainer): FoundService {
  return { ...container, [MARK]: true };
}

/** True for a container that is declared as it was found. */
export function isAsFound(service: object): service is FoundService {
  return MARK in service;
}
