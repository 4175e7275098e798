import { UnknownValue } from "../../../model/unknown.ts";
import { set } from "../../cure/edit.ts";
import { hasTest } from "../../healthcheck/test.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";
import { shown } from "../../shown.ts";

interface Dependence {
  readonly at: string;
  readonly on: string;
}

export default stackRule<readonly Dependence[]>({
  id: "dependency-not-awaited",
  title: "A container starts before what it depends on is ready",
  why: "The other one was started and does not answer yet: the first minutes after every restart of the host are errors, or a crash loop.",
  premises: { precondition: "foothold", impact: "container", qualifiers: ["availability-only"] },
  references: [page("Control startup order", "https://docs.docker.com/compose/how-tos/startup-order/")],
  remedy: "Write depends_on as a map with condition: service_healthy.",
  cure: ({ at }) => [set(`${at}.condition`, "service_healthy")],
  appliesTo: ({ source }) => source === "compose" || "in Pulumi the container that is waited for declares wait",
  collect: ({ dependsOn }) =>
    dependsOn.flatMap(({ at, name, condition }) => (condition === "service_started" ? [{ at, on: name }] : [])),
  *check(contributions, { stack }) {
    const containers = new Map(stack.containers.map((container) => [container.name, container]));
    for (const { container, value } of contributions)
      for (const { at, on } of value) {
        const target = containers.get(on);
        try {
          if (target === undefined || target.runsOnce || hasTest(target) !== true) continue;
        } catch (error) {
          if (!(error instanceof UnknownValue)) throw error;
          yield { container, at, undecided: `whether ${shown(on)} has a healthcheck to wait for is not known yet` };
          continue;
        }
        yield {
          container,
          at,
          detail: shown(on),
          message: `it waits until ${shown(on)} is started and not until it is healthy`,
        };
      }
  },
});
