import { type Router, routersOf } from "../../../model/routes/router.ts";
import { guardRoute } from "../../cure/guard.ts";
import { accessOf, guardsOf, judged, told } from "../../guards.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";
import { shown } from "../../shown.ts";

/** Classes whose visitors are everyone, or whose routes serve nobody. */
const OPEN: ReadonlySet<string | undefined> = new Set(["public", "own-login", "redirect"]);

export default stackRule<readonly Router[]>({
  id: "guard-lets-everyone-pass",
  title: "A route relies on an address list that leaves nobody out",
  why: "It stands where a guard belongs and reads like one, so the open route is not noticed.",
  premises: { precondition: "reach", impact: "container" },
  references: [
    page(
      "Traefik: IPAllowList",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/ipallowlist/",
    ),
  ],
  remedy:
    "Name the list of the VPN instead; if everyone is meant to reach the route, declare it public or own-login in the label readiness.route.<router>.access.",
  cure: guardRoute,
  appliesTo: (container) => routersOf(container).length > 0 || "no route leads to it",
  collect: (container) => routersOf(container),
  *check(contributions, { stack }) {
    for (const { container, value } of contributions)
      for (const router of value) {
        const judgement = judged(() => {
          const declared = accessOf(container, router);
          // Without a class nobody said what the list is to keep out; route-without-guard asks for one.
          if (declared === undefined || OPEN.has(declared.access)) return undefined;
          const { lists, login, redirects, doubts } = guardsOf(router, stack);
          if (login || redirects) return undefined;
          const open = lists.find((list) => list.everyone);
          if (open !== undefined)
            return {
              kind: shown(open.name),
              wrong: `relies on ${shown(open.name)}, an address list that lets everyone in`,
            };
          return doubts.addresses === undefined ? undefined : { undecided: doubts.addresses };
        });
        yield* told(container, router, judgement, `nobody can say whom the route ${shown(router.name)} lets in`);
      }
  },
});
