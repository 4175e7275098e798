import { isAuthelia } from "../../../edge/request/portal.ts";
import { askedBy } from "../../edge/logins.ts";
import { chainOf, declaredRouters, fieldOf, isOff, redirects } from "../../edge/routers.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";

export default routeRule({
  id: "login-over-plain-http",
  title: "A route without TLS asks Authelia for a login",
  why: "Authelia answers 400 to plain HTTP before it looks at any rule, so nobody can use the route.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [page("Authelia: forwarded headers", "https://www.authelia.com/integration/proxies/forwarded-headers/")],
  remedy: "Give the router TLS, or redirect its entry point to the one of HTTPS.",
  cure: "Which entry point and certificate the route is to have, only its author knows.",
  *check(seen) {
    const { runtime, stack } = seen;
    for (const declared of declaredRouters(seen)) {
      const { router, container, name } = declared;
      if (router.tls !== undefined || isOff(router, seen)) continue;
      const chain = chainOf(router, seen);
      const asks = chain.findIndex((middleware) => {
        const server = askedBy(middleware, stack)?.server;
        return server !== undefined && isAuthelia(server);
      });
      if (asks < 0 || chain.slice(0, asks).some(redirects)) continue;
      const open = router.using.some((each) => {
        const point = runtime.entryPoints.get(each);
        // Where a proxy in front ends the TLS and is believed, the request arrives as https.
        const believed =
          point?.forwardedHeaders.insecure === true || (point?.forwardedHeaders.trustedIPs.length ?? 0) > 0;
        return point?.redirection === undefined && !believed;
      });
      if (!open) continue;
      yield {
        container,
        at: fieldOf(declared, "entrypoints"),
        detail: name,
        message: `the router ${name} asks Authelia for a login to what arrives by plain HTTP`,
      };
    }
  },
});
