import { traefikLabels } from "../../../model/routes/traefik-labels.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";

export default routeRule({
  id: "service-port-missing",
  title: "A routed container does not say which of its ports answers",
  why: "Traefik takes the lowest port that the image exposes, which need not be the application's, and visitors get 502.",
  premises: { precondition: "second-flaw", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: docker, port detection",
      "https://doc.traefik.io/traefik/reference/install-configuration/providers/docker/",
    ),
  ],
  remedy: "Name the port in the label traefik.http.services.<service>.loadbalancer.server.port.",
  cure: "Which port the application answers on, the declaration does not say.",
  *check({ runtime }) {
    for (const service of runtime.services.values()) {
      if (service.usedBy.length === 0 || service.provider !== "docker") continue;
      for (const { container, port } of service.servers) {
        if (container === undefined) continue;
        const at = portField(container, service.name);
        const inner = new Set(
          container.ports.filter(({ protocol }) => protocol === "tcp").map(({ internal }) => internal),
        );
        if (port === undefined && inner.size > 1)
          yield {
            container,
            at,
            detail: "several",
            message: `${container.name} is routed without a port and has ${inner.size} of them, so Traefik takes the lowest`,
          };
        else if (port === undefined)
          yield {
            container,
            at,
            undecided: `${container.name} is routed without a port, and only its image knows which ports it exposes`,
          };
        else if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
          yield {
            container,
            at,
            detail: "no-number",
            message: `${container.name} is routed to a port that is none, so visitors get 502`,
          };
      }
    }
  },
});

function portField(container: Parameters<typeof traefikLabels>[0], service: string): string {
  const options = traefikLabels(container).services.get(service.replace(/@docker$/, ""));
  return options?.get("loadbalancer.server.port")?.at ?? "labels";
}
