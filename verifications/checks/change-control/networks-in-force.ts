import { check } from "../../check.ts";
import { type ContainerSubject, containersIn, known, needsRunning, ofEngine } from "../../expected.ts";
import type { ContainerValue } from "../../facts/docker/values.ts";

/** Where a container is that declares no network. */
const OWN: ReadonlySet<string> = new Set(["bridge", "host", "none"]);

export default check<ContainerSubject>({
  id: "networks-in-force",
  criterion: "change-control",
  lines: ["OPS-1"],
  title: "A container is on other networks than declared",
  why: "It reaches containers that nobody meant it to reach, or is not found by those that need it.",
  proof: "The names under `NetworkSettings.Networks` are the declared ones.",
  remedy: "Apply the declaration (`pulumi up --refresh`), after a look at who connected or disconnected it.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: (expectation) =>
    containersIn(expectation).filter(
      ({ container }) => !container.hostNetwork && !container.stopped && !container.runsOnce,
    ),
  blockedBy: needsRunning,
  *judge(subject, look) {
    const { container, name } = subject;
    const wanted = known(container, "networks");
    const { networks } = look.value(ofEngine("container", subject)) as unknown as ContainerValue;
    for (const network of wanted)
      if (!networks.includes(network))
        yield {
          message: `${name} is not on the declared network ${network}`,
          detail: network,
          cause: "network-missing",
        };
    for (const network of networks)
      if (!wanted.includes(network) && !(wanted.length === 0 && OWN.has(network)))
        yield {
          message: `${name} is on the network ${network}, which is not declared`,
          detail: network,
          cause: "not-declared",
        };
  },
});
