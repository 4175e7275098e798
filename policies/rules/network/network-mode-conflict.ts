import { remove } from "../../cure/edit.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "network-mode-conflict",
  title: "A network mode and networks contradict each other",
  why: "The engine cannot attach a container without a network of its own to any: it is not created, or not where it was meant to be.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [page("Networking overview", "https://docs.docker.com/engine/network/")],
  remedy: "Keep one of them: the networks, or the mode.",
  cure: () => [remove("networkMode", "whether it needs the mode; then the networks go")],
  appliesTo: ({ networkMode }) =>
    networkMode === "host" || networkMode === "none" || "its network mode is neither host nor none",
  *check({ networkMode, networks }) {
    if (networks.length > 0)
      yield {
        at: "networks",
        message: `its network mode is ${networkMode} and yet it names networks, which exclude each other`,
      };
  },
});
