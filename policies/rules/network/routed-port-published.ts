import { inRanges, isLoopback } from "../../../model/address.ts";
import type { Container } from "../../../model/container.ts";
import { portName } from "../../../model/port.ts";
import { declaredServicePort, type Router, routersOf, serviceOf } from "../../../model/routes/router.ts";
import { isTraefik } from "../../../model/routes/traefik-files.ts";
import { traefikLabels } from "../../../model/routes/traefik-labels.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { accessOf } from "../../guards.ts";
import { factsOf } from "../../images/table.ts";
import { leadsTo, publishes } from "../../reach.ts";
import { owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";
import { shown } from "../../shown.ts";

export default rule({
  id: "routed-port-published",
  title: "A service behind the proxy also publishes the port that the proxy leads to",
  why: "Whoever uses the port passes by the proxy: no TLS, no login, no address list and no access log.",
  premises: { precondition: "reach", impact: "container" },
  references: [
    owasp("5a"),
    page("Packet filtering and firewalls", "https://docs.docker.com/engine/network/packet-filtering-firewalls/"),
  ],
  remedy: "Publish nothing, because the proxy reaches the service over its network, or bind the port to 127.0.0.1.",
  cure: ({ at }) => [remove(at)],
  appliesTo(container) {
    if (isTraefik(container)) return "it is the proxy, whose published ports are its entry points";
    if (container.networkMode === "host") return publishes(container);
    return routersOf(container).length > 0 || "no route leads to it";
  },
  *check(container, { vpn }) {
    const open = container.ports.filter(({ ip, protocol }) => protocol === "tcp" && !isLoopback(ip));
    if (open.length === 0) return;
    for (const router of routersOf(container)) {
      const routed = routedPort(container, router);
      if (routed === undefined) continue;
      // On the VPN the port lets in nobody whom a route for the VPN keeps out.
      const vpnOnly = accessOf(container, router)?.access === "vpn-only";
      yield* each(open, (port) =>
        leadsTo(port, [routed]) === undefined || (vpnOnly && inRanges(vpn, port.ip))
          ? undefined
          : {
              at: port.at,
              detail: portName(port),
              message: `${portName(port)} leads to the port ${routed} of the route ${shown(router.name)} and passes by the proxy and its guards`,
            },
      );
    }
  },
});

/**
 * Where no label names the port, Traefik takes the lowest one that the image exposes or the container publishes.
 *
 * @throws UnknownValue where that cannot be told.
 */
function routedPort(container: Container, router: Router): number | undefined {
  const service = serviceOf(container, router);
  const own = [...traefikLabels(container).services.keys(), container.name];
  if (router.provider !== "docker" || !own.includes(service.replace(/@docker$/, ""))) return undefined;
  const declared = declaredServicePort(container, router);
  if (declared !== undefined) return declared;
  const known = factsOf(container.image)?.ports;
  if (known === undefined)
    throw new UnknownValue(
      container.locate("labels").path,
      `Name the port in the label traefik.http.services.${shown(service)}.loadbalancer.server.port.`,
      `no label names the port behind the route ${shown(router.name)} and the image's ports are not in the table of images`,
    );
  const tcp = container.ports.filter(({ protocol }) => protocol === "tcp").map(({ internal }) => internal);
  return Math.min(...known, ...tcp);
}
