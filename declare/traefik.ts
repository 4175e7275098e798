import { stringify } from "yaml";
import { accessLabel } from "../model/expectations.ts";
import { type Edge, middlewaresOf, ruleOf } from "./routes.ts";
import type { Route } from "./service.ts";

/**
 * A middleware of Traefik v3, by its type.
 * https://doc.traefik.io/traefik/v3.6/reference/routing-configuration/http/middlewares/overview/
 */
export type Middleware =
  | { readonly ipAllowList: { readonly sourceRange: readonly string[] } }
  | {
      readonly forwardAuth: {
        readonly address: string;
        readonly trustForwardHeader: boolean;
        readonly authResponseHeaders?: readonly string[];
        /** Bytes; Traefik warns where it is left out. */
        /** Bytes; Traefik has the option from 3.6.9, and an older one refuses the whole file with it. */
        readonly maxResponseBodySize?: number;
      };
    }
  | { readonly basicAuth: { readonly usersFile: string; readonly removeHeader?: boolean } }
  | { readonly headers: Readonly<Record<string, string | number | boolean | readonly string[]>> }
  | { readonly redirectRegex: { readonly regex: string; readonly replacement: string; readonly permanent: boolean } };

/** A route to something that is no container, such as a native service of the host. */
export interface ExternalRoute extends Route {
  /** As Traefik's container reaches it: `http://172.18.0.1:8085`. */
  readonly url: string;
}

/** Traefik's dynamic configuration, as far as it does not come from labels. */
export interface Dynamic {
  readonly middlewares: Readonly<Record<string, Middleware>>;
  readonly serversTransports?: Readonly<Record<string, { readonly insecureSkipVerify: boolean }>>;
  readonly routes?: readonly ExternalRoute[];
}

/** The file for Traefik's file provider. Holds no secret: users and keys are named by their paths. */
export function dynamicFile({ middlewares, serversTransports, routes = [] }: Dynamic, edge: Edge): string {
  const http = {
    middlewares,
    ...(serversTransports === undefined ? {} : { serversTransports }),
    ...(routes.length === 0
      ? {}
      : {
          routers: Object.fromEntries(routes.map((route) => [route.router, routerOf(route, edge)])),
          services: Object.fromEntries(
            routes.map((route) => [route.router, { loadBalancer: { servers: [{ url: route.url }] } }]),
          ),
        }),
  };
  return stringify({ http }, { lineWidth: 0 });
}

/** The labels that say who is meant to reach the routes of a dynamic file. */
export function accessLabels(routes: readonly ExternalRoute[]): Record<string, string> {
  return Object.fromEntries(routes.map((route) => [accessLabel(route.router), route.access]));
}

/** Command words from options: `{ "ping": true }` is `--ping=true`; a list repeats or joins as Traefik reads it. */
export function flags(options: Readonly<Record<string, string | number | boolean | readonly string[]>>): string[] {
  return Object.entries(options).map(([name, value]) => `--${name}=${Array.isArray(value) ? value.join(",") : value}`);
}

function routerOf(route: ExternalRoute, edge: Edge) {
  const middlewares = middlewaresOf(route, edge);
  return {
    rule: ruleOf(route),
    entryPoints: [edge.entryPoint],
    ...(middlewares.length === 0 ? {} : { middlewares: [...middlewares] }),
    ...(route.priority === undefined ? {} : { priority: route.priority }),
    service: route.router,
    tls: { certResolver: edge.certificateResolver },
  };
}
