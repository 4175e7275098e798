import type { Container } from "../../../model/container.ts";
import { middlewaresOf } from "../../../model/routes/middlewares.ts";
import { type Router, routersOf } from "../../../model/routes/router.ts";
import type { Cure } from "../../cure/edit.ts";
import { bare, named, routerOf } from "../../cure/guard.ts";
import { judged } from "../../guards.ts";
import { page } from "../../references.ts";
import { type Offence, type StackContext, stackRule } from "../../rule.ts";
import { shown } from "../../shown.ts";

export default stackRule<readonly Router[]>({
  id: "middleware-not-found",
  title: "A route names a middleware that nothing defines",
  why: "Traefik switches the whole router off, and its visitors get 404.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: provider namespace",
      "https://doc.traefik.io/traefik/reference/install-configuration/providers/overview/",
    ),
  ],
  remedy:
    "Define it with labels of a container of this host (@docker) or in the dynamic configuration that Traefik carries (@file), or correct its name and provider.",
  cure: nameElsewhere,
  appliesTo: (container) => routersOf(container).length > 0 || "no route leads to it",
  collect: (container) => routersOf(container),
  *check(contributions, { stack }) {
    const middlewares = middlewaresOf(stack);
    for (const { container, value } of contributions)
      for (const router of value) {
        const at = router.middlewaresAt;
        const unreadable = judged(() => {
          void router.middlewares;
          return undefined;
        });
        if (unreadable !== undefined && "undecided" in unreadable) {
          yield {
            container,
            at,
            undecided: `the middlewares of the route ${shown(router.name)} are not certain: ${unreadable.undecided}`,
          };
          continue;
        }
        const named = new Set<string>();
        for (const { name, deed } of middlewares.resolve(router.middlewares)) {
          if (named.has(name)) continue;
          named.add(name);
          if (deed.kind === "not-given")
            yield { container, at, undecided: `the route ${shown(router.name)} names ${shown(name)}, and ${deed.why}` };
          if (deed.kind !== "missing") continue;
          const other = middlewares.elsewhere(name);
          const hint = other === undefined ? "" : `; there is ${shown(other)}`;
          yield {
            container,
            at,
            detail: `${shown(router.name)} ${shown(name)}`,
            message: `the route ${shown(router.name)} names ${shown(name)}, which nothing defines${hint}`,
          };
        }
      }
  },
});

/** Names the middleware of the other provider, where there is one of that name. */
function nameElsewhere(offence: Offence, container: Container, { stack }: StackContext): Cure {
  const router = routerOf(offence, container);
  const missing = router?.middlewares.find((name) => offence.detail === `${shown(router.name)} ${shown(name)}`);
  const other = missing === undefined ? undefined : middlewaresOf(stack).elsewhere(missing);
  if (router === undefined || missing === undefined || other === undefined || router.provider === "file")
    return "What the middleware was to do stands nowhere, so nobody but its author can define it.";
  const names = router.middlewares.map((name) => bare(name === missing ? other : name));
  if (names.some((name) => shown(name) !== name))
    return "Its middlewares have names with unusual characters, which are not quoted.";
  return named(container, router, names);
}
