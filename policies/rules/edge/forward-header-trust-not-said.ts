import { type Definition, definitionsOf, ofType, releasesIn } from "../../edge/definitions.ts";
import { isAtLeast } from "../../edge/release.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";

export default stackRule<readonly Definition[]>({
  id: "forward-header-trust-not-said",
  title: "A login middleware does not say whether it believes forwarded headers",
  why: "Traefik strips some of them and keeps others, warns since 3.6.14, and the next major version decides otherwise.",
  premises: { precondition: "second-flaw", impact: "container" },
  references: [
    page(
      "Traefik: ForwardAuth, trustForwardHeader",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/forwardauth/",
    ),
  ],
  remedy:
    "Say trustForwardHeader: true where the entry point names its proxies in trustedIPs or trusts nobody, else false.",
  cure: "Whether what stands before Traefik is to be believed, only its owner knows.",
  appliesTo: (container) =>
    ofType(definitionsOf(container), "forwardauth").length > 0 || "it defines no forwardAuth middleware",
  collect: (container) => ofType(definitionsOf(container), "forwardauth"),
  *check(contributions, { stack }) {
    const releases = releasesIn(stack);
    for (const { container, value } of contributions)
      for (const { name, at, options } of value) {
        if (options.has("forwardauth.trustforwardheader")) continue;
        for (const release of releases)
          if (release === undefined)
            yield {
              container,
              at,
              undecided: `${name} leaves trustForwardHeader out, and the image of Traefik does not say whether it is 3.6.14 or newer`,
            };
          else if (isAtLeast(release, 3, 6, 14))
            yield {
              container,
              at,
              detail: name,
              message: `${name} leaves trustForwardHeader out, so Traefik strips some of the forwarded headers and keeps others`,
            };
      }
  },
});
