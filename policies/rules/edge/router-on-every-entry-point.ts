import { traefikLabels } from "../../../model/routes/traefik-labels.ts";
import { declaredRouters } from "../../edge/routers.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";

export default routeRule({
  id: "router-on-every-entry-point",
  title: "A router names no entry point and so answers on several",
  why: "It also answers on those that were meant for plain HTTP, metrics or the own network.",
  premises: { precondition: "second-flaw", impact: "neighbours" },
  references: [
    page("Traefik: entry points", "https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/"),
  ],
  remedy: "Name the entry point of the router in its label entrypoints, or mark the usual one with asDefault.",
  cure: "Which entry point is meant, only the author of the router knows.",
  *check(seen) {
    const points = [...seen.runtime.entryPoints.values()];
    if (points.some(({ asDefault }) => asDefault)) return;
    for (const { router, container, origin, name } of declaredRouters(seen)) {
      if (origin.file !== undefined) continue;
      const options = traefikLabels(container).routers.get(name);
      if ((options?.get("entrypoints")?.list.length ?? 0) > 0) continue;
      // An entry point that redirects serves nobody, so what is left behind it does no harm.
      const serving = router.entryPoints.filter(
        (each) => seen.runtime.entryPoints.get(each)?.redirection === undefined,
      );
      if (serving.length < 2) continue;
      yield {
        container,
        at: origin.at,
        detail: name,
        message: `the router ${name} names no entry point, so it answers on ${serving.join(", ")}`,
      };
    }
  },
});
