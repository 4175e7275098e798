import { configurationFiles, isAuthelia } from "../../../edge/request/portal.ts";
import { askedBy, configurationOf } from "../../edge/logins.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

/** Endpoints that Authelia has by default, by what they speak. */
const DEFAULTS = new Map([
  ["forward-auth", "ForwardAuth"],
  ["auth-request", "AuthRequest"],
  ["ext-authz", "ExtAuthz"],
]);

export default routeRule({
  id: "login-endpoint-of-another-proxy",
  title: "Traefik asks an endpoint of Authelia that speaks with another proxy, or that does not exist",
  why: "Authelia reads other headers there than Traefik sends, and warns that this may skip the authorization.",
  premises: { precondition: "reach", impact: "container" },
  references: [
    page("Authelia: proxy authorization", "https://www.authelia.com/reference/guides/proxy-authorization/"),
    page("Authelia: server endpoints", "https://www.authelia.com/configuration/miscellaneous/server-endpoints-authz/"),
  ],
  remedy: "Ask /api/authz/forward-auth below the base path of server.address.",
  cure: "The address may be shared by several routes and hold a base path, which only the owner of Authelia knows.",
  *check({ runtime, stack }) {
    for (const middleware of runtime.middlewares.values()) {
      const asked = askedBy(middleware, stack);
      const { server, url } = asked ?? {};
      if (server === undefined || url === undefined || !isAuthelia(server)) continue;
      const found = /^(.*)\/api\/authz\/([^/]+)\/?$/.exec(url.pathname);
      if (found === null) continue;
      const [, base = "", endpoint = ""] = found;
      const declared = typeof configurationFiles(server) === "string" ? undefined : configurationOf(server).server;
      const speaks = declared === undefined ? DEFAULTS.get(endpoint) : declared.authorization.get(endpoint);
      for (const { container, at } of middleware.origins) {
        if (container === undefined) continue;
        const say = (wrong: string) => ({
          container,
          at,
          detail: shown(middleware.name),
          message: `${shown(middleware.name)} asks ${server.name} at ${wrong}`,
        });
        if (declared === undefined && speaks === undefined)
          yield {
            container,
            at,
            undecided: `${shown(middleware.name)} asks the endpoint ${shown(endpoint)} of ${server.name}, whose configuration is not in the declaration`,
          };
        else if (speaks === undefined)
          yield say(`the endpoint ${shown(endpoint)}, which its configuration does not have`);
        else if (speaks !== "ForwardAuth")
          yield say(`the endpoint ${shown(endpoint)}, which is that of another proxy (${speaks})`);
        else if (declared !== undefined && declared.basePath !== base)
          yield say("a path outside of the base path of its server.address");
      }
    }
  },
});
