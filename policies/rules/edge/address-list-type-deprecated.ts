import { type Definition, definitionsOf, ofType, releasesIn } from "../../edge/definitions.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";

export default stackRule<readonly Definition[]>({
  id: "address-list-type-deprecated",
  title: "An address list has the type ipWhiteList, which Traefik 3 has replaced",
  why: "It is still enforced, with a warning; the next major version drops the type, and the routers behind it with it.",
  premises: { precondition: "second-flaw", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page("Traefik: migration from v2 to v3, IPWhiteList", "https://doc.traefik.io/traefik/migrate/v2-to-v3-details/"),
    page(
      "Traefik: IPAllowList",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/ipallowlist/",
    ),
  ],
  remedy: "Write ipAllowList instead of ipWhiteList; its options are the same.",
  cure: "The type is a part of the option's name, in labels or in a file, whose text is not quoted: rename it in each of them.",
  appliesTo: (container) => definitionsOf(container).length > 0 || "it defines no middleware",
  collect: (container) => ofType(definitionsOf(container), "ipwhitelist"),
  *check(contributions, { stack }) {
    const releases = releasesIn(stack);
    for (const { container, value } of contributions)
      for (const { name, at } of value)
        for (const release of releases)
          if (release === undefined)
            yield {
              container,
              at,
              undecided: `${name} is an ipWhiteList, and the image of Traefik does not say whether it is version 3`,
            };
          else if (release.major >= 3)
            yield {
              container,
              at,
              detail: name,
              message: `${name} has the deprecated type ipWhiteList under Traefik ${release.major}; the list is still enforced`,
            };
  },
});
