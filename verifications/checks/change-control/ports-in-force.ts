import { isEveryAddress } from "../../../model/address.ts";
import { check } from "../../check.ts";
import type { ExpectedPort } from "../../expectation.ts";
import { type ContainerSubject, containersIn, known, needsRunning, ofEngine } from "../../expected.ts";
import type { ContainerValue, PublishedPort } from "../../facts/docker/values.ts";

export default check<ContainerSubject>({
  id: "ports-in-force",
  criterion: "change-control",
  lines: ["OPS-1"],
  title: "A container publishes other ports than declared",
  why: "A declared port that is not there serves nobody, and one that nobody declared is open without a judgement.",
  proof: "`NetworkSettings.Ports` of the running container against the declared ports, by address, port and protocol.",
  remedy: "Make the container anew from its declaration, and see who changed it.",
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
    const wanted = known(container, "ports");
    const { ports } = look.value(ofEngine("container", subject)) as unknown as ContainerValue;
    for (const port of wanted)
      if (!ports.some((found) => isSame(port, found)))
        yield {
          message: `${name} declares ${shown(port)} and does not publish it`,
          detail: shown(port),
          cause: "port-missing",
        };
    for (const found of ports)
      if (!wanted.some((port) => isSame(port, found)))
        yield {
          message: `${name} publishes ${shown(found)}, which is not declared`,
          detail: shown(found),
          cause: "port-not-declared",
        };
  },
});

/** One declaration of every address opens it in both families. */
function isSame(wanted: ExpectedPort, found: PublishedPort): boolean {
  return (
    wanted.internal === found.internal &&
    wanted.protocol === found.protocol &&
    (wanted.external === undefined || wanted.external === found.external) &&
    (wanted.ip === found.ip || (isEveryAddress(wanted.ip) && isEveryAddress(found.ip)))
  );
}

function shown({ ip, external, protocol }: ExpectedPort | PublishedPort): string {
  return `${ip.includes(":") ? `[${ip}]` : ip}:${external ?? "any"}/${protocol}`;
}
