import { askedBy } from "../../edge/logins.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

export default routeRule({
  id: "login-defined-on-the-login",
  title: "The login middleware is defined by labels of the login's own container",
  why: "While that container starts, stops or is unhealthy, the middleware does not exist, and every route with it answers 404.",
  premises: { precondition: "second-flaw", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: docker provider, allowEmptyServices",
      "https://doc.traefik.io/traefik/reference/install-configuration/providers/docker/",
    ),
  ],
  remedy: "Define it in a file of Traefik's file provider, or by labels of Traefik itself, and name it there.",
  cure: "It has to be written into a file or onto another container, and every route that names it with it.",
  *check({ runtime, stack, traefik }) {
    for (const middleware of runtime.middlewares.values()) {
      if (middleware.provider !== "docker" || middleware.usedBy.length === 0) continue;
      const server = askedBy(middleware, stack)?.server;
      if (server === undefined || server === traefik) continue;
      for (const { container, at } of middleware.origins)
        if (container === server)
          yield {
            container,
            at,
            detail: shown(middleware.name),
            message: `${shown(middleware.name)} exists only while ${server.name} is up and healthy, and so do ${middleware.usedBy.length} routers that name it`,
          };
    }
  },
});
