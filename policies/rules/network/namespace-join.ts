import { remove } from "../../cure/edit.ts";
import { ownNetwork } from "../../cure/values.ts";
import { joined, namesForJoining } from "../../namespaces/join.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";

interface Joiner {
  readonly network: string | undefined;
  readonly pid: string | undefined;
  /** What is declared on it and belongs to the owner of the network namespace. */
  readonly misplaced: readonly (readonly [at: string, what: string])[];
}

export default stackRule<Joiner>({
  id: "namespace-join",
  title: "A container joins another one's namespace in a way that cannot work",
  why: "Ports, name servers and networks belong to the container that owns the namespace: the engine refuses them on the one that joins, and an owner that is not declared may be anybody or nobody.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [page("Container networks", "https://docs.docker.com/engine/network/#container-networks")],
  remedy:
    "Declare ports, DNS and networks on the container that is joined, and declare that container in the same stack.",
  cure: ({ at }, container) => [remove(at), ...(at === "networkMode" ? [ownNetwork(container)] : [])],
  appliesTo: ({ networkMode, pidMode }) =>
    joined(networkMode) !== undefined || joined(pidMode) !== undefined || "it joins no namespace of another container",
  collect(container) {
    const network = joined(container.networkMode);
    return {
      network,
      pid: joined(container.pidMode),
      misplaced:
        network === undefined
          ? []
          : [
              ...(container.ports.length > 0 ? [["ports", "ports"] as const] : []),
              ...(container.publishAllPorts ? [["publishAllPorts", "all ports"] as const] : []),
              ...(container.dns.length > 0 ? [["dns", "name servers"] as const] : []),
              ...(container.networks.length > 0 ? [["networks", "networks"] as const] : []),
            ],
    };
  },
  *check(contributions, { stack }) {
    const names = new Set(stack.containers.flatMap(namesForJoining));
    for (const { container, value } of contributions) {
      for (const [at, what] of value.misplaced)
        yield {
          container,
          at,
          detail: at,
          message: `${what} are declared on it, and belong to the container whose network it joins`,
        };
      for (const [at, target] of [
        ["networkMode", value.network],
        ["pidMode", value.pid],
      ] as const)
        if (target !== undefined && !names.has(target))
          yield {
            container,
            at,
            detail: at,
            message: "it joins the namespace of a container that is not declared in this stack",
          };
    }
  },
});
