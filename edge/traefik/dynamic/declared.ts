import type { Dropped, Origin, Server, Unknown } from "../runtime.ts";
import type { Configured } from "../schema/configured.ts";

/** A structure of Traefik with its options filled in. */
export type Options = { [option: string]: Configured };

/** A router, service, middleware or transport as one provider declares it; names are not yet qualified. */
export interface Declared {
  readonly options: Options;
  readonly origins: readonly Origin[];
}

export interface DeclaredRouter extends Declared {
  /** True where the provider's template made the rule. */
  readonly defaultRule: boolean;
}

export interface DeclaredService extends Declared {
  /** Servers of a load balancer. */
  readonly servers: readonly Server[];
}

/** What one provider (`docker`, `file`, `internal`) gives to Traefik. */
export interface ProviderConfiguration {
  readonly provider: string;
  readonly routers: ReadonlyMap<string, DeclaredRouter>;
  readonly services: ReadonlyMap<string, DeclaredService>;
  readonly middlewares: ReadonlyMap<string, Declared>;
  readonly serversTransports: ReadonlySet<string>;
  readonly tlsOptions: ReadonlySet<string>;
  readonly tcpRouters: ReadonlyMap<string, Declared>;
  readonly dropped: readonly Dropped[];
  readonly unknown: readonly Unknown[];
}

/** A member of a structure, where it is itself a structure or a map. */
export function member(options: Configured, key: string): Options | undefined {
  const value = isOptions(options) ? options[key] : undefined;
  return isOptions(value) ? (value as Options) : undefined;
}

/** Names and structures of a map; empty where there is none. */
export function entries(options: Configured, key: string): [string, Options][] {
  return Object.entries(member(options, key) ?? {}).flatMap(([name, value]) =>
    isOptions(value) ? [[name, value as Options] as [string, Options]] : [],
  );
}

/** Empty where it is not set, as in Go. */
export function text(options: Configured, key: string): string {
  const value = isOptions(options) ? options[key] : undefined;
  return typeof value === "string" ? value : "";
}

/** False where it is not set, as in Go. */
export function flag(options: Configured, key: string): boolean {
  return isOptions(options) && options[key] === true;
}

/** Zero where it is not set, as in Go. */
export function whole(options: Configured, key: string): bigint {
  const value = isOptions(options) ? options[key] : undefined;
  return typeof value === "bigint" ? value : 0n;
}

/** Empty where it is not set, as in Go. */
export function texts(options: Configured, key: string): readonly string[] {
  const value = isOptions(options) ? options[key] : undefined;
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

export function isOptions(value: Configured): value is { readonly [option: string]: Configured } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Go's reflect.DeepEqual over filled structures. */
export function sameOptions(a: Configured, b: Configured): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, at) => sameOptions(item, b[at]))
    );
  if (!isOptions(a) || !isOptions(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && sameOptions(a[key], b[key]));
}

/** An option that is set to Go's zero value is as if it had not been set. */
export function withoutZeros(options: Options): Options {
  const kept = Object.create(null) as Options;
  for (const [key, value] of Object.entries(options))
    if (value !== undefined && value !== "" && value !== 0n && value !== 0) kept[key] = value;
  return kept;
}

/** Servers whose address is written out; those that a container gives are found elsewhere. */
export function serversOf(service: Options): Server[] {
  const servers = member(service, "loadbalancer")?.servers;
  if (!Array.isArray(servers)) return [];
  return servers.flatMap((server) => {
    const url = text(server, "url");
    return url === "" ? [] : [{ url, container: undefined, network: undefined, port: undefined, anyNetwork: false }];
  });
}
