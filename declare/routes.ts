import { type AccessClass, accessLabel, urlLabel } from "../model/expectations.ts";
import type { Route } from "./service.ts";

/** The reverse proxy of a host, as far as routes have to know it. */
export interface Edge {
  /** Name of the Docker network on which Traefik reaches the containers. */
  readonly network: string;
  /** Entry point for TLS; plain HTTP is redirected there by Traefik's static configuration. */
  readonly entryPoint: string;
  readonly certificateResolver: string;
  /** Middlewares that every route of an access class carries, outermost first, with their provider. */
  readonly guards: Readonly<Record<AccessClass, readonly string[]>>;
}

/** Middlewares of a route, outermost first: the guards of its access class, then its own. */
export function middlewaresOf(route: Route, edge: Edge): readonly string[] {
  return [...new Set([...edge.guards[route.access], ...(route.middlewares ?? [])])];
}

/**
 * The rule of a route in Traefik v3 syntax.
 * https://doc.traefik.io/traefik/v3.6/reference/routing-configuration/http/routing/rules-and-priority/
 *
 * @throws RangeError where there is neither `rule` nor `host`, or a backtick in a name.
 */
export function ruleOf({ router, rule, host, paths = [] }: Route): string {
  if (rule !== undefined) return rule;
  const hosts = host === undefined ? [] : typeof host === "string" ? [host] : host;
  if (hosts.length === 0) throw new RangeError(`Route ${router} has neither a host nor a rule`);
  for (const text of [...hosts, ...paths])
    if (text.includes("`")) throw new RangeError(`Route ${router} has a backtick in a host or path`);
  const byHost = anyOf(hosts.map((name) => `Host(\`${name}\`)`));
  if (paths.length === 0) return byHost;
  const byPath = anyOf(paths.map((path) => `${path.endsWith("/") ? "PathPrefix" : "Path"}(\`${path}\`)`));
  return `${inner(byHost)} && ${inner(byPath)}`;
}

/** The labels that make Traefik serve the routes and that say who is meant to reach each of them. */
export function routeLabels(routes: readonly Route[], edge: Edge): Record<string, string> {
  const labels: Record<string, string> = {};
  if (routes.length === 0) return labels;
  labels["traefik.enable"] = "true";
  labels["traefik.docker.network"] = edge.network;
  for (const route of routes) {
    const router = `traefik.http.routers.${route.router}`;
    const middlewares = middlewaresOf(route, edge);
    labels[`${router}.rule`] = ruleOf(route);
    labels[`${router}.entrypoints`] = edge.entryPoint;
    labels[`${router}.tls.certresolver`] = edge.certificateResolver;
    labels[`${router}.service`] = route.service ?? route.router;
    if (middlewares.length > 0) labels[`${router}.middlewares`] = middlewares.join(",");
    if (route.priority !== undefined) labels[`${router}.priority`] = String(route.priority);
    if (route.service === undefined) {
      const balancer = `traefik.http.services.${route.router}.loadbalancer`;
      labels[`${balancer}.server.port`] = String(route.port);
      if (route.scheme !== undefined) labels[`${balancer}.server.scheme`] = route.scheme;
      if (route.transport !== undefined) labels[`${balancer}.serverstransport`] = route.transport;
    }
    labels[accessLabel(route.router)] = route.access;
    if (route.answersAt !== undefined) labels[urlLabel(route.router)] = route.answersAt;
  }
  return labels;
}

function anyOf(matchers: readonly string[]): string {
  return matchers.join(" || ");
}

function inner(expression: string): string {
  return expression.includes(" || ") ? `(${expression})` : expression;
}
