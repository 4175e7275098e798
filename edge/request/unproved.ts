import type { Ranges } from "../../model/address.ts";
import type { Container } from "../../model/container.ts";
import { ACCESS_CLASSES, accessLabel } from "../../model/expectations.ts";
import { labelsNamed } from "../../model/labels.ts";
import { type Router, routersOf, serviceOf } from "../../model/routes/router.ts";
import type { Stack } from "../../model/stack.ts";
import { UnknownValue } from "../../model/unknown.ts";
import { edgesOf } from "../traefik/of-stack.ts";
import { readRule } from "../traefik/rule/read.ts";
import { type Place, patternOf, placesOf } from "./names.ts";
import { type Outcome, type Route, routesOf } from "./routes.ts";

/**
 * Every route of a stack: those that requests prove, and those of containers whose Traefik is not declared, not known
 * or does not start, so that none is left out.
 */
export function allRoutes(stack: Stack, vpn: Ranges): readonly Route[] {
  return rows(stack, vpn).toSorted((a, b) => {
    const [one, other] = [a, b].map(({ host, path }) => `${host} ${path}`) as [string, string];
    return one === other ? 0 : one < other ? -1 : 1;
  });
}

function rows(stack: Stack, vpn: Ranges): readonly Route[] {
  const proved = routesOf(stack, vpn);
  const edges = edgesOf(stack);
  const broken = edges.find(({ runtime }) => runtime === undefined);
  if (edges.length > 0 && broken === undefined) return [...proved, ...unreadContainers(stack, proved)];
  const why =
    broken === undefined
      ? "no Traefik is declared in this stack, so nobody can tell what answers"
      : `${broken.traefik.name}: ${broken.problem}`;
  const known = new Set(proved.map(({ router }) => router));
  return [
    ...proved,
    ...stack.containers.flatMap((container) =>
      readRouters(container, stack, (router) =>
        known.has(`${router.name}@${router.provider}`) ? [] : rowsOf(router, container, stack, why, broken?.undecided),
      ),
    ),
  ];
}

/** Containers whose labels are not known may have routes that stand nowhere else. */
function unreadContainers(stack: Stack, proved: readonly Route[]): Route[] {
  return stack.containers.flatMap((container) =>
    readRouters(container, stack, (router) => {
      const name = `${router.name}@${router.provider}`;
      if (router.implicit || proved.some((route) => route.router === name)) return [];
      return rowsOf(
        router,
        container,
        stack,
        "Traefik made nothing of it: its container or its name was left out",
        false,
      );
    }),
  );
}

function readRouters(container: Container, stack: Stack, read: (router: Router) => Route[]): Route[] {
  try {
    return routersOf(container).flatMap(read);
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
    const at = { container, at: "labels" };
    const outcome = nobodyKnows(`${error.path} is not known, and the routes of ${nameOf(container)} with it`);
    return [
      {
        ...EMPTY,
        stack: stack.name,
        container: nameOf(container),
        outcomes: { anonymous: outcome, vpn: outcome, user: outcome },
        declared: at,
        proof: { holds: undefined, why: outcome.because, against: undefined },
      },
    ];
  }
}

const EMPTY = {
  host: "*",
  path: "/",
  entryPoints: [],
  middlewares: [],
  access: undefined,
  router: "-",
  service: undefined,
} as const;

function nameOf(container: Container): string {
  try {
    return container.name;
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
    return "a container";
  }
}

function rowsOf(
  router: Router,
  container: Container,
  stack: Stack,
  why: string,
  undecided: boolean | undefined,
): Route[] {
  // Where Traefik does not start, or makes nothing of a route, nobody is served.
  const outcome: Outcome = undecided === false ? { kind: "broken", gets: "no answer", because: why } : nobodyKnows(why);
  const rule = readRule(router.rule ?? "", "v3");
  const places: readonly Place[] = "error" in rule ? [{ host: undefined, path: "/", below: false }] : placesOf(rule);
  const [label] = labelsNamed(container, accessLabel(router.name));
  return places.map(({ host, path }) => ({
    stack: stack.name,
    host: host ?? ("error" in rule ? (router.rule ?? container.name) : patternOf(rule)),
    path,
    entryPoints: router.entryPoints ?? [],
    middlewares: router.middlewares,
    access: ACCESS_CLASSES.find((name) => name === label?.value.trim()),
    container: container.name,
    outcomes: { anonymous: outcome, vpn: outcome, user: outcome },
    router: `${router.name}@${router.provider}`,
    service: serviceOf(container, router),
    declared: { container, at: router.at },
    proof:
      undecided === false
        ? { holds: false, kind: "out-of-order", why, against: undefined }
        : { holds: undefined, why, against: undefined },
  }));
}

function nobodyKnows(because: string): Outcome {
  return { kind: "unknown", gets: "unknown", because };
}
