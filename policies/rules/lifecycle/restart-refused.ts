import { remove } from "../../cure/edit.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "restart-refused",
  title: "The restart policy contradicts another setting",
  why: "The engine refuses to create the container, so a deployment ends half-way.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page("Restart policies", "https://docs.docker.com/engine/containers/start-containers-automatically/"),
    page("docker container run: --rm", "https://docs.docker.com/reference/cli/docker/container/run/#rm"),
  ],
  remedy:
    "Count retries with on-failure only, and let a container that is removed when it ends have no restart policy.",
  cure: ({ at }) => [remove(at)],
  appliesTo: ({ restart, deployment }) =>
    restart.policy !== "no" ||
    restart.maxRetries !== undefined ||
    deployment?.rm === true ||
    "it has no restart policy",
  *check({ restart, deployment }) {
    if (restart.maxRetries !== undefined && restart.policy !== "on-failure")
      yield {
        at: "restart.maxRetries",
        detail: "retries",
        message: "it counts retries, which the engine takes with on-failure only",
      };
    if (restart.policy !== "no" && deployment?.rm === true)
      yield {
        at: "deployment.rm",
        detail: "rm",
        message: "it is removed when it ends and restarted when it ends, which exclude each other",
      };
  },
});
