import { remove } from "../../cure/edit.ts";
import { ownNetwork } from "../../cure/values.ts";
import { factsOf } from "../../images/table.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "host-network",
  title: "The container uses the network of the host",
  why: "It reaches every service that listens on the host's loopback address, and everything it listens on is open on every address of the host.",
  premises: { precondition: "foothold", impact: "neighbours" },
  references: [cis("5.10"), page("Host network driver", "https://docs.docker.com/engine/network/drivers/host/")],
  remedy: "Attach it to a network of its own and publish the ports it needs.",
  cure: ({ at }, container) => [remove(at, "which of its ports have to be published"), ownNetwork(container)],
  appliesTo(container) {
    const need = container.networkMode === "host" ? factsOf(container.image)?.host?.network : undefined;
    return need === undefined || `this image is documented to need it: ${need}`;
  },
  *check(container) {
    if (container.networkMode === "host")
      yield {
        at: "networkMode",
        message: "it uses the host's network, so it reaches whatever listens on the host's loopback address",
      };
  },
});
