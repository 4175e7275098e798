import type { Container } from "../../../model/container.ts";
import { gapsOf } from "../../edge/routers.ts";
import { proxyRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";

export default proxyRule({
  id: "unhealthy-routes-forgotten",
  title: "Traefik forgets containers while they start or are unhealthy",
  why: "Visitors and monitors get 404 as if the name did not exist, instead of 503, and search engines drop the page.",
  premises: { precondition: "second-flaw", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: docker provider, allowEmptyServices",
      "https://doc.traefik.io/traefik/reference/install-configuration/providers/docker/",
    ),
  ],
  remedy: "Set providers.docker.allowemptyservices=true.",
  cure: "The option may stand among flags, variables or in a file, whose text is not quoted.",
  *check({ runtime, traefik }) {
    const { docker } = runtime.static;
    if (docker === undefined || docker.allowEmptyServices) return;
    const watched = new Set<Container>();
    for (const { usedBy, servers } of runtime.services.values())
      if (usedBy.length > 0)
        for (const { container } of servers)
          if (container?.healthcheck !== undefined && container.healthcheck.kind !== "disabled") watched.add(container);
    const [first] = watched;
    const [gap] = gapsOf(runtime);
    if (first === undefined) {
      if (gap !== undefined)
        yield {
          container: traefik,
          at: "command",
          undecided: `${traefik.name} answers 404 while a container with a healthcheck starts, and nobody can say whether it serves one: ${gap}`,
        };
      return;
    }
    yield {
      container: traefik,
      at: "command",
      message: `${traefik.name} answers 404 while ${first.name}${watched.size > 1 ? ` or one of ${watched.size - 1} more` : ""} starts or is unhealthy`,
    };
  },
});
