import { check } from "../../check.ts";
import { hostOf } from "../../edge/host.ts";
import { rootsOfContainer, rootsOfHost, rootsOfStores } from "../../edge/roots.ts";
import { type RouteSubject, routeSubjects } from "../../edge/route.ts";
import { traefikFact } from "../../edge/traefik.ts";
import type { ErrorKind, LoadedRouter, Routers } from "../../facts/traefik/objects.ts";

const BECAUSE: Readonly<Record<ErrorKind, string>> = {
  "middleware-missing": "a middleware that it names does not exist",
  "service-missing": "the service that it names does not exist",
  "entry-point-missing": "an entry point that it names does not exist",
  "rule-invalid": "its rule cannot be read",
  "resolver-missing": "the certificate resolver that it names does not exist",
  other: "Traefik reports an error of another kind, which its log has",
};

export default check<RouteSubject>({
  id: "router-loaded",
  criterion: "availability",
  lines: ["INF-1"],
  title: "Traefik does not run a router as it is declared",
  why: "Traefik drops a router with a mistake in it without a word to anyone who does not ask, and a page for unknown names then hides that.",
  proof:
    "`GET /api/http/routers`, all pages: the router is in the list under its name, is `enabled` without an error, listens where it is declared to, and carries every middleware that is declared for it.",
  remedy:
    "Ask Traefik for the router's error (its dashboard, or `/api/http/routers/NAME@docker`), and mend the labels of the container.",
  references: [
    { title: "Traefik: API", url: "https://doc.traefik.io/traefik/reference/install-configuration/api-dashboard/" },
  ],
  validFor: 1,
  blocker: false,
  subjects: routeSubjects,
  // Traefik drops the router of a container that does not run, or is not healthy.
  blockedBy(subject, expectation) {
    const host = hostOf(subject, expectation);
    return [
      ...rootsOfHost(host),
      ...rootsOfContainer(host, subject.route.container),
      ...(subject.route.tls ? rootsOfStores(host) : []),
    ];
  },
  *judge(subject, look, expectation) {
    const { name, route } = subject;
    const { routers } = look.value<Routers>(traefikFact(hostOf(subject, expectation), "routers"));
    // Traefik has routers of its own, `prometheus@internal`, whose names anybody may use as well.
    const loaded = routers.filter(
      ({ name: full }) => !full.endsWith("@internal") && withoutProvider(full) === route.router,
    );
    const [router] = loaded;
    if (router === undefined) {
      yield { message: `${name} has no router in Traefik: ${route.router} is not loaded`, cause: "no-router" };
      return;
    }
    if (loaded.length > 1)
      yield {
        message: `${name} has ${loaded.length} routers named ${route.router}, and nobody can tell which one answers`,
        detail: "twice",
        cause: "router-twice",
      };
    if (router.status !== "enabled" || router.errors.length > 0)
      yield {
        message: `${name}: Traefik calls the router ${route.router} ${router.status}, because ${reasons(router)}`,
        detail: "status",
        cause: router.errors[0] ?? "router-not-enabled",
      };
    const middlewares = new Set(router.middlewares);
    for (const declared of route.middlewares)
      if (!middlewares.has(declared))
        yield {
          message: `${name}: the router ${route.router} runs without the declared middleware ${declared}, so visitors pass a guard less`,
          detail: declared,
          cause: "middleware-not-in-force",
        };
    for (const declared of route.entryPoints)
      if (!router.entryPoints.includes(declared))
        yield {
          message: `${name}: the router ${route.router} does not listen on the declared entry point ${declared}`,
          detail: declared,
          cause: "entry-point-not-in-force",
        };
  },
});

function reasons({ errors }: LoadedRouter): string {
  return errors.length === 0
    ? "of something that it does not name"
    : errors.map((kind) => BECAUSE[kind]).join(", and ");
}

function withoutProvider(name: string): string {
  return name.replace(/@[^@]*$/, "");
}
