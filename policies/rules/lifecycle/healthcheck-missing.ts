import { UnknownValue } from "../../../model/unknown.ts";
import { askItself } from "../../cure/healthcheck.ts";
import { factsOf } from "../../images/table.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "healthcheck-missing",
  title: "A service has no healthcheck",
  why: "A process that runs and no longer serves looks healthy, so nobody is called and nothing is restarted.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    cis("5.27"),
    page("Dockerfile reference: HEALTHCHECK", "https://docs.docker.com/reference/dockerfile/#healthcheck"),
  ],
  remedy: "Declare a healthcheck whose test asks the service itself and ends in failure when it does not answer.",
  cure: (_, container) => [askItself(container)],
  appliesTo({ runsOnce, healthcheck }) {
    if (runsOnce) return "it is meant to end";
    return healthcheck?.kind !== "disabled" || "its healthcheck is switched off, which healthcheck-disabled reports";
  },
  *check(container) {
    const { kind } = container.healthcheck ?? { kind: "inherit" };
    if (kind !== "inherit") return;
    const brought = factsOf(container.image)?.healthcheck;
    if (brought === "own") return;
    if (brought === undefined)
      throw new UnknownValue(
        container.locate("healthcheck").path,
        "Declare a healthcheck whose test asks the service itself.",
        "none is declared and whether the image brings one is not in the table of images",
      );
    yield { at: "healthcheck", message: "it declares no healthcheck and its image brings none" };
  },
});
