import { remove } from "../../cure/edit.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "never-started",
  title: "A container is created and not started",
  why: "The deployment succeeds and the service is not there.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page("docker.Container: start, mustRun", "https://www.pulumi.com/registry/packages/docker/api-docs/container/"),
  ],
  remedy: "Remove start: false, or declare mustRun: false where it is meant not to run.",
  cure: ({ at }) => [remove(at)],
  appliesTo({ deployment, runsOnce }) {
    if (deployment === undefined) return "it is not deployed by Pulumi";
    return !runsOnce || "it is meant not to run all the time";
  },
  *check({ deployment }) {
    if (deployment?.start === false) yield { at: "deployment.start", message: "it is created and not started" };
  },
});
