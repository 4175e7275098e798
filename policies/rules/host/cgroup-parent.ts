import { remove } from "../../cure/edit.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "cgroup-parent",
  title: "The container is put below a control group of somebody's choice",
  why: "The limits of that group hold instead of the engine's, and a group without limits makes those of the container worthless.",
  premises: { precondition: "foothold", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    cis("5.25"),
    page("Specify custom cgroups", "https://docs.docker.com/reference/cli/docker/container/run/#cgroup-parent"),
  ],
  remedy: "Remove it, or list the group under cgroup-parents in the settings.",
  cure: ({ at }) => [remove(at)],
  appliesTo: ({ cgroupParent }) => cgroupParent !== undefined || "it leaves its control group to the engine",
  *check({ cgroupParent }, { cgroupParents = [] }) {
    if (cgroupParent !== undefined && !cgroupParents.includes(cgroupParent))
      yield { at: "cgroupParent", message: "its control group has a parent that the settings do not list" };
  },
});
