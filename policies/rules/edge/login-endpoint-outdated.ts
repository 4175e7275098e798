import { isAuthelia } from "../../../edge/request/portal.ts";
import { askedBy } from "../../edge/logins.ts";
import { isAtLeast, releaseOf } from "../../edge/release.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

export default routeRule({
  id: "login-endpoint-outdated",
  title: "Traefik asks Authelia at /api/verify, which 4.38 has replaced",
  why: "The endpoint is there for old configurations only, and goes as soon as somebody declares endpoints of their own.",
  premises: { precondition: "second-flaw", impact: "container", qualifiers: ["availability-only"] },
  references: [page("Authelia: proxy authorization", "https://www.authelia.com/reference/guides/proxy-authorization/")],
  remedy: "Ask /api/authz/forward-auth, without rd, and name the portal in session.cookies.",
  cure: "The portal has to be declared in Authelia's own configuration first.",
  *check({ runtime, stack }) {
    for (const middleware of runtime.middlewares.values()) {
      const { server, url } = askedBy(middleware, stack) ?? {};
      if (server === undefined || url === undefined || !isAuthelia(server)) continue;
      if (!/\/api\/verify\/?$/.test(url.pathname)) continue;
      const release = releaseOf(server.image);
      for (const { container, at } of middleware.origins) {
        if (container === undefined) continue;
        if (release === undefined)
          yield {
            container,
            at,
            undecided: `${shown(middleware.name)} asks ${server.name} at /api/verify, and its image does not say whether it is 4.38 or newer`,
          };
        else if (isAtLeast(release, 4, 38, 0))
          yield {
            container,
            at,
            detail: shown(middleware.name),
            message: `${shown(middleware.name)} asks ${server.name} at the old endpoint /api/verify`,
          };
      }
    }
  },
});
