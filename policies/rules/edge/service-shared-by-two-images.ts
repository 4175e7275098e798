import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

export default routeRule({
  id: "service-shared-by-two-images",
  title: "Two containers with different images declare a service of one name",
  why: "Traefik merges them into one, and requests go to the one and the other application in turn.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["integrity-only"] },
  references: [
    page(
      "Traefik: HTTP services",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/load-balancing/service/",
    ),
  ],
  remedy: "Give each service a name of its own on the host.",
  cure: "Which of both keeps the name is for a person to say; the other one changes it in all of its labels.",
  *check({ runtime }) {
    for (const { name, servers } of runtime.services.values()) {
      if (servers.length < 2) continue;
      const owners = new Map(
        servers.flatMap(({ container }) =>
          container === undefined ? [] : [[container, container.image?.repository] as const],
        ),
      );
      if (new Set(owners.values()).size < 2) continue;
      for (const container of owners.keys()) {
        const other = [...owners].find(([one, image]) => one !== container && image !== owners.get(container))?.[0];
        yield {
          container,
          at: "labels",
          detail: shown(name),
          message: `the service ${shown(name)} leads to ${container.name} and to ${other?.name ?? "another container"} in turn`,
        };
      }
    }
  },
});
