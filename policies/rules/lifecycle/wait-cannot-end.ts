import { UnknownValue } from "../../../model/unknown.ts";
import { set } from "../../cure/edit.ts";
import { askItself } from "../../cure/healthcheck.ts";
import { factsOf } from "../../images/table.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "wait-cannot-end",
  title: "A deployment waits for health that cannot come in time",
  why: "The update fails although the service is well, and the next one takes the container as it is.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page("docker.Container: wait, waitTimeout", "https://www.pulumi.com/registry/packages/docker/api-docs/container/"),
  ],
  remedy: "Declare a healthcheck, and set waitTimeout above its start period.",
  cure: ({ at, detail }, container) =>
    detail === "healthcheck"
      ? [askItself(container)]
      : [set(at, Math.ceil((container.healthcheck?.startPeriod ?? 0) / 1000) + MARGIN)],
  appliesTo: ({ deployment }) => deployment?.wait === true || "its deployment does not wait for health",
  *check({ healthcheck, image, deployment }) {
    const own = healthcheck === undefined || healthcheck.kind === "inherit" ? factsOf(image)?.healthcheck : "own";
    if (healthcheck?.kind === "disabled" || own === "none")
      yield {
        at: "deployment.wait",
        detail: "healthcheck",
        message: "its deployment waits for health and it has no healthcheck",
      };
    else if (own === undefined)
      throw new UnknownValue(
        "deployment.wait",
        "Declare a healthcheck whose test asks the service itself.",
        "its deployment waits for health, and whether its image brings a healthcheck is not in the table of images",
      );
    const timeout = (deployment?.waitTimeout ?? 0) * 1000;
    if (healthcheck?.startPeriod !== undefined && healthcheck.startPeriod >= timeout)
      yield {
        at: "deployment.waitTimeout",
        detail: "timeout",
        message: "its deployment waits no longer than the start period of its healthcheck",
      };
  },
});

/** Seconds beyond the start period in which the first test has to succeed. */
const MARGIN = 60;
