import type { Breach, Evidence, Proof } from "../../../edge/request/access.ts";
import type { End } from "../../../edge/request/journey.ts";
import { type Route, routesOf } from "../../../edge/request/routes.ts";
import { edgesOf } from "../../../edge/traefik/of-stack.ts";
import type { Container } from "../../../model/container.ts";
import { type Router, routersOf } from "../../../model/routes/router.ts";
import type { Stack } from "../../../model/stack.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import { accessOf, type DeclaredAccess, judgeAccess, judged } from "../../guards.ts";
import { page } from "../../references.ts";
import { type StackOffence, stackRule, type Undecided } from "../../rule.ts";
import { shown } from "../../shown.ts";

/** What lets nobody in who is not meant to be: other rules tell why a route does not answer. */
const SHUT: readonly Breach[] = ["out-of-order", "disabled", "no-port"];

export default stackRule<readonly Router[]>({
  id: "access-class-not-held",
  title: "Requests that are followed through the edge show that a route does not hold its access class",
  why: "Every name in its chain may be right, and a rule of the login portal, a second route or an open door lets in whom the class keeps out, or keeps out whom it lets in.",
  premises: { precondition: "reach", impact: "container" },
  references: [
    page(
      "Traefik: rules and priority",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/",
    ),
    page("Authelia: access control", "https://www.authelia.com/configuration/security/access-control/"),
  ],
  remedy:
    "Ask `readiness routes --explain` for the way of the request; correct what answers it there, or declare in the label readiness.route.<router>.access who is meant to reach the route.",
  cure: "Which declaration on the way of the request is the wrong one is for a person to say: the route, the rule of the login portal or the class.",
  appliesTo: (container) => routersOf(container).length > 0 || "no route leads to it",
  collect: (container) => routersOf(container),
  *check(contributions, { stack, vpn }) {
    const blind = blindness(stack);
    const routes = Map.groupBy(routesOf(stack, vpn), ({ router }) => router);
    for (const { container, value } of contributions)
      for (const router of value) {
        // What the names of a chain tell already is told by route-without-guard, and without a class nothing is to be held.
        let declared: DeclaredAccess | undefined;
        const byNames = judged(() => {
          declared = accessOf(container, router);
          return judgeAccess(router, declared, stack, vpn);
        });
        if (byNames !== undefined || declared?.access === undefined) continue;
        const own = (routes.get(`${router.name}@${router.provider}`) ?? []).filter(
          (route) => route.declared.container === container,
        );
        const [first] = own.flatMap((route) => told(route, router, container) ?? []);
        if (first !== undefined) yield first;
        else if (own.length === 0) {
          const why = blind(container);
          if (why !== undefined)
            yield {
              container,
              at: router.middlewaresAt,
              undecided: `who gets through the route ${shown(router.name)} is not certain: ${why}`,
            };
        }
      }
  },
});

/** Why a route of a container may be missing from what Traefik was found to make of the stack; undefined where it is not. */
function blindness(stack: Stack): (container: Container) => string | undefined {
  const edges = edgesOf(stack);
  const refused = edges.find(({ runtime, undecided }) => runtime === undefined && undecided);
  const maybe = edges.length > 0 ? undefined : stack.containers.find(isImageUnknown);
  const whole =
    refused !== undefined
      ? `of ${shown(refused.traefik.name)}, ${refused.problem}`
      : maybe === undefined
        ? undefined
        : `the image of ${shown(maybe.name)} is not known, and it may be Traefik`;
  return (container) => {
    const own = edges.flatMap(({ runtime }) => runtime?.unknown ?? []).find((one) => one.container === container);
    return whole ?? (own === undefined ? undefined : `of ${shown(own.subject)}, ${own.why}`);
  };
}

function isImageUnknown(container: Container): boolean {
  try {
    void container.image;
    return false;
  } catch (error) {
    if (error instanceof UnknownValue) return true;
    throw error;
  }
}

function told(
  { proof, access }: Route,
  router: Router,
  container: StackOffence["container"],
): StackOffence | Undecided | undefined {
  const at = router.middlewaresAt;
  const name = shown(router.name);
  if (proof.holds === undefined)
    return { container, at, undecided: `who gets through the route ${name} is not certain: ${doubt(proof)}` };
  if (proof.holds || SHUT.includes(proof.kind)) return undefined;
  return {
    container,
    at,
    detail: `${name} ${proof.kind}`,
    message: `the route ${name} is declared ${access}, but ${breach(proof)}`,
  };
}

function breach({ kind, why, against }: Proof & { readonly holds: false }): string {
  if (against === undefined) return kind === "public-entry-point" ? "strangers reach one of its entry points" : why;
  const { someone, plain } = against;
  const who = someone.visitor.level > 0 ? "somebody who is logged in" : "somebody who is not logged in";
  const from = someone.inside ? "from the VPN" : "from outside";
  const how = plain ? "" : `, ${otherwise(against)}`;
  return `${who} ${GETS[against.journey.end.kind]} ${from} (${someone.client})${how}`;
}

/** In what an unusual request differs from a visitor's; values of the declaration are not quoted. */
function otherwise({ journey: { visit, router } }: Evidence): string {
  const method = visit.method === "GET" ? "" : ` by ${visit.method}`;
  const taker = router === undefined ? "" : ` that ${shown(router)} takes`;
  return `with a request${method} over ${visit.scheme} on port ${visit.port}${taker}`;
}

const GETS: Readonly<Record<End["kind"], string>> = {
  served: "is served",
  answered: "is answered by a middleware",
  login: "is asked for a login",
  refused: "is refused",
  redirected: "is sent elsewhere",
  nothing: "finds no router",
  broken: "gets an error",
  "passed-on": "is passed on past every HTTP guard",
  unknown: "gets what nobody can tell",
};

function doubt({ why, against }: Proof & { readonly holds: undefined }): string {
  const last = against?.journey.steps.at(-1);
  if (last === undefined) return why;
  return last.at === "router" && last.says.endsWith("chance decides")
    ? `${shown(last.name)} and another router have the same priority, so chance decides`
    : `${shown(last.name)} ${last.says}`;
}
