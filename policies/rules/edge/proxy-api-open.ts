import { isOpen, publishedPorts } from "../../edge/published.ts";
import { chainOf, declaredRouters, fieldOf, gapIn, isGuard, isOff } from "../../edge/routers.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";

export default routeRule({
  id: "proxy-api-open",
  title: "Traefik's own interface asks nobody for a login",
  why: "It lists every route, service and middleware with its settings to whoever reaches it.",
  premises: { precondition: "reach", impact: "neighbours" },
  references: [
    page("Traefik: API and dashboard", "https://doc.traefik.io/traefik/reference/install-configuration/api-dashboard/"),
  ],
  remedy:
    "Set api.insecure=false and reach the dashboard through a router to api@internal with a login or an address list.",
  cure: "By which name and login the dashboard is to be reached, only its owner knows.",
  *check(seen) {
    const { runtime, traefik, context } = seen;
    const own = runtime.entryPoints.get("traefik");
    if (runtime.static.api?.insecure === true && own !== undefined) {
      const open = isOpen(traefik, own, context);
      const ports = publishedPorts(traefik, own);
      yield {
        container: traefik,
        at: "command",
        detail: "insecure",
        message: `api.insecure gives the interface of ${traefik.name} without a login ${
          open ? `to everyone on port ${ports.join(", ")}` : "to every container on its networks"
        }`,
      };
    }
    for (const declared of declaredRouters(seen)) {
      const { router, container, name } = declared;
      if (isOff(router, seen) || !/^(?:api|dashboard|rest)@internal$/.test(router.service ?? "")) continue;
      const chain = chainOf(router, seen);
      if (chain.some(isGuard)) continue;
      const gap = gapIn(router, seen);
      if (gap !== undefined)
        yield {
          container,
          at: fieldOf(declared, "middlewares"),
          undecided: `nobody can say whether the router ${name} to Traefik's interface has a guard: ${gap}`,
        };
      else
        yield {
          container,
          at: fieldOf(declared, "middlewares"),
          detail: name,
          message: `the router ${name} leads to Traefik's own interface, and nothing in its chain asks for a login or limits the addresses`,
        };
    }
  },
});
