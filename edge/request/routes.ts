import type { Ranges } from "../../model/address.ts";
import type { Container } from "../../model/container.ts";
import type { AccessClass } from "../../model/expectations.ts";
import type { Stack } from "../../model/stack.ts";
import { UnknownValue } from "../../model/unknown.ts";
import { member, text } from "../traefik/dynamic/declared.ts";
import { type Edge, edgesOf } from "../traefik/of-stack.ts";
import type { RuntimeConfiguration } from "../traefik/runtime.ts";
import { ask, type Proof, prove, reasonOf, type Trial, type Way } from "./access.ts";
import { type DeclaredRoute, declaredRoutes } from "./declared-routes.ts";
import { type Door, doorsOf } from "./doors.ts";
import { describeEnd, type End, type Journey } from "./journey.ts";
import { type Place, patternOf, sampleNames } from "./names.ts";
import { knownPortal, travellerOf } from "./of-stack.ts";
import type { Traveller } from "./travel.ts";
import { browse, groupsOf, namedStrangers, type Someone, type Visitors, visitorsOf } from "./visitors.ts";

/** What one kind of visitor gets. */
export interface Outcome {
  readonly kind: End["kind"];
  /** In one line. */
  readonly gets: string;
  readonly because: string;
}

/** One place of one declared route: what is declared, and what requests prove. */
export interface Route {
  readonly stack: string;
  /** A name, or the pattern of names that the rule has. */
  readonly host: string;
  readonly path: string;
  readonly entryPoints: readonly string[];
  readonly middlewares: readonly string[];
  readonly access: AccessClass | undefined;
  /** The container that answers; undefined where none of the stack does. */
  readonly container: string | undefined;
  readonly outcomes: Readonly<Record<"anonymous" | "vpn" | "user", Outcome>>;
  /** With its provider: `grafana@docker`. */
  readonly router: string;
  readonly service: string | undefined;
  /** Where it is declared. */
  readonly declared: { readonly container: Container | undefined; readonly at: string };
  readonly proof: Proof;
}

/** Paths of other routes of a name that are tried at most. */
const MOST_PATHS = 30;
const DEEPER = "nothing-here/below";

const tables = new WeakMap<Stack, { readonly vpn: Ranges; readonly routes: readonly Route[] }>();

/** Every declared route of a stack whose Traefik is known, proved by requests. The same stack is proved once. */
export function routesOf(stack: Stack, vpn: Ranges): readonly Route[] {
  const earlier = tables.get(stack);
  if (earlier?.vpn === vpn) return earlier.routes;
  const routes = edgesOf(stack).flatMap((edge) => routesOfEdge(edge, stack, vpn));
  tables.set(stack, { vpn, routes });
  return routes;
}

function routesOfEdge(edge: Edge, stack: Stack, vpn: Ranges): Route[] {
  const { runtime, traefik } = edge;
  if (runtime === undefined) return [];
  const all = declaredRoutes(runtime);
  try {
    const traveller = travellerOf(edge, stack) as Traveller;
    const doors = doorsOf(traefik, runtime, vpn);
    const visitors = visitorsOf(vpn, groupsOf(portalsOf(runtime, stack, traefik)));
    const byRouter = new Map(all.flatMap((route) => route.routers.map(({ name }) => [name, route] as const)));
    const samples = sampleNames(runtime);
    const byHost = pathsByHost(all);
    const around = { traveller, doors, visitors, byRouter, samples, byHost, runtime, stack, traefik, vpn };
    return all.flatMap((route) => placesOrOne(route).map((place) => proved(route, place, around)));
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
    const why = `${error.path} is not known, and who reaches the entry points with it`;
    return all.flatMap((route) => placesOrOne(route).map((place) => undecided(route, place, stack, why)));
  }
}

interface Around {
  readonly traveller: Traveller;
  readonly doors: readonly Door[];
  readonly visitors: Visitors;
  readonly byRouter: ReadonlyMap<string, DeclaredRoute>;
  readonly samples: readonly string[];
  readonly byHost: ReadonlyMap<string, readonly string[]>;
  readonly runtime: RuntimeConfiguration;
  readonly stack: Stack;
  readonly traefik: Container;
  readonly vpn: Ranges;
}

function placesOrOne({ places }: DeclaredRoute): readonly Place[] {
  return places.length > 0 ? places : [{ host: undefined, path: "/", below: false }];
}

function proved(route: DeclaredRoute, place: Place, around: Around): Route {
  const { stack, doors, visitors, runtime, vpn, traveller } = around;
  if (route.doubt !== undefined) return undecided(route, place, stack, route.doubt, runtime);
  const [refused] = route.routers.filter(({ status }) => status === "disabled");
  const main = mainWay(route, doors);
  if (main === undefined || refused !== undefined) {
    const fault = refused?.faults[0];
    const gets = fault === undefined ? "no port" : "404 no router";
    const because =
      fault === undefined
        ? "no port of the host leads to its entry points"
        : `${route.name} is disabled: ${fault.message}`;
    const outcome: Outcome = { kind: "nothing", gets, because };
    const doubt = runtime.unknown[0];
    const kept = fault === undefined && (route.access === undefined || route.access === "internal");
    const proof: Proof = kept
      ? { holds: true }
      : doubt === undefined
        ? { holds: false, kind: fault === undefined ? "no-port" : "disabled", why: because, against: undefined }
        : { holds: undefined, why: `${because}; ${doubt.subject}: ${doubt.why}`, against: undefined };
    return row(route, place, stack, { anonymous: outcome, vpn: outcome, user: outcome }, proof, undefined, runtime);
  }
  const host = place.host ?? sampleFor(main, place, around);
  if (host === undefined)
    return undecided(route, place, stack, "no name was found that only this route takes", runtime);
  const trial: Trial = {
    traveller,
    visitors,
    strangers: namedStrangers(main.router, runtime, vpn),
    route,
    host,
    path: place.path,
    otherPaths: otherPaths(place, around.byHost.get(host) ?? []),
    main,
    doors,
    routeOf: (router) => around.byRouter.get(router),
    journeys: new Map(),
  };
  const probes = [visitors.anonymous, ...visitors.vpn].flatMap((one) => (one === undefined ? [] : [ask(trial, one)]));
  const taken = probes.find(({ router }) => router !== undefined)?.router;
  const taker = taken === undefined ? undefined : around.byRouter.get(taken);
  if (taker !== undefined && taker.name !== route.name) {
    const why = `${taker.name} takes a plain request for it, so what this route does is not seen`;
    return undecided(route, place, stack, why, runtime);
  }
  const outcomes = {
    anonymous: outcomeOf(trial, visitors.anonymous),
    vpn: worst(visitors.vpn.map((one) => outcomeOf(trial, one))),
    user: outcomeOf(trial, visitors.user),
  };
  const served = [visitors.anonymous, visitors.user, ...visitors.vpn].flatMap((one) =>
    one === undefined ? [] : [ask(trial, one).end],
  );
  const end = served.find(({ kind }) => kind === "served");
  const container = end?.kind === "served" ? end.container : undefined;
  return row(route, place, stack, outcomes, prove(trial), container, runtime);
}

/** The door that visitors are meant to take: one that is open to everyone, with TLS. */
function mainWay({ routers }: DeclaredRoute, doors: readonly Door[]): Way | undefined {
  const ways = routers.flatMap((router) =>
    doors
      .filter(({ entryPoint }) => router.using.includes(entryPoint))
      .map((door): Way => ({ door, scheme: router.tls === undefined ? "http" : "https", router })),
  );
  const rank = ({ door, scheme }: Way) =>
    ["everyone", "vpn", "host"].indexOf(door.open) * 2 + (scheme === "https" ? 0 : 1);
  return ways.sort((a, b) => rank(a) - rank(b))[0];
}

function sampleFor({ door, scheme, router }: Way, { path }: Place, { samples, traveller, visitors }: Around) {
  const someone = visitors.anonymous ?? visitors.vpn[0];
  if (someone === undefined) return undefined;
  return samples.find((host) => {
    const to = { method: "GET", scheme, host, port: door.port, path };
    return traveller.travel(browse(someone, to)).router === router.name;
  });
}

function otherPaths({ path, below }: Place, others: readonly string[]): readonly string[] {
  const deeper = below ? [path.endsWith("/") ? `${path}${DEEPER}` : `${path}/${DEEPER}`] : [];
  return [...deeper, ...others.filter((other) => other !== path)].slice(0, MOST_PATHS);
}

function pathsByHost(routes: readonly DeclaredRoute[]): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, string[]>();
  for (const { host, path } of routes.flatMap((route) => route.places)) {
    if (host === undefined) continue;
    const known = paths.get(host);
    if (known === undefined) paths.set(host, [path]);
    else if (!known.includes(path)) known.push(path);
  }
  return paths;
}

function portalsOf({ middlewares }: RuntimeConfiguration, stack: Stack, traefik: Container) {
  return [...middlewares.values()].flatMap(({ types, options }) =>
    types[0] === "forwardauth" ? [knownPortal(text(member(options, "forwardauth"), "address"), stack, traefik)] : [],
  );
}

function outcomeOf(trial: Trial, someone: Someone | undefined): Outcome {
  if (someone === undefined) return UNTRIED;
  const journey: Journey = ask(trial, someone);
  return { kind: journey.end.kind, gets: describeEnd(journey.end), because: reasonOf(journey) };
}

const UNTRIED: Outcome = { kind: "unknown", gets: "unknown", because: "there is no address to try it from" };
/** What the least of several visitors gets. */
const WORST: readonly End["kind"][] = ["unknown", "broken", "nothing", "refused", "redirected", "login", "answered"];

function worst(outcomes: readonly Outcome[]): Outcome {
  for (const kind of WORST) {
    const found = outcomes.find((one) => one.kind === kind);
    if (found !== undefined) return found;
  }
  return outcomes[0] ?? UNTRIED;
}

function undecided(
  route: DeclaredRoute,
  place: Place,
  stack: Stack,
  why: string,
  runtime?: RuntimeConfiguration,
): Route {
  const outcome: Outcome = { kind: "unknown", gets: "unknown", because: why };
  const proof: Proof = { holds: undefined, why, against: undefined };
  return row(route, place, stack, { anonymous: outcome, vpn: outcome, user: outcome }, proof, undefined, runtime);
}

function row(
  route: DeclaredRoute,
  { host, path }: Place,
  stack: Stack,
  outcomes: Route["outcomes"],
  proof: Proof,
  container: Container | undefined,
  runtime: RuntimeConfiguration | undefined,
): Route {
  const { routers, origin, access, name } = route;
  const router = routers.find(({ tls }) => tls !== undefined) ?? routers[0];
  const service = router?.service === undefined ? undefined : runtime?.services.get(router.service);
  // Traefik's own interface is declared on Traefik itself.
  const own = router?.service?.endsWith("@internal") === true ? origin?.container : undefined;
  return {
    stack: stack.name,
    host: host ?? (router?.parsed === undefined ? (router?.rule ?? "*") : patternOf(router.parsed)),
    path,
    entryPoints: [...new Set(routers.flatMap(({ entryPoints }) => entryPoints))].sort(),
    middlewares: router?.middlewares ?? [],
    access,
    container: (container ?? service?.servers[0]?.container ?? own)?.name,
    outcomes,
    router: name,
    service: router?.service,
    declared: { container: origin?.container, at: origin?.at ?? "labels" },
    proof,
  };
}
