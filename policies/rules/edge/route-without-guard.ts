import { type Router, routersOf } from "../../../model/routes/router.ts";
import { guardRoute } from "../../cure/guard.ts";
import { accessOf, judgeAccess, judged, told } from "../../guards.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";
import { shown } from "../../shown.ts";

export default stackRule<readonly Router[]>({
  id: "route-without-guard",
  title: "A route lets in visitors whom its access class keeps out",
  why: "Whoever finds the name reaches the service behind it; a redirect, a bouncer or a list that lets everyone in keeps nobody out.",
  premises: { precondition: "reach", impact: "container" },
  references: [
    page(
      "Traefik: HTTP middlewares",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/overview/",
    ),
    page("Authelia: forwarded authorization with Traefik", "https://www.authelia.com/integration/proxies/traefik/"),
  ],
  remedy:
    "Put the login or the address list of the VPN into the middlewares of this router; if it is meant to be reached otherwise, say so in the label readiness.route.<router>.access.",
  cure: guardRoute,
  appliesTo: (container) => routersOf(container).length > 0 || "no route leads to it",
  collect: (container) => routersOf(container),
  *check(contributions, { stack, vpn }) {
    for (const { container, value } of contributions)
      for (const router of value) {
        const judgement = judged(() => judgeAccess(router, accessOf(container, router), stack, vpn));
        yield* told(container, router, judgement, `who may use the route ${shown(router.name)} is not certain`);
      }
  },
});
