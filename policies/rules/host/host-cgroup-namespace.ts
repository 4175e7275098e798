import { remove } from "../../cure/edit.ts";
import { factsOf } from "../../images/table.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "host-cgroup-namespace",
  title: "The container sees the control groups of the host",
  why: "It reads which other containers there are and what they use, which tells an attacker where to go next.",
  premises: { precondition: "second-flaw", impact: "neighbours", qualifiers: ["disclosure-only"] },
  references: [
    cis("5.25"),
    page("docker container run: --cgroupns", "https://docs.docker.com/reference/cli/docker/container/run/"),
    page("cgroup_namespaces(7)", "https://man7.org/linux/man-pages/man7/cgroup_namespaces.7.html"),
  ],
  remedy: "Remove the mode; private is the engine's default with control groups of version 2.",
  cure: ({ at }) => [remove(at)],
  appliesTo(container) {
    const reads =
      container.cgroupnsMode === "host" && (factsOf(container.image)?.host?.reads?.includes("/sys") ?? false);
    return !reads || "measuring the control groups of the host is what this image is for";
  },
  *check({ cgroupnsMode }) {
    if (cgroupnsMode === "host")
      yield { at: "cgroupnsMode", message: "its cgroup namespace is the host's, so it sees those of all containers" };
  },
});
