import type { AccessClass } from "../model/expectations.ts";
import type { BackupSpec } from "./backup.ts";
import type { NoHealthcheck, ProvingHealthcheck } from "./healthcheck.ts";

/** A value that only the stack's encrypted configuration holds; see {@link secret}. */
export interface SecretReference {
  /** Configuration key without the project's name. */
  readonly secret: string;
}

/** Names a secret of the stack configuration in place of a value: `PASSWORD: secret("dbPassword")`. */
export function secret(key: string): SecretReference {
  return { secret: key };
}

/** Plain text, or the name of a secret. */
export type Value = string | SecretReference;

/** True for the name of a secret. */
export function isSecret(value: Value): value is SecretReference {
  return typeof value !== "string";
}

/** A published port. Nothing is published on an address that the data does not name. */
export interface PortSpec {
  /** Port of the host. */
  readonly host: number;
  /** Port in the container; the same as on the host where it is left out. */
  readonly container?: number;
  /** `tcp` where it is left out. */
  readonly protocol?: "tcp" | "udp";
  /**
   * Where it listens: `public` is open to everyone and says so in the container's labels, `vpn` and
   * `loopback` are the host's addresses of these names; anything else is one address of the host.
   */
  readonly on: "public" | "vpn" | "loopback" | { readonly address: string };
}

/** One public name, declared once. It becomes the labels of one Traefik v3 router with its service. */
export interface Route {
  /** Name of the router: lower case letters, digits and hyphens; unique on the host. */
  readonly router: string;
  /** Host name or names. Needed where there is no `rule`. */
  readonly host?: string | readonly string[];
  /** A whole Traefik v3 rule, in place of `host` and `paths`. */
  readonly rule?: string;
  /** An address that it answers, for a `rule` that is a pattern: what is deployed is asked there. */
  readonly answersAt?: `https://${string}` | `http://${string}`;
  /** Exact paths under `host`; a path that ends with `/` stands for everything below it. */
  readonly paths?: readonly string[];
  readonly access: AccessClass;
  /** Port in the container. Needed where `service` names no service of Traefik's own. */
  readonly port?: number;
  /** How Traefik talks to the container; `http` where it is left out. */
  readonly scheme?: "http" | "https";
  /** A servers transport (`self-signed@file`), for `scheme: "https"`. */
  readonly transport?: string;
  /** A service that exists already, such as `api@internal`. */
  readonly service?: `${string}@internal`;
  /** Highest wins; Traefik takes the length of the rule where it is left out. */
  readonly priority?: number;
  /** Middlewares after the guards of the access class, with their provider: `compress@file`. */
  readonly middlewares?: readonly string[];
}

/** A volume, a folder or file of the host, or memory. */
export type MountSpec =
  | { readonly volume: string; readonly target: string; readonly readOnly?: boolean; readonly backup?: BackupSpec }
  | {
      readonly bind: string;
      readonly target: string;
      readonly readOnly?: boolean;
      readonly backup?: BackupSpec;
      /** `rslave` lets mounts that the host makes later appear in the container. */
      readonly propagation?: "rslave" | "rprivate";
    }
  | { readonly tmpfs: string; readonly megabytes: number };

/**
 * A named volume; the resource is declared with it.
 *
 * @param backup how its data is kept a second time; one of the containers that share a volume says it for all.
 */
export function volume(name: string, target: string, backup?: BackupSpec): MountSpec {
  return backup === undefined ? { volume: name, target } : { volume: name, target, backup };
}

/**
 * A folder or file of the host that the container may write. It must exist: Docker makes none.
 *
 * @param backup how its data is kept a second time; one of the containers that share a folder says it for all.
 */
export function bind(source: string, target: string, backup?: BackupSpec): MountSpec {
  return backup === undefined ? { bind: source, target } : { bind: source, target, backup };
}

/** A folder or file of the host that the container may only read. It must exist: Docker makes none. */
export function readOnly(source: string, target: string): MountSpec {
  return { bind: source, target, readOnly: true };
}

/** Memory of the container as a folder, gone when it stops. */
export function tmpfs(target: string, megabytes: number): MountSpec {
  return { tmpfs: target, megabytes };
}

/** A file that the declaration itself carries. It is written into the container before it starts. */
export interface FileSpec {
  readonly path: string;
  readonly content: Value;
  /**
   * Numeric user for a file of a container that starts as root and gives root up by itself; root where it is
   * left out. A container with a `user` reads all its files.
   */
  readonly owner?: number;
  /** Lets its user write it; what is written is gone with the container. */
  readonly writable?: boolean;
}

/** Membership in a network of the host. */
export interface NetworkMembership {
  readonly network: string;
  readonly ipv4?: string;
  readonly aliases?: readonly string[];
}

/** One container as data. What is left out has the defaults of {@link containerArgs}. */
export interface Service {
  /** Name on the host. */
  readonly name: string;
  /** With a version or a digest. */
  readonly image: string;
  readonly healthcheck: ProvingHealthcheck | NoHealthcheck;
  /** Megabytes; swap is limited to the same, so that the container has none. */
  readonly memory: number;
  readonly networks?: readonly (string | NetworkMembership)[];
  /** `host` only; a container on Docker's default bridge cannot be declared. */
  readonly networkMode?: "host";
  readonly ports?: readonly PortSpec[];
  readonly routes?: readonly Route[];
  readonly env?: Readonly<Record<string, Value>>;
  readonly files?: readonly FileSpec[];
  readonly mounts?: readonly MountSpec[];
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  /**
   * `uid:gid`. A numeric user other than 0 loses every capability unless `capabilities` says otherwise; it has
   * to where the image's program carries capabilities as a file (Caddy, Loki), or the kernel refuses to start it.
   */
  readonly user?: string;
  /** Names without `CAP_`. */
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly devices?: readonly { readonly host: string; readonly permissions: string }[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly dns?: readonly string[];
  /** Names that resolve to an address without asking a name server. */
  readonly hosts?: Readonly<Record<string, string>>;
  readonly hostname?: string;
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly ulimits?: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];
  /** Megabytes of /dev/shm; Docker's default is 64. */
  readonly sharedMemory?: number;
  /** Seconds between the stop signal and the kill; Docker's default is 10. */
  readonly stopTimeout?: number;
  readonly restart?: "unless-stopped" | "always";
  /** Names of services that are made before this one. */
  readonly dependsOn?: readonly string[];
}
