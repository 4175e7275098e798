import {
  chainOf,
  declaredRouters,
  fieldOf,
  gapIn,
  hostsOf,
  isGuard,
  isKept,
  isOff,
  ownName,
} from "../../edge/routers.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

export default routeRule({
  id: "plain-http-past-the-guard",
  title: "A name that HTTPS guards is open by plain HTTP",
  why: "Who types http:// instead of https:// passes no login and no address list.",
  premises: { precondition: "reach", impact: "container" },
  references: [
    page(
      "Traefik: entry points, redirection",
      "https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/",
    ),
  ],
  remedy:
    "Redirect plain HTTP at its entry point, or give the router without TLS the middleware redirectscheme or the same guard.",
  cure: "Whether the twin is to redirect, to ask for the login or to go, only the author knows.",
  *check(seen) {
    const guarded = new Map<string, string>();
    const all = [...declaredRouters(seen)].filter(({ router }) => !isOff(router, seen));
    for (const { router } of all)
      if (router.tls !== undefined && chainOf(router, seen).some(isGuard))
        for (const host of hostsOf(router, seen)) guarded.set(host, ownName(router, seen.runtime));
    for (const declared of all) {
      const { router, container, name } = declared;
      if (router.tls !== undefined || router.service === "noop@internal") continue;
      const twin = hostsOf(router, seen)
        .map((host) => guarded.get(host))
        .find((found) => found !== undefined);
      if (twin === undefined || isKept(chainOf(router, seen))) continue;
      // The router that an entry point makes for its redirection has nearly the highest priority.
      const open = router.using.filter((each) => {
        const redirection = seen.runtime.entryPoints.get(each)?.redirection;
        return redirection === undefined || redirection.priority < router.priority;
      });
      if (open.length === 0) continue;
      const gap = gapIn(router, seen);
      if (gap !== undefined) {
        yield {
          container,
          at: fieldOf(declared, "middlewares"),
          undecided: `nobody can say whether the router ${name} redirects or has a guard: ${gap}`,
        };
        continue;
      }
      yield {
        container,
        at: fieldOf(declared, "entrypoints"),
        detail: name,
        message: `the router ${name} serves by plain HTTP on ${open.map(shown).join(", ")} what ${shown(twin)} guards by HTTPS`,
      };
    }
  },
});
