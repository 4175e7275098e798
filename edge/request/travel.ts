import type { Container } from "../../model/container.ts";
import type { Stack } from "../../model/stack.ts";
import type { Edge } from "../traefik/of-stack.ts";
import { addressSet } from "../traefik/rule/addresses.ts";
import { Unreadable } from "../traefik/rule/tokens.ts";
import type { Middleware, Router, RuntimeConfiguration, Service, TcpRouter } from "../traefik/runtime.ts";
import type { EntryPoint } from "../traefik/static/configuration.ts";
import type { End, Journey, Step, Visit } from "./journey.ts";
import { apply } from "./middleware.ts";
import { isTls, type Passage } from "./passage.ts";
import { type Portal, portalAt } from "./portal.ts";

/** Chains within chains multiply; a request through more than this is followed no further. */
const MOST_STEPS = 1000;

/** One edge, ready to be asked about many requests. */
export class Traveller {
  readonly #runtime: RuntimeConfiguration;
  readonly #traefik: Container;
  readonly #stack: Stack;
  readonly #portals = new Map<string, Portal>();
  readonly #byEntryPoint = new Map<string, readonly Router[]>();

  /** @throws RangeError where nobody knows what this Traefik makes of its configuration. */
  constructor({ runtime, traefik }: Edge, stack: Stack) {
    if (runtime === undefined) throw new RangeError(`${traefik.name} has no configuration that is known`);
    this.#runtime = runtime;
    this.#traefik = traefik;
    this.#stack = stack;
  }

  /** Follows one request to its end, with the reason at each step. */
  travel(visit: Visit): Journey {
    const steps: Step[] = [];
    let router: string | undefined;
    const end = (): End => {
      const entryPoint = this.#entryPointAt(visit.port);
      if (entryPoint === undefined) {
        steps.push({ at: "entry-point", name: String(visit.port), says: "no entry point is published on this port" });
        return { kind: "refused", status: 0 };
      }
      steps.push({ at: "entry-point", name: entryPoint.name, says: `listens on port ${visit.port}` });
      const tcp = this.#tcpRouter(entryPoint, visit);
      if (tcp !== undefined) {
        router = tcp.name;
        steps.push({ at: "router", name: tcp.name, says: "is a TCP router, which is tried before every HTTP router" });
        return { kind: "passed-on", router: tcp.name };
      }
      const chosen = this.#route(entryPoint, visit, steps);
      if (chosen === undefined) return this.#none(entryPoint, visit, steps);
      router = chosen.name;
      const passage: Passage = { visit, path: visit.path, forwardedFor: forwardedFor(entryPoint, visit) };
      return this.#through(chosen.middlewares, passage, steps) ?? this.#serve(chosen, steps);
    };
    const reached = end();
    return { visit, steps, router, end: reached };
  }

  /** The entry point whose port Traefik's container publishes at this port of the host. */
  #entryPointAt(port: number): EntryPoint | undefined {
    const hostNetwork = this.#traefik.networkMode === "host";
    for (const entryPoint of this.#runtime.entryPoints.values()) {
      const inner = entryPoint.port;
      if (inner === undefined || entryPoint.protocol !== "tcp") continue;
      if (hostNetwork ? inner === port : this.#traefik.ports.some((one) => publishes(one, port, inner)))
        return entryPoint;
    }
    return undefined;
  }

  #tcpRouter({ name }: EntryPoint, visit: Visit): TcpRouter | undefined {
    return [...this.#runtime.tcpRouters.values()].find(
      (one) =>
        one.entryPoints.includes(name) &&
        one.tls === isTls(visit) &&
        one.passthrough &&
        takesName(one.rule, visit.host),
    );
  }

  #route(entryPoint: EntryPoint, visit: Visit, steps: Step[]): Router | undefined {
    const request = {
      method: visit.method,
      host: visit.host,
      path: visit.path,
      query: visit.query,
      headers: visit.headers,
      clientAddress: visit.client,
    };
    const taking = this.#routersOf(entryPoint.name).filter(
      (router) => (router.tls !== undefined) === isTls(visit) && router.parsed?.matches(request) === true,
    );
    const [first, second] = taking;
    if (first === undefined) return undefined;
    const rival = second !== undefined && second.priority === first.priority ? second : undefined;
    steps.push({
      at: "router",
      name: first.name,
      says:
        rival === undefined
          ? `takes it by ${first.rule} with priority ${first.priority}`
          : `takes it by ${first.rule} with the same priority ${first.priority} as ${rival.name}, so the order of their names decides`,
    });
    return first;
  }

  /** Enabled routers of an entry point, the first that matches wins. */
  #routersOf(entryPoint: string): readonly Router[] {
    let routers = this.#byEntryPoint.get(entryPoint);
    if (routers === undefined) {
      routers = [...this.#runtime.routers.values()]
        .filter((router) => router.status !== "disabled" && router.using.includes(entryPoint))
        .sort((a, b) => (a.priority === b.priority ? (a.name < b.name ? -1 : 1) : a.priority > b.priority ? -1 : 1));
      this.#byEntryPoint.set(entryPoint, routers);
    }
    return routers;
  }

  /** A router that nobody could read may be the one that takes it. */
  #none(entryPoint: EntryPoint, visit: Visit, steps: Step[]): End {
    const [unknown] = this.#runtime.unknown;
    if (unknown !== undefined) {
      steps.push({ at: "router", name: unknown.subject, says: `may take it, but nobody can tell: ${unknown.why}` });
      return { kind: "unknown" };
    }
    const disabled = [...this.#runtime.routers.values()].find(
      (router) =>
        router.status === "disabled" && router.entryPoints.includes(entryPoint.name) && mentions(router, visit.host),
    );
    steps.push(
      disabled === undefined
        ? { at: "router", name: "none", says: `takes ${visit.host}${visit.path}` }
        : {
            at: "router",
            name: disabled.name,
            says: `would take it and is disabled: ${disabled.faults[0]?.message ?? "Traefik refuses it"}`,
          },
    );
    return { kind: "nothing", status: 404 };
  }

  #through(names: readonly string[], start: Passage, steps: Step[]): End | undefined {
    let passage = start;
    const waiting = names.toReversed();
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (steps.length > MOST_STEPS) return { kind: "unknown" };
      const middleware: Middleware | undefined = this.#runtime.middlewares.get(name);
      if (middleware === undefined) {
        steps.push({ at: "middleware", name, says: "is defined nowhere" });
        return { kind: "unknown" };
      }
      if (middleware.types[0] === "chain") {
        waiting.push(...middleware.members.toReversed());
        continue;
      }
      const deed = apply(middleware, passage, (address) => this.#portal(address));
      steps.push(...deed.steps);
      if (deed.end !== undefined) return deed.end;
      passage = deed.onward ?? passage;
    }
    return undefined;
  }

  #portal(address: string): Portal {
    let portal = this.#portals.get(address);
    if (portal === undefined) {
      portal = portalAt(address, this.#stack, this.#traefik);
      this.#portals.set(address, portal);
    }
    return portal;
  }

  #serve(router: Router, steps: Step[]): End {
    const { service: name } = router;
    if (name === undefined) return this.#broken(steps, "-", "has no service", 404);
    const visited = new Set<string>();
    let service: Service | undefined = this.#runtime.services.get(name);
    while (
      service !== undefined &&
      service.servers.length === 0 &&
      service.children.length > 0 &&
      !visited.has(service.name)
    ) {
      visited.add(service.name);
      service = this.#runtime.services.get(service.children[0] as string);
    }
    if (name === "noop@internal") return this.#broken(steps, name, "answers nothing", 418);
    if (name.endsWith("@internal")) {
      steps.push({ at: "service", name, says: "is Traefik's own" });
      return { kind: "served", service: name, container: undefined };
    }
    if (service === undefined) return this.#broken(steps, name, "does not exist", 404);
    const [server] = service.servers;
    if (server === undefined) return this.#broken(steps, service.name, "has no server", 503);
    steps.push({ at: "service", name: service.name, says: `leads to ${server.container?.name ?? server.url}` });
    return { kind: "served", service: service.name, container: server.container };
  }

  #broken(steps: Step[], name: string, says: string, status: number): End {
    steps.push({ at: "service", name, says });
    return { kind: "broken", status };
  }
}

function publishes(
  port: {
    readonly external: number | undefined;
    readonly internal: number;
    readonly count: number;
    readonly protocol: string;
  },
  external: number,
  internal: number,
): boolean {
  if (port.external === undefined || port.protocol !== "tcp") return false;
  const offset = external - port.external;
  return offset >= 0 && offset < port.count && port.internal + offset === internal;
}

/** What the client sent counts only where the entry point trusts the peer (pkg/middlewares/forwardedheaders). */
function forwardedFor({ forwardedHeaders }: EntryPoint, visit: Visit): string[] {
  const sent = (visit.headers.get("x-forwarded-for") ?? []).flatMap((value) =>
    value.split(",").map((one) => one.trim()),
  );
  return trusts(forwardedHeaders, visit.client) ? [...sent, visit.client] : [visit.client];
}

function trusts({ insecure, trustedIPs }: EntryPoint["forwardedHeaders"], client: string): boolean {
  if (insecure) return true;
  if (trustedIPs.length === 0) return false;
  try {
    return addressSet(trustedIPs).contains(client);
  } catch (error) {
    if (error instanceof Unreadable) return false;
    throw error;
  }
}

function takesName(rule: string, host: string): boolean {
  const names = [...rule.matchAll(/HostSNI\(\s*[`"]([^`"]*)[`"]\s*\)/gi)].map(([, name]) => name?.toLowerCase());
  return names.includes("*") || names.includes(host.toLowerCase());
}

function mentions({ rule }: Router, host: string): boolean {
  return rule.toLowerCase().includes(host.toLowerCase());
}
