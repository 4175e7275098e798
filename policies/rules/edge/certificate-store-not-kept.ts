import { storesOf } from "../../edge/certificate-stores.ts";
import { proxyRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";

export default proxyRule({
  id: "certificate-store-not-kept",
  title: "Traefik keeps its certificates inside its container",
  why: "Each replacement asks for all of them again, and the authority soon refuses for a week, in which browsers refuse the names.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: ACME, storage",
      "https://doc.traefik.io/traefik/reference/install-configuration/tls/certificate-resolvers/acme/",
    ),
    page("Let's Encrypt: rate limits", "https://letsencrypt.org/docs/rate-limits/"),
  ],
  remedy: "Mount a volume or a folder of the host where acme.storage lies.",
  cure: "Where on the host the store is to lie, only its owner knows.",
  *check({ runtime, traefik }) {
    for (const { resolver, path } of storesOf(runtime)) {
      const kept = traefik.mounts.some(
        ({ type, target }) =>
          (type === "bind" || type === "volume") &&
          (path === target || path.startsWith(target.endsWith("/") ? target : `${target}/`)),
      );
      if (!kept)
        yield {
          container: traefik,
          at: "mounts",
          detail: resolver,
          message: `the certificates of ${resolver} lie in no volume of ${traefik.name}`,
        };
    }
  },
});
