import type { Image } from "./image.ts";
import type { Locate } from "./location.ts";

/**
 * One container, normalised: the same value whether it was read from Pulumi inputs, from a
 * compose file or from the engine. Every list element carries `at`, its field in the model
 * (`ports.0`), which {@link Container.locate} turns into a place in the source.
 *
 * A value that is not known yet is a getter that throws `UnknownValue`: rules read as if
 * everything were known, and whoever runs them turns the exception into the verdict `unknown`.
 */
export interface Container {
  /** The stack, which is one host. Compose: the project. */
  readonly stack: string;
  /** Name on the host. */
  readonly name: string;
  readonly source: Source;
  readonly locate: Locate;

  /** Undefined where the declaration builds its image and gives it no name. */
  readonly image: Image | undefined;
  readonly command: readonly Text[];
  readonly entrypoint: readonly Text[];
  /** As declared: `1000:1000`, `root`. Undefined leaves the choice to the image. */
  readonly user: string | undefined;
  readonly groups: readonly Named[];

  readonly env: readonly EnvVar[];
  readonly labels: readonly Label[];
  readonly files: readonly DeclaredFile[];

  readonly ports: readonly Port[];
  readonly publishAllPorts: boolean;
  /** `host`, `none`, `container:x`, `service:x`; undefined for Docker's default, a bridge. */
  readonly networkMode: string | undefined;
  readonly networks: readonly Attachment[];
  readonly dns: readonly Named[];

  readonly mounts: readonly Mount[];
  readonly devices: readonly Device[];
  readonly readOnly: boolean;
  /** Bytes. */
  readonly shmSize: number | undefined;

  readonly privileged: boolean;
  readonly capAdd: readonly Named[];
  readonly capDrop: readonly Named[];
  readonly securityOptions: readonly SecurityOption[];
  readonly pidMode: string | undefined;
  readonly ipcMode: string | undefined;
  readonly utsMode: string | undefined;
  readonly usernsMode: string | undefined;
  readonly cgroupnsMode: string | undefined;
  readonly cgroupParent: string | undefined;
  readonly runtime: string | undefined;
  readonly init: boolean;
  readonly sysctls: readonly Setting[];
  readonly ulimits: readonly Ulimit[];

  /** Bytes; undefined is no limit (a declared 0 too). */
  readonly memory: number | undefined;
  /** Bytes of memory and swap together; -1 is unlimited swap. */
  readonly memorySwap: number | undefined;
  /** Bytes. */
  readonly memoryReservation: number | undefined;
  /** Cores. */
  readonly cpus: number | undefined;
  readonly pidsLimit: number | undefined;

  readonly restart: Restart;
  /** True where the container is meant to end: a migration, an initialiser. */
  readonly runsOnce: boolean;
  readonly healthcheck: Healthcheck | undefined;
  readonly logging: Logging;
  /** Seconds between the stop signal and the kill; undefined is Docker's 10. */
  readonly stopTimeout: number | undefined;
  readonly stopSignal: string | undefined;
  readonly dependsOn: readonly Dependency[];

  // Undefined where the source has no such setting or its reader does not read it: then a rule over it
  // is not applicable, and never a pass.

  /** Rules of the device control group, as declared: `c 189:* rwm`. */
  readonly deviceRules?: readonly Named[];
  /** Graphics processors that are passed in: `all`, or what names some of them. */
  readonly gpus?: readonly Named[];
  /** Arguments of the build that makes its image; they stay in the history of the image. */
  readonly buildArguments?: readonly EnvVar[];
  /** Containers whose mounts it takes over. */
  readonly volumesFrom?: readonly Named[];
  /** Containers that it reaches by legacy links. */
  readonly links?: readonly Named[];
  /** A terminal or an open standard input. */
  readonly terminal?: boolean;
  /** True where the engine's API socket is asked for by its own setting, without a mount. */
  readonly apiSocket?: boolean;
  /** How Pulumi deploys it; no other source has these. */
  readonly deployment?: Deployment;
}

export type Source = "pulumi" | "compose" | "docker";

/** A piece of text that a person wrote or that a secret filled in. */
export interface Text {
  readonly at: string;
  readonly value: string;
  /** Known to be a secret: from Pulumi config, or marked by the program. */
  readonly secret: boolean;
}

export interface EnvVar {
  readonly at: string;
  readonly key: string;
  /** Undefined where the variable takes its value from the environment of the deploying shell. */
  readonly value: string | undefined;
  readonly secret: boolean;
}

export interface Label {
  readonly at: string;
  readonly key: string;
  readonly value: string;
  readonly secret: boolean;
}

/** A file whose content the declaration carries: a Pulumi upload, an inline compose config. */
export interface DeclaredFile {
  readonly at: string;
  readonly target: string;
  /** Undefined where the content is not in the declaration (a path on another machine). */
  readonly content: string | undefined;
  readonly secret: boolean;
}

/** A published port, or a run of `count` consecutive ones. */
export interface Port {
  readonly at: string;
  /** Host address; `0.0.0.0` where the declaration gives none, because that is what Docker then does. */
  readonly ip: string;
  /** First host port; undefined is a random one. */
  readonly external: number | undefined;
  /** First container port. */
  readonly internal: number;
  /** How many consecutive ports; 1 for a single port. */
  readonly count: number;
  readonly protocol: string;
}

export interface Attachment {
  readonly at: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly ipv4: string | undefined;
}

export interface Mount {
  readonly at: string;
  readonly type: "bind" | "volume" | "tmpfs" | "npipe";
  /** Host path of a bind, name of a volume; undefined for tmpfs and anonymous volumes. */
  readonly source: string | undefined;
  readonly target: string;
  readonly readOnly: boolean;
  readonly propagation: string | undefined;
  /** Mount options of a tmpfs, as declared. */
  readonly options: string | undefined;
}

export interface Device {
  readonly at: string;
  readonly host: string;
  readonly container: string;
  readonly permissions: string;
}

/** A name in a list: a capability, a group, a DNS server. */
export interface Named {
  readonly at: string;
  readonly name: string;
}

export interface Setting {
  readonly at: string;
  readonly key: string;
  readonly value: string;
}

/** `no-new-privileges:true` is key `no-new-privileges`, value `true`; both separators are accepted. */
export interface SecurityOption {
  readonly at: string;
  readonly key: string;
  readonly value: string;
}

export interface Ulimit {
  readonly at: string;
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

export interface Restart {
  readonly at: string;
  /** `no` is Docker's default. */
  readonly policy: string;
  readonly maxRetries: number | undefined;
}

export interface Healthcheck {
  readonly at: string;
  /** `disabled` turns off the image's own; `shell` is handed to a shell, `exec` is not; `inherit` keeps the image's test. */
  readonly kind: "disabled" | "inherit" | "exec" | "shell";
  /** The test without its leading CMD or CMD-SHELL; a shell test is one word. */
  readonly test: readonly Text[];
  /** Milliseconds; undefined is Docker's default of 30 s. */
  readonly interval: number | undefined;
  /** Milliseconds; undefined is Docker's default of 30 s. */
  readonly timeout: number | undefined;
  /** Milliseconds. */
  readonly startPeriod: number | undefined;
  /** Undefined is Docker's default of 3. */
  readonly retries: number | undefined;
}

export interface Logging {
  readonly at: string;
  /** Undefined leaves the choice to the daemon. */
  readonly driver: string | undefined;
  readonly options: readonly Setting[];
}

export interface Dependency {
  readonly at: string;
  readonly name: string;
  /** Compose: `service_started`, `service_healthy`, `service_completed_successfully`. */
  readonly condition: string | undefined;
}

/**
 * What the provider does around a container, beside what it declares of it.
 * https://www.pulumi.com/registry/packages/docker/api-docs/container/
 */
export interface Deployment {
  readonly at: string;
  /** False creates the container and leaves it stopped. */
  readonly start: boolean;
  /** The update waits until the container is healthy. */
  readonly wait: boolean;
  /** Seconds that it waits at most. */
  readonly waitTimeout: number;
  /** The update waits until the container ends. */
  readonly attach: boolean;
  /** Its output is kept in the state. */
  readonly logs: boolean;
  /** The engine removes it as soon as it ends. */
  readonly rm: boolean;
  /** Seconds between stop signal and kill when it is replaced; undefined kills it at once. */
  readonly destroyGrace: number | undefined;
}
