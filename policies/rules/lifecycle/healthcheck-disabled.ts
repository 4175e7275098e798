import { askItself } from "../../cure/healthcheck.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "healthcheck-disabled",
  title: "The healthcheck of a service is switched off",
  why: "It overrides the test that the image brings, so a service that no longer answers is never noticed.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    cis("5.27"),
    page("Dockerfile reference: HEALTHCHECK", "https://docs.docker.com/reference/dockerfile/#healthcheck"),
  ],
  remedy: "Remove NONE or disable and declare a test that asks the service itself.",
  cure: (_, container) => [askItself(container)],
  appliesTo: ({ runsOnce }) => !runsOnce || "it is meant to end",
  *check({ healthcheck }) {
    if (healthcheck?.kind === "disabled")
      yield {
        at: "healthcheck",
        message: "its healthcheck is switched off, and with it the one that its image may bring",
      };
  },
});
