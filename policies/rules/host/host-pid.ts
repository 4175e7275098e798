import { remove } from "../../cure/edit.ts";
import { factsOf } from "../../images/table.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "host-pid",
  title: "The container sees the processes of the host",
  why: "It reads command lines and environments of processes of its own user on the whole host and can send them signals.",
  premises: { precondition: "foothold", impact: "neighbours" },
  references: [cis("5.16"), page("PID settings", "https://docs.docker.com/engine/containers/run/#pid-settings---pid")],
  remedy: "Remove the pid mode; to look into one other container, use `container:NAME`.",
  cure: ({ at }) => [remove(at)],
  appliesTo(container) {
    const need = container.pidMode === "host" ? factsOf(container.image)?.host?.pid : undefined;
    return need === undefined || `this image is documented to need it: ${need}`;
  },
  *check(container) {
    if (container.pidMode === "host")
      yield { at: "pidMode", message: "its pid mode is host, so it sees the processes of the whole host" };
  },
});
