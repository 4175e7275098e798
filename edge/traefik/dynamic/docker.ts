import { Unreadable } from "../rule/tokens.ts";
import type { Dropped, DropReason, Origin, Server, Unknown } from "../runtime.ts";
import { decode } from "../schema/decode.ts";
import { Crash, nodeFromNames, Refused } from "../schema/node.ts";
import { parseBool } from "../schema/scalars.ts";
import { structureOf } from "../schema/structures.ts";
import type { DockerProvider } from "../static/configuration.ts";
import { constraint } from "./constraints.ts";
import {
  type Declared,
  type DeclaredRouter,
  type DeclaredService,
  entries,
  isOptions,
  member,
  type Options,
  type ProviderConfiguration,
  serversOf,
  text,
} from "./declared.ts";
import { normalize, renderDefaultRule } from "./default-rule.ts";
import type { DockerContainer } from "./docker-container.ts";
import { addServer, type Containers, NoServer } from "./docker-server.ts";
import { mergeContainers } from "./merge.ts";

/** What one container contributes. */
export interface Contribution {
  /** Contributions are merged in the order of these. */
  readonly key: string;
  readonly routers: ReadonlyMap<string, DeclaredRouter>;
  readonly services: ReadonlyMap<string, DeclaredService>;
  readonly middlewares: ReadonlyMap<string, Declared>;
  readonly tcpRouters: ReadonlyMap<string, Declared>;
}

/** Why the docker provider leaves a container or a router out. */
class Left extends Error {
  readonly reason: DropReason;
  constructor(reason: DropReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * What the docker provider makes of containers (pkg/provider/docker of Traefik 3.6.6): which ones count, what their
 * labels say, what Traefik adds of itself, and how several containers merge into one configuration.
 */
export function dockerConfiguration(
  containers: readonly DockerContainer[],
  provider: DockerProvider,
): ProviderConfiguration {
  const dropped: Dropped[] = [];
  const unknown: Unknown[] = [];
  const contributions: Contribution[] = [];
  const byName = new Map(containers.flatMap((each) => [[each.id, each] as const, [each.name, each] as const]));
  for (const container of containers) {
    const origins = [originOf(container, undefined)];
    try {
      const enabled = keep(container, provider);
      contributions.push(contribution(container, enabled.network, byName, provider, dropped));
    } catch (error) {
      if (error instanceof Crash) {
        const message = `${container.name}: ${error.message}; this ends the docker provider, and no container is routed`;
        dropped.push({ what: "container", name: container.name, reason: "invalid-labels", message, origins });
        return { ...mergeContainers([], dropped), unknown };
      }
      if (error instanceof Unreadable)
        unknown.push({ subject: container.name, why: error.message, container: container.declared });
      else if (error instanceof Left || error instanceof NoServer) {
        const message = `${container.name}: ${error.message}`;
        dropped.push({ what: "container", name: container.name, reason: error.reason, message, origins });
      } else if (error instanceof Refused) {
        const message = `${container.name}: ${error.message}, so none of its labels counts`;
        dropped.push({ what: "container", name: container.name, reason: "invalid-labels", message, origins });
      } else throw error;
    }
  }
  return { ...mergeContainers(contributions, dropped), unknown };
}

/** @throws Left where the container does not count. */
function keep(container: DockerContainer, provider: DockerProvider): { readonly network: string } {
  const own = ownLabels(container, provider);
  if (!own.enable) throw new Left("not-enabled", "it is not enabled for Traefik");
  let matches: (labels: ReadonlyMap<string, string>) => boolean;
  try {
    matches = constraint(provider.constraints);
  } catch (error) {
    if (error instanceof Unreadable) throw new Left("constraints", "the constraints of the provider cannot be read");
    throw error;
  }
  if (!matches(container.labels)) throw new Left("constraints", "the constraints of the provider leave it out");
  if (own.allowNonRunning) return own;
  if (container.status !== "" && container.status !== "running") throw new Left("not-running", "it does not run");
  if (!provider.allowEmptyServices && container.health !== "" && container.health !== "healthy")
    throw new Left("unhealthy", "it is not healthy");
  return own;
}

/** The labels that speak about the container and not about routes (pkg/provider/docker/shared_labels.go). */
function ownLabels(container: DockerContainer, provider: DockerProvider) {
  const node = nodeFromNames(container.labels, "traefik", ["traefik.docker.", "traefik.enable"]);
  const own = { enable: provider.exposedByDefault, network: provider.network, allowNonRunning: false };
  for (const child of node?.children ?? []) {
    const name = child.name.toLowerCase();
    if (name === "enable" && child.children.length === 0) own.enable = parseBool(child.value);
    else if (name === "docker")
      for (const option of child.children) {
        const key = option.name.toLowerCase();
        if (option.children.length > 0) throw new Refused("an option of traefik.docker does not exist");
        if (key === "network") own.network = option.value;
        else if (key === "allownonrunning") own.allowNonRunning = parseBool(option.value);
        else if (key === "lbswarm") parseBool(option.value);
        else throw new Refused("an option of traefik.docker does not exist");
      }
    else throw new Refused("an option beside traefik.enable does not exist");
  }
  return own;
}

const FILTERS = ["traefik.http", "traefik.tcp", "traefik.udp", "traefik.tls.stores.default"];

function contribution(
  container: DockerContainer,
  network: string,
  containers: Containers,
  provider: DockerProvider,
  dropped: Dropped[],
): Contribution {
  const configuration = decode(nodeFromNames(container.labels, "traefik", FILTERS), "dynamic", "label");
  const own = serviceName(container);
  const key = `${own}-${container.id}`;
  const streams = (["tcp", "udp"] as const).filter(
    (kind) =>
      entries(member(configuration, kind), "routers").length + entries(member(configuration, kind), "services").length >
      0,
  );
  for (const kind of streams) {
    const services = entries(member(configuration, kind), "services");
    const balancers = services.length === 0 ? [[own, { loadbalancer: Object.create(null) }] as const] : services;
    if (isEmpty(container)) continue;
    for (const [, service] of balancers) balance(service, container, network, containers, provider);
  }
  const tcpRouters = new Map(
    entries(member(configuration, "tcp"), "routers").map(([name, options]) => [
      name,
      { options, origins: [originOf(container, `traefik.tcp.routers.${name}.`)] },
    ]),
  );
  const http = member(configuration, "http");
  const declared = {
    routers: entries(http, "routers"),
    services: entries(http, "services"),
    middlewares: entries(http, "middlewares"),
  };
  const none = declared.routers.length + declared.services.length + declared.middlewares.length === 0;
  if (streams.length > 0 && none)
    return { key, routers: new Map(), services: new Map(), middlewares: new Map(), tcpRouters };

  const services = new Map<string, DeclaredService>();
  if (declared.services.length === 0)
    declared.services.push([own, { loadbalancer: structureOf("dynamic.ServersLoadBalancer").defaults() }]);
  for (const [name, options] of declared.services) {
    const server = isEmpty(container) ? undefined : balance(options, container, network, containers, provider);
    const origins = [originOf(container, `traefik.http.services.${name}.`)];
    services.set(name, { options, origins, servers: server === undefined ? serversOf(options) : [server] });
  }
  const middlewares = new Map(
    declared.middlewares.map(([name, options]) => [
      name,
      { options, origins: [originOf(container, `traefik.http.middlewares.${name}.`)] },
    ]),
  );
  const routers = routersOf(declared.routers, [...services.keys()], container, provider, dropped);
  return { key, routers, services, middlewares, tcpRouters };
}

/** Containers that are kept although nothing answers in them keep a load balancer without servers. */
function isEmpty(container: DockerContainer): boolean {
  return (
    (container.status !== "" && container.status !== "running") ||
    (container.health !== "" && container.health !== "healthy")
  );
}

function balance(
  service: Options,
  container: DockerContainer,
  network: string,
  containers: Containers,
  provider: DockerProvider,
): Server {
  const balancer = service.loadbalancer;
  if (!isOptions(balancer)) throw new Left("no-load-balancer", "load-balancer is not defined");
  return addServer(balancer as Options, container, network, containers, provider);
}

/** pkg/provider/configuration.go, `BuildRouterConfiguration`. */
function routersOf(
  declared: readonly [string, Options][],
  services: readonly string[],
  container: DockerContainer,
  provider: DockerProvider,
  dropped: Dropped[],
): ReadonlyMap<string, DeclaredRouter> {
  const own = serviceName(container);
  const all = [...declared];
  if (all.length === 0 && services.length <= 1) all.push([own, Object.create(null) as Options]);
  if (all.length === 0)
    dropped.push({
      what: "router",
      name: own,
      reason: "too-many-services",
      message: `${container.name}: could not create a router for the container: too many services`,
      origins: [originOf(container, undefined)],
    });
  const routers = new Map<string, DeclaredRouter>();
  for (const [name, options] of all) {
    const origins = [originOf(container, `traefik.http.routers.${name}.`)];
    const defaultRule = text(options, "rule") === "";
    if (defaultRule)
      options.rule = renderDefaultRule(provider.defaultRule, {
        Name: own,
        ContainerName: container.name,
        Labels: container.labels,
      });
    if (text(options, "rule") === "") {
      dropped.push({ what: "router", name, reason: "no-rule", message: `${name}: undefined rule`, origins });
      continue;
    }
    if (text(options, "service") === "") {
      const [only] = services;
      if (services.length > 1) {
        const message = `${name}: the router cannot be linked automatically with multiple services`;
        dropped.push({ what: "router", name, reason: "too-many-services", message, origins });
        continue;
      }
      if (only !== undefined) options.service = only;
    }
    routers.set(name, { options, origins, defaultRule });
  }
  return routers;
}

/** `service-project` under compose, else the name of the container (pkg/provider/docker/shared.go, `getServiceName`). */
export function serviceName(container: DockerContainer): string {
  const project = container.labels.get("com.docker.compose.project");
  const service = container.labels.get("com.docker.compose.service");
  return normalize(project && service ? `${service}_${project}` : container.name);
}

/** The first label that begins like this, whatever its case. */
function originOf(container: DockerContainer, beginning: string | undefined): Origin {
  const small = beginning?.toLowerCase();
  let at = "labels";
  for (const [label, field] of container.labelFields) {
    const key = label.toLowerCase();
    if (small === undefined ? key === "traefik.enable" : key.startsWith(small)) {
      at = `${field}.value`;
      break;
    }
  }
  return { container: container.declared, file: undefined, at };
}
