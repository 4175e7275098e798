import type { Subject } from "../check.ts";
import type { Expectation, ExpectedHost } from "../expectation.ts";
import { type Endpoint, HTTPS_PORT } from "./certificate.ts";
import { hostOf } from "./host.ts";
import { portalsOf } from "./portal.ts";
import type { RouteSubject } from "./route.ts";
import { storesOfHost } from "./store.ts";
import { proxiesOf } from "./traefik.ts";

/** A check on a subject that has to hold first. */
export interface Root {
  readonly check: string;
  readonly subject: Subject;
}

const OF_HOSTS = new WeakMap<ExpectedHost, readonly Root[]>();

/** What has to hold before anything on a host can answer. */
export function rootsOfHost(host: ExpectedHost): readonly Root[] {
  const known = OF_HOSTS.get(host);
  if (known !== undefined) return known;
  const proxies = proxiesOf(host).flatMap((proxy) => rootsOfContainer(host, proxy));
  const roots = [root("host-reachable", host.name, "-"), ...proxies];
  // Every route of a host asks for the same.
  OF_HOSTS.set(host, roots);
  return roots;
}

/** What has to hold before a route can be answered as declared, nearest to the ground first. */
export function rootsOfRoute({ host: hostName, name, route }: RouteSubject, expectation: Expectation): Root[] {
  const host = hostOf({ host: hostName, name }, expectation);
  const portals = route.access === "authelia" ? portalsOf(expectation) : [];
  return [
    ...rootsOfHost(host),
    ...rootsOfContainer(host, route.container),
    root("healthcheck-honest", hostName, route.container),
    ...portals.map(({ host: at, name }) => root("portal-healthy", at, name)),
    ...(route.tls ? [root("certificate-valid", hostName, `${route.host.toLowerCase()}:${HTTPS_PORT}`)] : []),
    root("router-loaded", hostName, name),
  ];
}

/** What has to hold before it says anything how fast a route answers. */
export function rootsOfTimes(subject: RouteSubject, expectation: Expectation): Root[] {
  return [...rootsOfRoute(subject, expectation), root("route-answers-as-declared", subject.host, subject.name)];
}

/**
 * What has to hold before a port shows a certificate: for mail what serves the port, which needs no proxy, and
 * otherwise the proxy.
 */
export function rootsOfEndpoint({ port }: Pick<Endpoint, "port">, host: ExpectedHost): readonly Root[] {
  if (port === HTTPS_PORT) return rootsOfHost(host);
  const servers = host.containers.filter(({ ports }) =>
    ports.some(({ external, protocol }) => external === port && protocol === "tcp"),
  );
  return [
    root("host-reachable", host.name, "-"),
    ...servers.flatMap(({ name }) => [...rootsOfContainer(host, name), root("healthcheck-honest", host.name, name)]),
  ];
}

/** What has to hold before a certificate can be renewed that the proxy orders; mail servers order theirs themselves. */
export function rootsOfRenewal({ port }: Pick<Endpoint, "port">, host: ExpectedHost): Root[] {
  return port === HTTPS_PORT ? proxiesOf(host).map((name) => root("renewals-succeed", host.name, name)) : [];
}

/** The container and all that it needs, the needed ones first. */
export function rootsOfContainer({ name: host, containers }: ExpectedHost, container: string): Root[] {
  const found: string[] = [];
  const onTheWay = new Set<string>();
  const visit = (name: string): void => {
    if (onTheWay.has(name)) return;
    onTheWay.add(name);
    for (const needed of containers.find((one) => one.name === name)?.dependsOn ?? []) visit(needed);
    found.push(name);
  };
  visit(container);
  return found.flatMap((name) => [root("container-runs", host, name), root("container-healthy", host, name)]);
}

/** Where Traefik refuses its store, no certificate resolver exists for any router. */
export function rootsOfStores(host: ExpectedHost): Root[] {
  return storesOfHost(host).map(({ host, name }) => root("certificate-store-private", host, name));
}

function root(check: string, host: string, name: string): Root {
  return { check, subject: { host, name } };
}
