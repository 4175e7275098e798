import type { EntryPoint } from "../../../edge/traefik/static/configuration.ts";
import { traefikLabels } from "../../../model/routes/traefik-labels.ts";
import { publishedPorts } from "../../edge/published.ts";
import { declaredRouters, fieldOf, isOff } from "../../edge/routers.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";

export default routeRule({
  id: "tls-and-entry-point-disagree",
  title: "A router answers plain HTTP on the port of HTTPS, or HTTPS on that of plain HTTP",
  why: "Visitors of the port speak the other protocol and get 404 or an error of the connection.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: TLS of routers",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/tls/overview/",
    ),
  ],
  remedy: "Give the router on port 443 tls=true or a certificate resolver, and keep TLS off the one on port 80.",
  cure: "Whether the router or its entry point is the wrong one, only the author knows.",
  *check(seen) {
    for (const declared of declaredRouters(seen)) {
      const { router, container, origin, name } = declared;
      if (isOff(router, seen)) continue;
      const named =
        origin.file !== undefined ||
        (traefikLabels(container).routers.get(name)?.get("entrypoints")?.list.length ?? 0) > 0;
      // One that names none is told by a rule of its own.
      if (!named) continue;
      for (const point of router.using.flatMap((each) => seen.runtime.entryPoints.get(each) ?? [])) {
        const role = roleOf(point, publishedPorts(seen.traefik, point));
        if (role === undefined || (router.tls !== undefined) === (role === "https")) continue;
        if (role === "http" && point.redirection !== undefined) continue;
        yield {
          container,
          at: fieldOf(declared, role === "https" ? "entrypoints" : "tls"),
          detail: `${name} ${point.name}`,
          message:
            role === "https"
              ? `the router ${name} has no TLS, so on the entry point ${point.name} it answers plain HTTP on the port of HTTPS`
              : `the router ${name} asks for TLS on the entry point ${point.name}, which is the port of plain HTTP`,
        };
      }
    }
  },
});

/** What visitors speak on the port, where it is one of the two that everybody knows. */
function roleOf({ port }: EntryPoint, published: readonly number[]): "http" | "https" | undefined {
  const ports = published.length > 0 ? published : [port];
  if (ports.includes(443)) return "https";
  return ports.includes(80) ? "http" : undefined;
}
