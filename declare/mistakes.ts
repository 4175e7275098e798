import { type FoundService, isAsFound } from "./as-found.ts";
import { backupMistakes } from "./backup.ts";
import type { Host } from "./host.ts";
import { middlewaresOf } from "./routes.ts";
import type { Route, Service } from "./service.ts";

type Declared = Service | FoundService;

const CONTAINER_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
const ROUTER_NAME = /^[a-z0-9][a-z0-9-]*$/;

/** What is wrong in the data of a host, one line each, subject first. Empty where it can be declared. */
export function mistakes(host: Host, services: readonly Declared[]): readonly string[] {
  const names = new Set(services.map((service) => service.name));
  const networks = new Set(host.networks.map((network) => network.name));
  return [
    ...repeated(host.networks.map((network) => network.name)).map((name) => `Network ${name} is declared twice.`),
    ...repeated(services.map((service) => service.name)).map((name) => `Container ${name} is declared twice.`),
    ...repeated((host.volumes ?? []).map((volume) => volume.name)).map((name) => `Volume ${name} is declared twice.`),
    ...repeated(services.flatMap((service) => routesOf(service).map((route) => route.router))).map(
      (router) => `Router ${router} is declared twice: Traefik would serve neither.`,
    ),
    ...services.flatMap((service) => [
      ...ofName(service),
      ...ofNetworks(service, networks),
      ...ofFiles(service),
      ...ofWords(service),
      ...ofPorts(service, host),
      ...backupMistakes(service.name, service.mounts, service.labels),
      ...(isAsFound(service) ? [] : routesOf(service).flatMap((route) => ofRoute(service, route, host))),
      ...(service.dependsOn ?? [])
        .filter((name) => !names.has(name))
        .map((name) => `Container ${service.name} depends on ${name}, which is not declared.`),
    ]),
    ...ofOrder(services),
  ];
}

/** The services with each behind those it depends on; otherwise in their own order. */
export function inOrder<T extends Pick<Declared, "name" | "dependsOn">>(services: readonly T[]): readonly T[] {
  const waiting = new Set(services);
  const placed = new Set<string>();
  const ordered: T[] = [];
  for (let before = -1; before < ordered.length; ) {
    before = ordered.length;
    for (const service of waiting)
      if ((service.dependsOn ?? []).every((name) => placed.has(name))) {
        ordered.push(service);
        placed.add(service.name);
        waiting.delete(service);
      }
  }
  return ordered;
}

function routesOf(service: Declared): readonly Route[] {
  return isAsFound(service) ? [] : (service.routes ?? []);
}

function ofPorts({ name, ports = [] }: Declared, { addresses }: Host): readonly string[] {
  return ports.some((port) => port.on === "vpn") && addresses?.vpn === undefined
    ? [`Container ${name} publishes a port on vpn, an address that the host does not name.`]
    : [];
}

function ofName({ name }: Declared): readonly string[] {
  return CONTAINER_NAME.test(name) ? [] : [`Container ${JSON.stringify(name)} has a name that Docker does not accept.`];
}

function ofNetworks(service: Declared, declared: ReadonlySet<string>): readonly string[] {
  const { name, networks = [], networkMode } = service;
  const used = networks.map((membership) => (typeof membership === "string" ? membership : membership.network));
  if (used.length === 0 && networkMode === undefined && !isAsFound(service))
    return [`Container ${name} is on no network and would land on Docker's default bridge.`];
  if (used.length > 0 && networkMode !== undefined)
    return [`Container ${name} has both networks and network mode ${networkMode}.`];
  return used
    .filter((network) => !declared.has(network))
    .map((network) => `Container ${name} is on network ${network}, which is not declared.`);
}

function ofFiles({ name, user, files = [] }: Declared): readonly string[] {
  const owned = user === undefined ? [] : files.filter((file) => file.owner !== undefined);
  return [
    ...owned.map((file) => `Container ${name} has a user, so its file ${file.path} can have no owner of its own.`),
    ...files
      .filter((file) => file.content === "")
      .map((file) => `Container ${name} has an empty file ${file.path}, which the provider does not write.`),
  ];
}

function ofWords({ name, command = [], entrypoint = [] }: Declared): readonly string[] {
  return [...command, ...entrypoint].includes("")
    ? [`Container ${name} has an empty word in its command, which the provider refuses.`]
    : [];
}

function ofRoute(service: Service, route: Route, { edge }: Host): readonly string[] {
  const subject = `Route ${route.router} of container ${service.name}`;
  if (edge === undefined) return [`${subject} has no edge: the host declares no reverse proxy.`];
  const problems: string[] = [];
  if (!ROUTER_NAME.test(route.router))
    problems.push(`${subject} has a name that is not lower case letters, digits and hyphens.`);
  if (route.rule === undefined && (route.host === undefined || route.host.length === 0))
    problems.push(`${subject} has neither a host nor a rule.`);
  if (route.service === undefined && route.port === undefined)
    problems.push(`${subject} has no port: Traefik would take the lowest one that the image exposes.`);
  for (const middleware of middlewaresOf(route, edge))
    if (!middleware.includes("@")) problems.push(`${subject} names middleware ${middleware} without its provider.`);
  const networks = (service.networks ?? []).map((item) => (typeof item === "string" ? item : item.network));
  if (!networks.includes(edge.network))
    problems.push(`${subject} cannot be reached: the container is not on network ${edge.network}.`);
  return problems;
}

function ofOrder(services: readonly Declared[]): readonly string[] {
  const names = new Set(services.map((service) => service.name));
  const declared = services.map(({ name, dependsOn = [] }) => ({
    name,
    dependsOn: dependsOn.filter((other) => names.has(other)),
  }));
  const ordered = new Set(inOrder(declared).map((service) => service.name));
  const circle = declared.filter((service) => !ordered.has(service.name)).map((service) => service.name);
  return circle.length === 0 ? [] : [`Containers ${circle.join(", ")} depend on each other in a circle.`];
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
