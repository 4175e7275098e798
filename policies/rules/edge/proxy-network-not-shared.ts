import type { Container } from "../../../model/container.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

export default routeRule({
  id: "proxy-network-not-shared",
  title: "Traefik and a container that it serves are not on one network",
  why: "Traefik takes an address that it cannot reach, always or by chance, and visitors get 504 after half a minute.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: docker provider, network",
      "https://doc.traefik.io/traefik/reference/install-configuration/providers/docker/",
    ),
  ],
  remedy:
    "Attach both to one network, and name it as the engine calls it in the label traefik.docker.network where the container has several.",
  cure: "Which network both are to share, only the author of the declaration knows.",
  *check({ runtime, traefik }) {
    if (traefik.networkMode === "host") return;
    const own = namesOf(traefik);
    for (const service of runtime.services.values()) {
      if (service.usedBy.length === 0) continue;
      for (const { container, network, anyNetwork } of service.servers) {
        if (container === undefined || container === traefik || network === undefined) continue;
        const theirs = namesOf(container);
        const reached = [...theirs].filter((name) => own.has(name));
        if (anyNetwork ? reached.length === theirs.size : own.has(network)) continue;
        const label = container.labels.find(({ key }) => key.toLowerCase() === "traefik.docker.network");
        const named = label === undefined ? "" : ", and the network that its label names is none of its own";
        yield {
          container,
          at: label === undefined ? "networks" : `${label.at}.value`,
          detail: shown(anyNetwork ? "any" : network),
          message: anyNetwork
            ? `${container.name} is on ${theirs.size} networks of which Traefik shares ${reached.length}${named}, so chance decides whether Traefik reaches it`
            : `Traefik takes the address of ${container.name} on the network ${shown(network)}, on which it is not itself`,
        };
      }
    }
  },
});

/** A container without a network of its own is on Docker's bridge. */
function namesOf({ networks, networkMode }: Container): Set<string> {
  if (networks.length === 0 && networkMode === undefined) return new Set(["bridge"]);
  return new Set(networks.map(({ name }) => name));
}
