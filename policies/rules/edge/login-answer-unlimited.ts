import { type Definition, definitionsOf, ofType, releasesIn } from "../../edge/definitions.ts";
import { isAtLeast } from "../../edge/release.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";

export default stackRule<readonly Definition[]>({
  id: "login-answer-unlimited",
  title: "A login middleware takes an answer of any size",
  why: "Traefik reads the whole answer into memory, so a login server that misbehaves ends Traefik and every route with it.",
  premises: { precondition: "second-flaw", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: ForwardAuth, maxResponseBodySize",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/forwardauth/",
    ),
  ],
  remedy: "Set maxResponseBodySize, to 65536 for example; it is there from Traefik 3.6.9.",
  cure: "How much the login answers at most, only its owner knows.",
  appliesTo: (container) =>
    ofType(definitionsOf(container), "forwardauth").length > 0 || "it defines no forwardAuth middleware",
  collect: (container) => ofType(definitionsOf(container), "forwardauth"),
  *check(contributions, { stack }) {
    const releases = releasesIn(stack);
    for (const { container, value } of contributions)
      for (const { name, at, options } of value) {
        const limit = options.get("forwardauth.maxresponsebodysize")?.text;
        if (limit !== undefined && limit !== "-1") continue;
        for (const release of releases)
          if (release === undefined)
            yield {
              container,
              at,
              undecided: `${name} limits no answer, and the image of Traefik does not say whether it could`,
            };
          else if (isAtLeast(release, 3, 6, 9))
            yield { container, at, detail: name, message: `${name} reads answers of any size into memory` };
      }
  },
});
