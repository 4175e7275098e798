import type { Explained } from "../../edge/request/explain.ts";
import type { Route } from "../../edge/request/routes.ts";
import type { Stack } from "../../model/stack.ts";

/** All routes of some stacks. */
export interface RouteTable {
  readonly routes: readonly Route[];
  /** What could not be read of the stacks; routes may be missing with it. */
  readonly problems: Stack["problems"];
}

export type Holding = "holds" | "broken" | "undecided";

/** Whether all classes hold; without any route, and with parts unread, nobody can tell. */
export function holdingOf({ routes, problems }: RouteTable): Holding {
  if (routes.some(({ proof }) => proof.holds === false)) return "broken";
  const undecided = routes.length === 0 || problems.length > 0 || routes.some(({ proof }) => proof.holds === undefined);
  return undecided ? "undecided" : "holds";
}

/** One sentence over all. */
export function summaryOf(table: RouteTable): string {
  const { routes } = table;
  const count = (wanted: boolean | undefined) => routes.filter(({ proof }) => proof.holds === wanted).length;
  const parts = [`${count(true)} of ${routes.length} routes hold what is declared`];
  if (count(false) > 0) parts.push(`${count(false)} do not`);
  if (count(undefined) > 0) parts.push(`${count(undefined)} are undecided`);
  if (table.problems.length > 0) parts.push(`${table.problems.length} parts could not be read`);
  return parts.join(", ");
}

/** Host and path, without a path that says nothing. */
export function placeOf({ host, path }: Pick<Route, "host" | "path">): string {
  return path === "/" ? host : `${host}${path}`;
}

/** One reason for a line: what is wrong, what is not known, or why a stranger gets what he gets. */
export function reasonFor({ proof, outcomes }: Route): string {
  return proof.holds === true ? outcomes.anonymous.because : proof.why;
}

/** The stations of a route from its name to what answers. */
export function stationsOf(route: Route): readonly { readonly kind: string; readonly name: string }[] {
  return [
    { kind: "name", name: placeOf(route) },
    { kind: "entry point", name: route.entryPoints.join(", ") || "none" },
    { kind: "router", name: route.router },
    ...route.middlewares.map((name) => ({ kind: "middleware", name })),
    { kind: "container", name: route.container ?? route.service ?? "nothing" },
  ];
}

/** Who asks, for an explanation. */
export function visitorOf({ journey: { visit } }: Explained): string {
  const { visitor, client } = visit;
  return `from ${client}, ${visitor.level === 0 ? "not logged in" : `logged in as ${[visitor.user, ...visitor.groups].join(", ")}`}`;
}
