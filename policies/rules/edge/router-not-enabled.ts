import { traefikLabels } from "../../../model/routes/traefik-labels.ts";
import { put } from "../../cure/values.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";

export default routeRule({
  id: "router-not-enabled",
  title: "A container declares routers and is not enabled for Traefik",
  why: "Traefik looks only at containers with traefik.enable=true here, so the routers do not exist and visitors get 404.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: docker provider, exposedByDefault",
      "https://doc.traefik.io/traefik/reference/install-configuration/providers/docker/",
    ),
  ],
  remedy: "Add the label traefik.enable=true, or take out the labels of its routers.",
  cure: (_offence, container) => put(container, "labels", "traefik.enable", "true", "whether it is to be served"),
  *check({ runtime }) {
    for (const { reason, origins } of runtime.dropped) {
      if (reason !== "not-enabled") continue;
      for (const { container } of origins) {
        if (container === undefined) continue;
        const { enabled, routers } = traefikLabels(container);
        // Who writes false has switched the routers off on purpose.
        if (enabled !== undefined || routers.size === 0) continue;
        yield {
          container,
          at: "labels",
          message: `${container.name} declares ${routers.size === 1 ? "a router" : `${routers.size} routers`} without traefik.enable=true, so Traefik does not look at it`,
        };
      }
    }
  },
});
