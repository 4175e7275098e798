import type { Container } from "../../model/container.ts";
import type { Rule, RuleError, Syntax } from "./rule/rule.ts";
import type { Configured } from "./schema/configured.ts";
import type { EntryPoint, StaticConfiguration } from "./static/configuration.ts";

/**
 * What Traefik makes of its configuration, in the words of its API
 * (https://doc.traefik.io/traefik/reference/install-configuration/api-dashboard/):
 * `/api/http/routers`, `/api/http/services`, `/api/http/middlewares`. Names are qualified by provider.
 */
export interface RuntimeConfiguration {
  readonly static: StaticConfiguration;
  readonly entryPoints: ReadonlyMap<string, EntryPoint>;
  readonly routers: ReadonlyMap<string, Router>;
  readonly services: ReadonlyMap<string, Service>;
  readonly middlewares: ReadonlyMap<string, Middleware>;
  readonly tcpRouters: ReadonlyMap<string, TcpRouter>;
  /** What never came to be a router, a service or a middleware, and why: dropped containers, conflicts, files. */
  readonly dropped: readonly Dropped[];
  /** Parts that were not given or are not known; what is missing from the rest may be in them. Nothing passes on them. */
  readonly unknown: readonly Unknown[];
}

/** `disabled` answers nothing, `warning` answers where it can. */
export type Status = "enabled" | "warning" | "disabled";

export interface Router {
  /** `web@docker`; where an entry point adds something, one copy each: `websecure-web@docker`. */
  readonly name: string;
  readonly provider: string;
  readonly rule: string;
  readonly syntax: Syntax;
  /** Undefined where Traefik refuses the rule; `ruleError` says why. */
  readonly parsed: Rule | undefined;
  readonly ruleError: RuleError | undefined;
  /** The length of the rule in bytes where none is declared. Larger than a number can hold for internal routers. */
  readonly priority: bigint;
  /** As asked for; may hold names of entry points that do not exist. */
  readonly entryPoints: readonly string[];
  /** Those of them that exist and carry TCP, sorted: where it answers, unless it is disabled. */
  readonly using: readonly string[];
  /** Qualified names in order; those of the entry point come first. */
  readonly middlewares: readonly string[];
  /** Qualified; undefined where it has none. */
  readonly service: string | undefined;
  readonly tls: RouterTls | undefined;
  readonly status: Status;
  readonly faults: readonly Fault[];
  /** True where the rule was made by the provider's template. */
  readonly defaultRule: boolean;
  /** Where it is declared; several containers may declare the same. Empty for what Traefik makes itself. */
  readonly origins: readonly Origin[];
}

export interface RouterTls {
  readonly options: string | undefined;
  readonly certResolver: string | undefined;
}

export interface Middleware {
  readonly name: string;
  readonly provider: string;
  /** Type in lower case: `forwardauth`, `ipallowlist`; several where Traefik refuses it, none where it has none. */
  readonly types: readonly string[];
  /** All options with the defaults filled in, by the names of Traefik's own structures in lower case. */
  readonly options: Configured;
  /** Members of a chain, qualified; empty for any other type. */
  readonly members: readonly string[];
  readonly status: Status;
  readonly faults: readonly Fault[];
  readonly usedBy: readonly string[];
  readonly origins: readonly Origin[];
}

export interface Service {
  readonly name: string;
  readonly provider: string;
  /** Undefined for a service without type, which Traefik refuses; `internal` for its own. */
  readonly type:
    | "loadbalancer"
    | "weighted"
    | "mirroring"
    | "failover"
    | "highestrandomweight"
    | "internal"
    | undefined;
  /** Servers of a load balancer; empty for any other type. */
  readonly servers: readonly Server[];
  /** Services that it leads to, qualified. */
  readonly children: readonly string[];
  readonly options: Configured;
  readonly status: Status;
  readonly faults: readonly Fault[];
  readonly usedBy: readonly string[];
  readonly origins: readonly Origin[];
}

export interface Server {
  /** As Traefik calls it; the host is the container's name where its address is given only when it starts. */
  readonly url: string;
  /** The container that answers; undefined where a file or label names the address. */
  readonly container: Container | undefined;
  /** Name of the network whose address is taken; undefined where none was chosen. */
  readonly network: string | undefined;
  /** Undefined where the image decides it, and the image is not known. */
  readonly port: string | undefined;
  /** True where Traefik takes any of several networks. */
  readonly anyNetwork: boolean;
}

/** A TCP router is tried before the HTTP routers of its entry point. */
export interface TcpRouter {
  readonly name: string;
  readonly provider: string;
  readonly rule: string;
  readonly entryPoints: readonly string[];
  readonly service: string | undefined;
  readonly tls: boolean;
  /** True where the TLS connection is handed on unopened, past every HTTP middleware. */
  readonly passthrough: boolean;
  readonly origins: readonly Origin[];
}

/** Where something is declared. */
export interface Origin {
  /** The container that carries the label, or the Traefik container that carries the file. */
  readonly container: Container | undefined;
  /** Path of a file inside Traefik's container; undefined for labels. */
  readonly file: string | undefined;
  /** Field of the model, for `Container.locate`. */
  readonly at: string;
}

/** Something that Traefik reports about a router, service or middleware. */
export interface Fault {
  readonly kind: FaultKind;
  /** In Traefik's words as far as they quote names only. */
  readonly message: string;
}

export type FaultKind =
  | "unknown-entry-point"
  | "no-entry-point"
  | "unknown-middleware"
  | "middleware"
  | "recursion"
  | "unknown-service"
  | "service"
  | "no-service"
  | "tls-options"
  | "tls-conflict"
  | "rule"
  | "priority"
  | "tree";

/** Something declared that Traefik leaves out of its configuration, with a line in its log. */
export interface Dropped {
  readonly what: "container" | "router" | "service" | "middleware" | "file" | "transport";
  /** Name of the container, the file, or of the router, service or middleware without provider. */
  readonly name: string;
  readonly reason: DropReason;
  /** Subject first; quotes names only. */
  readonly message: string;
  readonly origins: readonly Origin[];
}

export type DropReason =
  | "not-enabled"
  | "constraints"
  | "not-running"
  | "unhealthy"
  | "invalid-labels"
  | "no-address"
  | "no-port"
  | "no-load-balancer"
  | "url-and-port"
  | "too-many-services"
  | "no-rule"
  | "conflict"
  | "invalid-file"
  | "no-entry-points";

/** A part of the configuration that nobody could read. */
export interface Unknown {
  /** Container or file. */
  readonly subject: string;
  /** What is not known about it, and what would make it known. */
  readonly why: string;
  readonly container: Container | undefined;
}
