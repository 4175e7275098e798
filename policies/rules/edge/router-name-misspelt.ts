import { chainOf, declaredRouters, isGuard } from "../../edge/routers.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";

export default routeRule({
  id: "router-name-misspelt",
  title: "Options of a router stand under a name that has no rule and is nearly that of its neighbour",
  why: "The router that was meant lacks them, a login for example, and Traefik makes a second one of the misspelt name.",
  premises: { precondition: "reach", impact: "container" },
  references: [
    page(
      "Traefik: labels of containers",
      "https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/",
    ),
  ],
  remedy: "Write the name of the router the same in all of its labels.",
  cure: "Which of both spellings is the right one, only the author knows.",
  *check(seen) {
    const all = [...declaredRouters(seen)];
    for (const ghost of all.filter(({ router }) => router.defaultRule)) {
      if (!carriesLabels(ghost.container.labels, ghost.name)) continue;
      const meant = all.find(
        ({ router, container, name }) =>
          container === ghost.container && !router.defaultRule && name !== ghost.name && isNear(name, ghost.name),
      );
      if (meant === undefined) continue;
      const loses = chainOf(ghost.router, seen).some(isGuard) ? "its guard" : "its options";
      yield {
        container: ghost.container,
        at: ghost.origin.at,
        detail: ghost.name,
        message: `the router ${ghost.name} has options and no rule, and ${meant.name} beside it, which looks meant, lacks ${loses}`,
      };
    }
  },
});

function carriesLabels(labels: readonly { readonly key: string }[], name: string): boolean {
  const beginning = `traefik.http.routers.${name}.`.toLowerCase();
  return labels.some(({ key }) => key.toLowerCase().startsWith(beginning));
}

const FARTHEST = 2;

/** True where at most two letters are exchanged, missing or added (Levenshtein), of names long enough to tell. */
function isNear(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > FARTHEST || Math.min(one.length, other.length) <= FARTHEST) return false;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++)
      next.push(
        Math.min(
          (row[to] as number) + 1,
          (next[to - 1] as number) + 1,
          (row[to - 1] as number) + (one[at - 1] === other[to - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return (row.at(-1) as number) <= FARTHEST;
}
