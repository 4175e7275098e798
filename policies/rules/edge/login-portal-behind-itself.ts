import { ANONYMOUS, decide } from "../../../edge/authelia/decide.ts";
import { configurationFiles, isAuthelia } from "../../../edge/request/portal.ts";
import { askedBy, configurationOf } from "../../edge/logins.ts";
import { chainOf, declaredRouters, fieldOf, hostsOf, isOff } from "../../edge/routers.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";

export default routeRule({
  id: "login-portal-behind-itself",
  title: "The portal of the login asks itself for a login",
  why: "Whoever wants to log in is sent to log in, for ever, and nobody gets into any guarded route.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [page("Authelia: Traefik", "https://www.authelia.com/integration/proxies/traefik/")],
  remedy: "Take the login out of the chain of the portal's own router, also where its entry point adds it.",
  cure: "The login may come from the entry point or a chain, which other routes use.",
  *check(seen) {
    const { runtime, stack } = seen;
    for (const declared of declaredRouters(seen)) {
      const { router, container, name } = declared;
      const server = runtime.services.get(router.service ?? "")?.servers[0]?.container;
      if (server === undefined || isOff(router, seen) || !isAuthelia(server)) continue;
      if (!chainOf(router, seen).some((middleware) => askedBy(middleware, stack)?.server === server)) continue;
      const at = fieldOf(declared, "middlewares");
      if (typeof configurationFiles(server) === "string") {
        yield {
          container,
          at,
          undecided: `the router ${name} of the portal asks itself for a login, and nobody can say whether its rules let everyone pass: its configuration is not in the declaration`,
        };
        continue;
      }
      const { accessControl } = configurationOf(server);
      const asks = hostsOf(router, seen).some((host) => {
        const target = {
          method: "GET",
          scheme: "https",
          host,
          path: "/",
          client: "203.0.113.1",
          accept: "text/html",
          isXhr: false,
        };
        return decide(accessControl, target, ANONYMOUS).policy !== "bypass";
      });
      if (asks)
        yield {
          container,
          at,
          detail: name,
          message: `the router ${name} leads to the portal of ${server.name} and asks it for a login first`,
        };
    }
  },
});
