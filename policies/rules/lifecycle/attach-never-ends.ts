import { remove } from "../../cure/edit.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "attach-never-ends",
  title: "A deployment waits for a service to end",
  why: "A service does not end, so the update hangs and whatever comes after it is never deployed.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page("docker.Container: attach, mustRun", "https://www.pulumi.com/registry/packages/docker/api-docs/container/"),
  ],
  remedy: "Remove attach, or declare mustRun: false for a task that ends.",
  cure: ({ at }) => [remove(at)],
  appliesTo: ({ deployment }) => deployment !== undefined || "it is not deployed by Pulumi",
  *check({ deployment, runsOnce }) {
    if (deployment?.attach === true && !runsOnce)
      yield { at: "deployment.attach", message: "its deployment waits until it ends, and it is meant to run" };
  },
});
