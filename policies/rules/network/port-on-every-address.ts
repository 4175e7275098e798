import { isEveryAddress } from "../../../model/address.ts";
import type { Container } from "../../../model/container.ts";
import { declaredPublicPorts } from "../../../model/expectations.ts";
import { portName } from "../../../model/port.ts";
import { remove, set } from "../../cure/edit.ts";
import { each, eachPart } from "../../each.ts";
import { publishes } from "../../reach.ts";
import { cis, owasp, page } from "../../references.ts";
import { type Offence, rule } from "../../rule.ts";

export default rule({
  id: "port-on-every-address",
  title: "A port is published on every address of the host",
  why: "Docker opens it in front of the host's firewall, to the whole Internet.",
  premises: { precondition: "second-flaw", impact: "container", qualifiers: ["before-foothold"] },
  references: [
    cis("5.14"),
    owasp("5a"),
    page("Packet filtering and firewalls", "https://docs.docker.com/engine/network/packet-filtering-firewalls/"),
  ],
  remedy:
    "Bind it to 127.0.0.1 or to the VPN address; if the whole Internet is meant to reach it, list it in the label readiness.public-ports.",
  cure: ({ at }) => [at === "publishAllPorts" ? remove(at) : set(at, "127.0.0.1")],
  appliesTo: publishes,
  check: (container) =>
    eachPart(
      () => named(container),
      () => all(container),
    ),
});

function named(container: Container): Iterable<Offence> {
  const meant = declaredPublicPorts(container);
  return each(container.ports, (port) =>
    isEveryAddress(port.ip) && !meant.has(portName(port))
      ? {
          at: `${port.at}.ip`,
          detail: portName(port),
          message: `${portName(port)} is open on every address of the host`,
        }
      : undefined,
  );
}

function* all({ publishAllPorts }: Container): Iterable<Offence> {
  if (publishAllPorts)
    yield {
      at: "publishAllPorts",
      detail: "all",
      message: "every port that the image exposes is open on every address of the host",
    };
}
