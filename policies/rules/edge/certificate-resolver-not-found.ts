import { declaredRouters, fieldOf } from "../../edge/routers.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

/** A certificate from a file, which may cover the host all the same. */
const OWN_CERTIFICATE = /\bcertfile\b/i;

export default routeRule({
  id: "certificate-resolver-not-found",
  title: "A router names a certificate resolver that Traefik does not have",
  why: "Visitors get Traefik's own self-signed certificate, and their browsers refuse it.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: certificate resolvers",
      "https://doc.traefik.io/traefik/reference/install-configuration/tls/certificate-resolvers/overview/",
    ),
  ],
  remedy: "Name one of the resolvers in Traefik's own configuration, or declare the missing one there.",
  cure: "Which resolver is meant, only the author of the router knows.",
  *check(seen) {
    const { certificatesResolvers } = seen.runtime.static;
    for (const declared of declaredRouters(seen)) {
      const { router, container, name } = declared;
      const resolver = router.tls?.certResolver;
      if (resolver === undefined || certificatesResolvers.has(resolver)) continue;
      const at = fieldOf(declared, "tls.certresolver");
      if (seen.traefik.files.some(({ content }) => content === undefined || OWN_CERTIFICATE.test(content)))
        yield {
          container,
          at,
          undecided: `the router ${name} names the certificate resolver ${shown(resolver)}, which does not exist, and nobody can say whether a certificate from a file covers its host`,
        };
      else
        yield {
          container,
          at,
          detail: `${name} ${shown(resolver)}`,
          message: `the router ${name} names the certificate resolver ${shown(resolver)}, which Traefik does not have`,
        };
    }
  },
});
