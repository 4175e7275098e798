import { remove, same } from "../../cure/edit.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "output-in-state",
  title: "The output of the container is kept in the state",
  why: "Whatever it prints at its start, passwords and tokens too, lies in the state of Pulumi in clear text, for everybody who reads that.",
  premises: { precondition: "none", impact: "container", qualifiers: ["disclosure-only"] },
  references: [page("docker.Container: logs", "https://www.pulumi.com/registry/packages/docker/api-docs/container/")],
  remedy: "Remove logs and read the output with docker logs.",
  cure: ({ at }) =>
    same("the engine keeps the output as before, and the service does not know who else did", remove(at)),
  appliesTo: ({ deployment }) => deployment !== undefined || "it is not deployed by Pulumi",
  *check({ deployment }) {
    if (deployment?.logs === true)
      yield {
        at: "deployment.logs",
        message: "its output is kept in the state of Pulumi, with every secret that it prints",
      };
  },
});
