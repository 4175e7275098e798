import { askedBy } from "../../edge/logins.ts";
import { declaredRouters, hostsOf } from "../../edge/routers.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

export default routeRule({
  id: "login-through-its-public-name",
  title: "Traefik asks for the login through its own public name",
  why: "Each request goes out and in again: slow, dependent on DNS and the certificate, and a loop where that route asks too.",
  premises: { precondition: "second-flaw", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [page("Authelia: Traefik", "https://www.authelia.com/integration/proxies/traefik/")],
  remedy: "Name the container of the login in the address: http://authelia:9091/api/authz/forward-auth.",
  cure: "Under which name and port Traefik reaches the login inside of the host, only its owner knows.",
  *check(seen) {
    const hosts = new Map<string, string>();
    for (const { router, name } of declaredRouters(seen))
      for (const host of hostsOf(router, seen)) hosts.set(host, name);
    for (const middleware of seen.runtime.middlewares.values()) {
      const asked = askedBy(middleware, seen.stack);
      const router = asked === undefined ? undefined : hosts.get(asked.url.hostname.toLowerCase());
      if (router === undefined) continue;
      for (const { container, at } of middleware.origins)
        if (container !== undefined)
          yield {
            container,
            at,
            detail: shown(middleware.name),
            message: `${shown(middleware.name)} asks for the login under the name that Traefik's own router ${router} serves`,
          };
    }
  },
});
