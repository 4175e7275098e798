import { withoutPort } from "../traefik/rule/facts.ts";
import type { RoutedRequest } from "../traefik/rule/request.ts";
import type { Router, RuntimeConfiguration, Server } from "../traefik/runtime.ts";
import type { EntryPoint } from "../traefik/static/configuration.ts";
import type { Act } from "./deed.ts";
import { destinationOf, type Reach } from "./destination.ts";
import { type Entrance, entranceOf } from "./entrance.ts";
import type { End, Journey, Step, Visit } from "./journey.ts";
import { actOf } from "./middleware.ts";
import { isTls, type Passage } from "./passage.ts";
import type { Portal } from "./portal.ts";
import { RoutingTable } from "./routing-table.ts";
import { TcpRouters } from "./tcp.ts";
import { escapedPath } from "./url-path.ts";

/** Chains within chains multiply; a request through more than this is followed no further. */
const MOST_STEPS = 1000;
/** Routers of one priority are compared up to this number. */
const MOST_RIVALS = 20;

/** One edge and what lies around it. */
export interface Surroundings {
  readonly runtime: RuntimeConfiguration;
  /** The entry point that a port of the host leads to. */
  entryPointAt(port: number): EntryPoint | undefined;
  /** The server behind the address of a `forwardAuth` middleware. */
  portalAt(address: string): Portal;
  /** Whether Traefik reaches a server. */
  reach(server: Server): Reach;
}

interface Door {
  readonly entryPoint: EntryPoint;
  readonly entrance: Entrance;
  readonly tcp: TcpRouters;
  readonly http: RoutingTable;
  readonly https: RoutingTable;
}

/** One edge, ready to be asked about many requests. */
export class Traveller {
  readonly #around: Surroundings;
  readonly #portals = new Map<string, Portal>();
  readonly #doors = new Map<string, Door>();
  readonly #acts = new Map<string, Act>();
  readonly #destinations = new Map<string | undefined, ReturnType<typeof destinationOf>>();
  readonly #doubt: string | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
    const [unknown] = around.runtime.unknown;
    this.#doubt = unknown && `${unknown.subject}: ${unknown.why}`;
  }

  /** Follows one request to its end, with the reason at each step. Never throws. */
  travel(visit: Visit): Journey {
    const steps: Step[] = [];
    const arrived = (end: End, router?: string): Journey => ({ visit, steps, router, end, doubt: this.#doubt });
    const door = this.#doorAt(visit.port);
    if (door === undefined) {
      steps.push({ at: "entry-point", name: String(visit.port), says: "no entry point is published on this port" });
      return arrived({ kind: "refused", status: 0 });
    }
    const { name } = door.entryPoint;
    steps.push({ at: "entry-point", name, says: `listens on port ${visit.port}` });
    const taken = door.tcp.take(isTls(visit), visit.host);
    if (taken !== undefined) {
      const { router, maybe } = taken;
      const says = maybe ? "may take the connection, and nobody reads its rule here" : "takes the connection as it is";
      steps.push({ at: "router", name: router.name, says });
      return arrived(maybe ? { kind: "unknown" } : { kind: "passed-on", router: router.name }, router.name);
    }
    const passage = door.entrance.enter(visit);
    if (passage === undefined) {
      steps.push({ at: "entry-point", name, says: "cannot read the path" });
      return arrived({ kind: "refused", status: 400 });
    }
    const [first, ...rivals] = this.#taking(door, passage);
    if (first === undefined) return arrived(this.#none(door, visit, steps));
    const own: Step[] = [];
    const end = this.#follow(door, first, passage, own);
    const other = rivals.find((rival) => !sameEnd(end, this.#follow(door, rival, passage, [])));
    const alike = rivals[0] === undefined ? "" : `, as ${rivals[0].name} does with the same end`;
    steps.push({
      at: "router",
      name: first.name,
      says:
        other === undefined
          ? `takes it by ${first.rule} with priority ${first.priority}${alike}`
          : `takes it by ${first.rule}, or ${other.name} does with the same priority ${first.priority}: chance decides`,
    });
    if (other !== undefined) return arrived({ kind: "unknown" }, first.name);
    steps.push(...own);
    return arrived(end, first.name);
  }

  #doorAt(port: number): Door | undefined {
    const entryPoint = this.#around.entryPointAt(port);
    if (entryPoint === undefined) return undefined;
    const { name } = entryPoint;
    let door = this.#doors.get(name);
    if (door === undefined) {
      const { runtime } = this.#around;
      const routers = [...runtime.routers.values()].filter(({ using }) => using.includes(name));
      door = {
        entryPoint,
        entrance: entranceOf(entryPoint, runtime.static),
        tcp: new TcpRouters(runtime, name),
        http: new RoutingTable(routers.filter(({ tls }) => tls === undefined)),
        https: new RoutingTable(routers.filter(({ tls }) => tls !== undefined)),
      };
      this.#doors.set(name, door);
    }
    return door;
  }

  /** Routers of the highest priority that take the request. Which of several answers is chance: their order is not kept. */
  #taking(door: Door, { visit, path, query, host, headers }: Passage): readonly Router[] {
    const request: RoutedRequest = {
      method: visit.method,
      host,
      path: escapedPath(path) || "/",
      query,
      headers,
      clientAddress: visit.client,
    };
    const taking: Router[] = [];
    for (const router of (isTls(visit) ? door.https : door.http).candidates(withoutPort(host))) {
      const [first] = taking;
      if (first !== undefined && (first.priority !== router.priority || taking.length > MOST_RIVALS)) break;
      if (router.parsed?.matches(request) === true) taking.push(router);
    }
    return taking;
  }

  #follow({ entrance }: Door, router: Router, start: Passage, steps: Step[]): End {
    const { plain, raw } = start.path;
    if (raw.includes("#") || entrance.deniedEscapes?.test(escapedPath({ plain, raw }))) {
      steps.push({ at: "router", name: router.name, says: "refuses a character in the path" });
      return { kind: "refused", status: 400 };
    }
    let passage = start;
    const waiting = router.middlewares.toReversed();
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (steps.length > MOST_STEPS) return { kind: "unknown" };
      const middleware = this.#around.runtime.middlewares.get(name);
      if (middleware === undefined) {
        steps.push({ at: "middleware", name, says: "is defined nowhere" });
        return { kind: "unknown" };
      }
      if (middleware.types[0] === "chain") {
        if (waiting.length > MOST_STEPS) return { kind: "unknown" };
        waiting.push(...middleware.members.toReversed());
        continue;
      }
      let act = this.#acts.get(name);
      if (act === undefined) {
        act = actOf(middleware);
        this.#acts.set(name, act);
      }
      const deed = act(passage, (address) => this.#portalAt(address));
      steps.push(...deed.steps);
      if (deed.end !== undefined) return deed.end;
      passage = deed.onward ?? passage;
    }
    const { step, end } = this.#destinationOf(router.service);
    steps.push(step);
    return end;
  }

  /** The same for every request. */
  #destinationOf(service: string | undefined): ReturnType<typeof destinationOf> {
    let destination = this.#destinations.get(service);
    if (destination === undefined) {
      destination = destinationOf(this.#around.runtime, service, (server) => this.#around.reach(server));
      this.#destinations.set(service, destination);
    }
    return destination;
  }

  #portalAt(address: string): Portal {
    let portal = this.#portals.get(address);
    if (portal === undefined) {
      portal = this.#around.portalAt(address);
      this.#portals.set(address, portal);
    }
    return portal;
  }

  /** A router that nobody could read may be the one that takes it. */
  #none({ entryPoint }: Door, { host, path }: Visit, steps: Step[]): End {
    const { runtime } = this.#around;
    const [unknown] = runtime.unknown;
    if (unknown !== undefined) {
      steps.push({ at: "router", name: unknown.subject, says: `may take it, but nobody can tell: ${unknown.why}` });
      return { kind: "unknown" };
    }
    const disabled = [...runtime.routers.values()].find(
      ({ status, entryPoints, rule }) =>
        status === "disabled" &&
        entryPoints.includes(entryPoint.name) &&
        rule.toLowerCase().includes(host.toLowerCase()),
    );
    steps.push(
      disabled === undefined
        ? { at: "router", name: "none", says: `takes ${host}${path}` }
        : {
            at: "router",
            name: disabled.name,
            says: `would take it and is disabled: ${disabled.faults[0]?.message ?? "Traefik refuses it"}`,
          },
    );
    return { kind: "nothing", status: 404 };
  }
}

function sameEnd(one: End, other: End): boolean {
  if (one.kind === "unknown" || one.kind !== other.kind) return false;
  if (one.kind === "served" && other.kind === "served")
    return one.service === other.service || (one.container !== undefined && one.container === other.container);
  return JSON.stringify(one) === JSON.stringify(other);
}
