import type { Configured } from "../schema/configured.ts";

/** The static configuration (Traefik: "install configuration") with all defaults, as far as the edge depends on it. */
export interface StaticConfiguration {
  /** Where it was read from: Traefik takes the first that is there and ignores the others. */
  readonly source: "file" | "flags" | "environment" | "none";
  readonly entryPoints: ReadonlyMap<string, EntryPoint>;
  readonly docker: DockerProvider | undefined;
  readonly file: FileProvider | undefined;
  /** Other providers that are switched on (`swarm`, `http`, `kubernetescrd`); what they add is not known. */
  readonly otherProviders: readonly string[];
  readonly certificatesResolvers: ReadonlyMap<string, CertificatesResolver>;
  readonly api: { readonly insecure: boolean; readonly dashboard: boolean; readonly debug: boolean } | undefined;
  readonly ping: OwnRoute | undefined;
  readonly prometheus: OwnRoute | undefined;
  readonly rest: { readonly insecure: boolean } | undefined;
  /** Undefined where rules are read in the grammar of the version. */
  readonly defaultRuleSyntax: "v2" | "v3" | undefined;
  /** Names of the plugins that are installed. */
  readonly plugins: readonly string[];
  /** Everything that was set, with defaults, by Traefik's own names in lower case. */
  readonly all: Configured;
}

/** A route that Traefik serves itself, on an entry point of its choice or by routers that name its service. */
export interface OwnRoute {
  readonly entryPoint: string;
  readonly manualRouting: boolean;
}

export interface EntryPoint {
  readonly name: string;
  /** Without the protocol: `:443`, `127.0.0.1:8080`. */
  readonly address: string;
  /** Undefined where the address has none. */
  readonly port: number | undefined;
  readonly protocol: "tcp" | "udp";
  readonly asDefault: boolean;
  /** True where routers may answer the challenge of a certificate authority themselves. */
  readonly allowAcmeByPass: boolean;
  readonly redirection: Redirection | undefined;
  /** As declared: a name without provider takes that of the router. */
  readonly middlewares: readonly string[];
  readonly tls: { readonly options: string | undefined; readonly certResolver: string | undefined } | undefined;
  readonly forwardedHeaders: { readonly insecure: boolean; readonly trustedIPs: readonly string[] };
  readonly proxyProtocol: { readonly insecure: boolean; readonly trustedIPs: readonly string[] } | undefined;
  /** True where Traefik makes something of it that routers inherit, and so copies each router per entry point. */
  readonly hasModel: boolean;
}

export interface Redirection {
  /** Name of an entry point, or `:port`. */
  readonly to: string;
  readonly scheme: string;
  readonly permanent: boolean;
  readonly priority: bigint;
}

export interface DockerProvider {
  readonly exposedByDefault: boolean;
  readonly constraints: string;
  readonly allowEmptyServices: boolean;
  /** Empty where none is preferred. */
  readonly network: string;
  readonly useBindPortIP: boolean;
  readonly defaultRule: string;
  readonly endpoint: string;
}

export interface FileProvider {
  /** Wins over `filename` where both are set. */
  readonly directory: string;
  readonly filename: string;
}

export interface CertificatesResolver {
  readonly name: string;
  readonly acme: boolean;
  /** Entry point of the HTTP challenge. */
  readonly httpChallenge: string | undefined;
  readonly tlsChallenge: boolean;
  /** Path inside Traefik's container. */
  readonly storage: string | undefined;
  readonly caServer: string | undefined;
}
