/**
 * What the facts of the source `docker` hold; null stands for what the engine does not say or does not limit.
 * https://docs.docker.com/reference/api/engine/
 */

/** `docker.engine`, of the host as a whole. */
export interface EngineValue {
  readonly version: string | null;
  readonly cgroupVersion: string | null;
  /** Containers go on running while the daemon restarts. */
  readonly liveRestore: boolean | null;
  /** `apparmor`, `seccomp`, `userns`, `rootless`. */
  readonly securityOptions: readonly string[];
  /** Limits that its kernel does not enforce, of `memory`, `swap`, `cpus` and `pids`. */
  readonly notEnforced: readonly string[];
}

/** `docker.containers`, of the host as a whole: all that exist, running or not. */
export interface ListedContainer {
  readonly name: string;
  readonly id: string;
  readonly state: string | null;
  readonly ports: readonly PublishedPort[];
}

/** A port that the engine has opened on the host. */
export interface PublishedPort {
  readonly ip: string;
  readonly external: number;
  readonly internal: number;
  readonly protocol: string;
}

/** `docker.container`, of one container. */
export interface ContainerValue {
  readonly id: string;
  /** `running`, `exited`, `created`, `paused`, `restarting`, `dead`. */
  readonly status: string | null;
  readonly exitCode: number | null;
  /** The kernel killed its last run for want of memory. */
  readonly oomKilled: boolean | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Restarts by the engine since it was started by somebody. */
  readonly restarts: number | null;
  /** Null without a healthcheck. */
  readonly health: HealthValue | null;
  /** The test in force; null without one. */
  readonly test: TestValue | null;
  readonly restart: { readonly policy: string; readonly maxRetries: number | null };
  /** Bytes. */
  readonly memory: number | null;
  readonly memorySwap: number | null;
  /** Cores. */
  readonly cpus: number | null;
  readonly pidsLimit: number | null;
  readonly networkMode: string | null;
  readonly networks: readonly string[];
  readonly ports: readonly PublishedPort[];
  readonly image: ImageValue;
}

export interface HealthValue {
  /** `healthy`, `unhealthy`, `starting`. */
  readonly status: string | null;
  readonly failingStreak: number | null;
  /** The last runs of the test, oldest first; what they printed is not kept. */
  readonly log: readonly { readonly started: string | null; readonly exitCode: number | null }[];
}

export interface TestValue {
  /** Of its words, by the printer of the run. */
  readonly print: string;
  /** Milliseconds, filled in with Docker's defaults. */
  readonly interval: number;
  readonly timeout: number;
  readonly startPeriod: number;
  readonly retries: number;
}

export interface ImageValue {
  /** The name that the container was made from. */
  readonly name: string | null;
  /** `sha256:…` of its configuration. */
  readonly id: string | null;
  /** Names and `name@sha256:…` that this host gives the image now; null where it was not inspected. */
  readonly tags: readonly string[] | null;
  readonly digests: readonly string[] | null;
}

/** `docker.usage`, of one container. */
export interface UsageValue {
  /** Bytes in use without the cache of files that can be dropped. */
  readonly memory: number | null;
  /** Bytes; that of the host where the container has none. */
  readonly memoryLimit: number | null;
  readonly pids: number | null;
}

/** `docker.store`, of one file inside a container that holds private keys: its name is `container:/path`. */
export interface StoreValue {
  /** Bits of its mode, `0o600`, once all links are followed. */
  readonly mode: number;
}

/** `docker.renewals`, of a proxy: what its log of the last week says of certificates that it could not get. */
export interface RenewalsValue {
  /** Lines that were read; none prove nothing, since a log may be kept in a file. */
  readonly lines: number;
  /** ISO 8601: the first and last of them. */
  readonly since: string | null;
  readonly last: string | null;
  /** By resolver, sorted. */
  readonly failures: readonly {
    readonly resolver: string;
    readonly names: readonly string[];
    /** Numbers of errors that the provider of a challenge or the authority gave back. */
    readonly codes: readonly string[];
    readonly times: number;
    readonly first: string;
    readonly last: string;
  }[];
}

/** `docker.steady`, of the host as a whole: every expected container twice. */
export interface SteadyValue {
  /** Between the end of the first look and the begin of the second one. */
  readonly seconds: number;
  readonly containers: { readonly [name: string]: { readonly first: Sample | null; readonly second: Sample | null } };
}

/** A container at one moment; null stands for one that does not exist. */
export interface Sample {
  readonly id: string;
  readonly status: string | null;
  readonly health: string | null;
  readonly failingStreak: number | null;
  readonly restarts: number | null;
  readonly startedAt: string | null;
}

/** `docker.networks`, of the host as a whole. */
export interface NetworkValue {
  readonly name: string;
  readonly driver: string | null;
  readonly internal: boolean | null;
}

/** `docker.volumes`, of the host as a whole. */
export interface VolumeValue {
  readonly name: string;
  readonly driver: string | null;
}
