import { ownNetwork } from "../../cure/values.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "default-bridge",
  title: "The container is on Docker's default bridge",
  why: "Everything that names no network meets there and reaches all ports of one another, and no name is resolved.",
  premises: { precondition: "second-flaw", impact: "neighbours" },
  references: [
    cis("5.30"),
    owasp("5"),
    page(
      "Differences between user-defined bridges and the default bridge",
      "https://docs.docker.com/engine/network/drivers/bridge/",
    ),
  ],
  remedy: "Attach it to a network of its stack: networksAdvanced in Pulumi, networks in compose; or set the mode none.",
  cure: (_, container) => [ownNetwork(container)],
  appliesTo: ({ networkMode }) => networkMode === undefined || "its network mode is not the default bridge",
  *check({ networks }) {
    if (networks.length === 0)
      yield { at: "networks", message: "it names no network, so it meets every other container that names none" };
  },
});
