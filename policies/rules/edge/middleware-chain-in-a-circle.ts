import { middlewaresOf } from "../../../model/routes/middlewares.ts";
import { type Router, routersOf } from "../../../model/routes/router.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";
import { shown } from "../../shown.ts";

export default stackRule<readonly Router[]>({
  id: "middleware-chain-in-a-circle",
  title: "A chain of middlewares contains itself",
  why: "Traefik refuses the chain and every router that names it, and their visitors get 404.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page("Traefik: Chain", "https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/chain/"),
  ],
  remedy: "Take the chain out of its own members.",
  cure: "Only its author knows which member of the chain is the wrong one, and without it the route may lose its guard.",
  appliesTo: (container) => routersOf(container).length > 0 || "no route leads to it",
  collect(container) {
    const routers = routersOf(container);
    for (const router of routers) void router.middlewares;
    return routers;
  },
  *check(contributions, { stack }) {
    const middlewares = middlewaresOf(stack);
    for (const { container, value } of contributions)
      for (const router of value) {
        const found = middlewares.resolve(router.middlewares);
        const circle = found.find(({ deed }) => deed.kind === "circle");
        const hidden = found.find(({ deed }) => deed.kind === "not-given" || (deed.kind === "unknown" && deed.isChain));
        if (circle === undefined && hidden !== undefined && "why" in hidden.deed)
          yield {
            container,
            at: router.middlewaresAt,
            undecided: `the route ${shown(router.name)} names ${shown(hidden.name)}, which may be a chain that contains itself: ${hidden.deed.why}`,
          };
        if (circle !== undefined)
          yield {
            container,
            at: router.middlewaresAt,
            detail: `${shown(router.name)} ${shown(circle.name)}`,
            message: `the route ${shown(router.name)} names the chain ${shown(circle.name)}, which contains itself`,
          };
      }
  },
});
