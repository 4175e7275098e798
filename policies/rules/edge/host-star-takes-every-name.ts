import { isAtLeast } from "../../edge/release.ts";
import { declaredRouters, fieldOf, hostsOf } from "../../edge/routers.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";

export default routeRule({
  id: "host-star-takes-every-name",
  title: "A router asks for the host `*`, which takes every name since Traefik 3.7.7",
  why: "A router that matched nothing before an upgrade then answers for every name that no other router takes.",
  premises: { precondition: "reach", impact: "container" },
  references: [
    page(
      "Traefik: rules and priority",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/",
    ),
  ],
  remedy: "Name the host, or write a HostRegexp with a low priority where every name is meant.",
  cure: "Which host is meant, only the author of the router knows.",
  *check(seen) {
    for (const declared of declaredRouters(seen)) {
      const { container, name, router } = declared;
      if (!hostsOf(router, seen).includes("*")) continue;
      const at = fieldOf(declared, "rule");
      const { release } = seen;
      const moves =
        release === undefined ||
        (release.major === 3 && (release.minor === undefined || (release.minor === 7 && release.patch === undefined)));
      if (moves)
        yield {
          container,
          at,
          undecided: `the router ${name} asks for the host *, and the image of Traefik does not say whether that takes every name, as from 3.7.7`,
        };
      else if (isAtLeast(release, 3, 7, 7))
        yield {
          container,
          at,
          detail: name,
          message: `the router ${name} asks for the host *, which takes every name`,
        };
    }
  },
});
