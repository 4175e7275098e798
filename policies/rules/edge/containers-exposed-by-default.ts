import type { Container } from "../../../model/container.ts";
import { gapsOf } from "../../edge/routers.ts";
import { proxyRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";

export default proxyRule({
  id: "containers-exposed-by-default",
  title: "Traefik serves every container that does not say otherwise",
  why: "Each gets a router made of its name and no login, so whoever sends that name as Host reaches databases and admin pages.",
  premises: { precondition: "reach", impact: "container" },
  references: [
    page(
      "Traefik: docker provider, exposedByDefault",
      "https://doc.traefik.io/traefik/reference/install-configuration/providers/docker/",
    ),
  ],
  remedy: "Set providers.docker.exposedbydefault=false and traefik.enable=true on what is to be served.",
  cure: "The option may stand among flags, variables or in a file; which containers are to be served is for a person to say.",
  *check({ runtime, traefik }) {
    const [gap] = gapsOf(runtime);
    const docker = runtime.static.docker;
    if (docker?.exposedByDefault !== true) return;
    const named = new Set<Container>();
    for (const { defaultRule, origins } of runtime.routers.values())
      if (defaultRule) for (const { container } of origins) if (container !== undefined) named.add(container);
    const served = [...named].filter(
      ({ labels }) => !labels.some(({ key }) => /^traefik\.(?:enable$|http\.routers\.)/i.test(key)),
    );
    const [first] = served;
    if (first !== undefined)
      yield {
        container: traefik,
        at: "command",
        message: `${traefik.name} serves containers without being told to: ${first.name}${served.length > 1 ? ` and ${served.length - 1} more` : ""}`,
      };
    else if (gap !== undefined)
      yield {
        container: traefik,
        at: "command",
        undecided: `${traefik.name} serves every container that does not say otherwise, and not all are known: ${gap}`,
      };
  },
});
