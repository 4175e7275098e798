import type { Dropped, Server } from "../runtime.ts";
import {
  type Declared,
  type DeclaredRouter,
  type DeclaredService,
  isOptions,
  type Options,
  type ProviderConfiguration,
  sameOptions,
  withoutZeros,
} from "./declared.ts";
import type { Contribution } from "./docker.ts";

/**
 * Puts the contributions of containers together (pkg/provider/configuration.go, `Merge`): what two declare differently
 * is taken out, and servers of one service add up.
 */
export function mergeContainers(
  contributions: readonly Contribution[],
  dropped: readonly Dropped[],
): Omit<ProviderConfiguration, "unknown"> {
  const routers = new Map<string, DeclaredRouter>();
  const services = new Map<string, DeclaredService>();
  const middlewares = new Map<string, Declared>();
  const tcpRouters = new Map<string, Declared>();
  const conflicts: Conflicts = { router: new Map(), service: new Map(), middleware: new Map() };
  const tcpConflicts = new Set<string>();
  for (const each of contributions.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))) {
    for (const [name, service] of each.services) addService(services, name, service, conflicts);
    for (const [name, router] of each.routers) {
      const earlier = routers.get(name);
      const same = earlier?.defaultRule === router.defaultRule && equal(earlier, router);
      add(routers, name, router, earlier, same, conflicts.router);
    }
    for (const [name, middleware] of each.middlewares) {
      const earlier = middlewares.get(name);
      add(middlewares, name, middleware, earlier, equal(earlier, middleware), conflicts.middleware);
    }
    for (const [name, router] of each.tcpRouters) {
      const earlier = tcpRouters.get(name);
      if (earlier !== undefined && !equal(earlier, router)) tcpConflicts.add(name);
      tcpRouters.set(name, earlier ?? router);
    }
  }
  const taken: Dropped[] = [];
  const maps = { router: routers, service: services, middleware: middlewares };
  for (const what of ["service", "router", "middleware"] as const)
    for (const [name, origins] of conflicts[what]) {
      maps[what].delete(name);
      const message = `${name}: ${what} defined multiple times with different configurations`;
      taken.push({ what, name, reason: "conflict", message, origins });
    }
  for (const name of tcpConflicts) tcpRouters.delete(name);
  return {
    provider: "docker",
    routers,
    services,
    middlewares,
    tcpRouters,
    serversTransports: new Set(),
    tlsOptions: new Set(),
    dropped: [...dropped, ...taken],
  };
}

type Conflicts = Record<"router" | "service" | "middleware", Map<string, Declared["origins"]>>;

function equal(a: Declared | undefined, b: Declared): boolean {
  return a !== undefined && sameOptions(withoutZeros(a.options), withoutZeros(b.options));
}

function add<T extends Declared>(
  map: Map<string, T>,
  name: string,
  item: T,
  earlier: T | undefined,
  same: boolean,
  conflicts: Map<string, Declared["origins"]>,
): void {
  if (earlier === undefined) {
    map.set(name, item);
    return;
  }
  const origins = [...earlier.origins, ...item.origins];
  map.set(name, { ...earlier, origins });
  if (!same || conflicts.has(name)) conflicts.set(name, origins);
}

function addService(
  services: Map<string, DeclaredService>,
  name: string,
  service: DeclaredService,
  conflicts: Conflicts,
): void {
  const earlier = services.get(name);
  if (earlier === undefined) {
    services.set(name, service);
    return;
  }
  const origins = [...earlier.origins, ...service.origins];
  const [ours, theirs] = [balancerOf(earlier), balancerOf(service)];
  if (!sameOptions({ ...ours, servers: undefined }, { ...theirs, servers: undefined })) {
    conflicts.service.set(name, origins);
    services.set(name, { ...earlier, origins });
    return;
  }
  const known = new Set(earlier.servers.map(({ url }) => url));
  const fresh = service.servers.filter(({ url }) => !known.has(url));
  const servers: Server[] = [...earlier.servers, ...fresh];
  const raw = [...listOf(ours), ...listOf(theirs).filter(({ url }) => !known.has(url as string))];
  const options = { ...earlier.options, loadbalancer: { ...ours, servers: raw } };
  services.set(name, { options, origins, servers });
  if (conflicts.service.has(name)) conflicts.service.set(name, origins);
}

function balancerOf({ options }: DeclaredService): Options {
  return isOptions(options.loadbalancer) ? (options.loadbalancer as Options) : (Object.create(null) as Options);
}

function listOf(balancer: Options): readonly Options[] {
  return (balancer.servers ?? []) as readonly Options[];
}
