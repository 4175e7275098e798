import type { Explained } from "../../edge/request/explain.ts";
import { describeEnd } from "../../edge/request/journey.ts";
import type { Outcome } from "../../edge/request/routes.ts";
import { type RouteTable, summaryOf } from "./words.ts";

/** `{routes: [{stack, host, path, entryPoints, middlewares, access, container, outcomes, …}]}`; absent is null. */
export function json(table: RouteTable): string {
  const routes = table.routes.map((route) => ({
    stack: route.stack,
    host: route.host,
    path: route.path,
    entryPoints: route.entryPoints,
    middlewares: route.middlewares,
    access: route.access ?? null,
    container: route.container ?? null,
    outcomes: each(route.outcomes, ({ kind }) => kind),
    reasons: each(route.outcomes, ({ gets, because }) => ({ gets, because })),
    router: route.router,
    service: route.service ?? null,
    holds: route.proof.holds ?? null,
    why: route.proof.holds === true ? null : route.proof.why,
  }));
  const unread = table.problems.map(({ message }) => message);
  return `${JSON.stringify({ routes, unread, summary: summaryOf(table) }, null, 2)}\n`;
}

function each<T>(outcomes: Readonly<Record<"anonymous" | "vpn" | "user", Outcome>>, map: (outcome: Outcome) => T) {
  return { anonymous: map(outcomes.anonymous), vpn: map(outcomes.vpn), user: map(outcomes.user) };
}

/** The ways of one request. */
export function explanation(all: readonly Explained[]): string {
  const journeys = all.map(({ stack, journey: { visit, steps, router, end, doubt } }) => ({
    stack,
    request: {
      method: visit.method,
      scheme: visit.scheme,
      host: visit.host,
      port: visit.port,
      path: visit.path,
      query: visit.query,
      from: visit.client,
      user: visit.visitor.level === 0 ? null : visit.visitor.user,
      groups: visit.visitor.groups,
    },
    steps,
    router: router ?? null,
    outcome: end.kind,
    status: "status" in end ? end.status : null,
    gets: describeEnd(end),
    doubt: doubt ?? null,
  }));
  return `${JSON.stringify({ journeys }, null, 2)}\n`;
}
