import { remove } from "../../cure/edit.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "host-userns",
  title: "The container opts out of user namespaces",
  why: "Where the engine remaps users, root in this container is root on the host again; where it does not, the line does nothing.",
  premises: { precondition: "second-flaw", impact: "container" },
  references: [
    cis("5.31"),
    page("Isolate containers with a user namespace", "https://docs.docker.com/engine/security/userns-remap/"),
  ],
  remedy: "Remove the mode; where a service needs the host's users, say so in a waiver.",
  cure: ({ at }) => [remove(at)],
  appliesTo: ({ privileged }) =>
    !privileged || "an engine that remaps users starts a privileged container only with the host's users",
  *check({ usernsMode }) {
    if (usernsMode === "host")
      yield {
        at: "usernsMode",
        message: "its user namespace is the host's, so a remapping by the engine does not hold for it",
      };
  },
});
