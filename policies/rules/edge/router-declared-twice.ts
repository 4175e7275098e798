import type { Container } from "../../../model/container.ts";
import { type Router, routersOf, serviceOf } from "../../../model/routes/router.ts";
import type { Cure } from "../../cure/edit.ts";
import { routerOf } from "../../cure/guard.ts";
import { put } from "../../cure/values.ts";
import { page } from "../../references.ts";
import { type Offence, type StackOffence, stackRule } from "../../rule.ts";
import { shown } from "../../shown.ts";

/** One router with everything that makes it what it is, as text that can be compared. */
interface Claim {
  readonly router: Router;
  readonly container: Container;
  /** Name and provider. */
  readonly name: string;
  readonly configuration: string;
  /** Rule, priority and TLS; undefined where Traefik makes the rule up, which is different for each container. */
  readonly rule: string | undefined;
  readonly entryPoints: readonly string[] | undefined;
  readonly service: string;
}

export default stackRule<readonly Claim[]>({
  id: "router-declared-twice",
  title: "Two containers declare the same router or the same rule differently",
  why: "Traefik drops both routers of one name, and of two equal rules chance decides which service answers.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: HTTP routers",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/router/",
    ),
    page(
      "Traefik: rules and priority",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/",
    ),
  ],
  remedy: "Give each router a name of its own on the host and each rule one router, or different priorities.",
  cure: separate,
  appliesTo: (container) => routersOf(container).length > 0 || "no route leads to it",
  collect: (container) => routersOf(container).map((router) => claim(container, router)),
  *check(contributions) {
    // The order of registration differs between a preview and the program; names do not.
    const claims = contributions
      .flatMap(({ value }) => value)
      .toSorted((a, b) => (a.container.name < b.container.name ? -1 : 1));
    for (const group of grouped(claims, ({ name }) => name)) {
      const other = new Map(group.map((each) => [each.configuration, each]));
      if (other.size < 2) continue;
      const [first, second] = [...other.values()] as [Claim, Claim];
      for (const each of group) yield sameName(each, each.configuration === first.configuration ? second : first);
    }
    for (const group of grouped(claims, ({ rule }) => rule))
      for (const each of group.slice(0, MOST_COMPARED)) {
        const rival = group.find(
          (other) => other.name !== each.name && other.service !== each.service && meet(each, other),
        );
        if (rival !== undefined) yield sameRule(each, rival);
      }
  },
});

/** Of more rivals than this for one rule, naming the first is enough. */
const MOST_COMPARED = 100;

function claim(container: Container, router: Router): Claim {
  const { rule, entryPoints, middlewares, tls, priority } = router;
  const service = serviceOf(container, router);
  const parts = [rule ?? container.name, entryPoints, middlewares, tls, priority, service];
  return {
    router,
    container,
    name: `${router.name}@${router.provider}`,
    configuration: JSON.stringify(parts),
    rule: rule === undefined ? undefined : JSON.stringify([rule.replace(/\s+/g, ""), priority, tls]),
    entryPoints,
    service,
  };
}

function grouped(claims: readonly Claim[], key: (claim: Claim) => string | undefined): Claim[][] {
  const groups = new Map<string, Claim[]>();
  for (const each of claims) {
    const text = key(each);
    if (text === undefined) continue;
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [each]);
    else group.push(each);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** A router without entry points listens on all of them. */
function meet(a: Claim, b: Claim): boolean {
  if (a.entryPoints === undefined || b.entryPoints === undefined) return true;
  return a.entryPoints.some((name) => b.entryPoints?.includes(name));
}

function sameName({ container, router }: Claim, other: Claim): StackOffence {
  return {
    container,
    at: router.at,
    detail: shown(router.name),
    message: `the router ${shown(router.name)} is declared differently on ${other.container.name} as well, so Traefik drops both`,
  };
}

function sameRule({ container, router }: Claim, rival: Claim): StackOffence {
  return {
    container,
    at: router.at,
    detail: `${shown(router.name)} rule`,
    message: `the router ${shown(router.name)} has the same rule and priority as ${shown(rival.router.name)} on ${rival.container.name}, so chance decides which of the two services answers`,
  };
}

/** Of two equal rules the one with the higher priority answers; a name that stands twice is its author's to change. */
function separate(offence: Offence, container: Container): Cure {
  const name = offence.detail?.endsWith(" rule") === true ? routerOf(offence, container)?.name : undefined;
  if (name === undefined)
    return "Which of the two keeps the name is for a person to say; the other one changes it in all of its labels.";
  return put(
    container,
    "labels",
    `traefik.http.routers.${name}.priority`,
    "1000",
    "which of both routers is to answer",
  );
}
