import {
  chainOf,
  type Declared,
  declaredRouters,
  fieldOf,
  gapIn,
  hostsOf,
  isKept,
  isOff,
  ownName,
  ruleOf,
} from "../../edge/routers.ts";
import { routeRule, type Seen } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

/** More catch-alls than this are compared with nothing, and the rule does not decide. */
const MOST_COMPARED = 20;

export default routeRule({
  id: "catch-all-wins",
  title: "A router for many names takes the requests of one for a single name",
  why: "The longer rule wins, so visitors of the name pass the catch-all's chain and not the login of the router that is meant.",
  premises: { precondition: "reach", impact: "container" },
  references: [
    page(
      "Traefik: rules and priority",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/",
    ),
  ],
  remedy: "Give the catch-all an explicit low priority, 1 for example.",
  cure: "Which of both routers is to win, only their authors know.",
  *check(seen) {
    const all = [...declaredRouters(seen)].filter(({ router }) => !isOff(router, seen));
    const wide = all.filter((each) => isCatchAll(each, seen));
    for (const declared of wide.slice(MOST_COMPARED))
      yield {
        container: declared.container,
        at: declared.origin.at,
        undecided: `there are more than ${MOST_COMPARED} routers for every name, so ${declared.name} was not compared with the others`,
      };
    for (const declared of wide.slice(0, MOST_COMPARED)) {
      if (isKept(chainOf(declared.router, seen))) continue;
      const victims = all.flatMap(({ router }) =>
        loses(router, declared.router, seen) ? [ownName(router, seen.runtime)] : [],
      );
      const [first] = victims;
      if (first === undefined) continue;
      const gap = gapIn(declared.router, seen);
      if (gap !== undefined) {
        yield {
          container: declared.container,
          at: fieldOf(declared, "middlewares"),
          undecided: `the router ${declared.name} wins over ${shown(first)}, and nobody can say whether it has a guard: ${gap}`,
        };
        continue;
      }
      yield {
        container: declared.container,
        at: fieldOf(declared, "rule"),
        detail: declared.name,
        message: `the router ${declared.name} takes every name and wins over ${shown(first)}${victims.length > 1 ? ` and ${victims.length - 1} more` : ""}, whose rule is shorter`,
      };
    }
  },
});

/** Takes names that nobody listed: by a pattern, or because no host is asked for. */
function isCatchAll({ router }: Declared, seen: Seen): boolean {
  const rule = ruleOf(router, seen);
  return rule !== undefined && hostsOf(router, seen).length === 0 && rule.matches(request("anything.invalid"));
}

function loses(router: Router, wide: Router, seen: Seen): boolean {
  const [host] = hostsOf(router, seen);
  return (
    host !== undefined &&
    router.priority < wide.priority &&
    router.service !== wide.service &&
    (router.tls === undefined) === (wide.tls === undefined) &&
    router.using.some((point) => wide.using.includes(point)) &&
    ruleOf(wide, seen)?.matches(request(host)) === true &&
    ruleOf(router, seen)?.matches(request(host)) === true
  );
}

type Router = Declared["router"];

function request(host: string) {
  return { method: "GET", host, path: "/", query: "", headers: new Map(), clientAddress: "192.0.2.1" };
}
