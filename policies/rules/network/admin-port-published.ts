import { portName } from "../../../model/port.ts";
import { remove, set } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { factsOf } from "../../images/table.ts";
import { isBeyondVpn, leadsTo, publishes } from "../../reach.ts";
import { cis, owasp } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "admin-port-published",
  title: "An administrative interface is published beyond the host and the VPN",
  why: "Whoever finds the port stands before the login of what administers the host, without any guard in front.",
  premises: { precondition: "reach", impact: "container" },
  references: [cis("5.9"), owasp("5a")],
  remedy: "Bind the port to 127.0.0.1 or the VPN address, or publish nothing and put a guarded route in front.",
  cure: ({ at }) => [at === "publishAllPorts" ? remove(at) : set(`${at}.ip`, "127.0.0.1")],
  appliesTo: publishes,
  *check(container, context) {
    const admin = factsOf(container.image)?.adminUi;
    if (admin === undefined) return;
    yield* each(container.ports, (port) =>
      leadsTo(port, admin.ports) === undefined || !isBeyondVpn(port.ip, context)
        ? undefined
        : {
            at: port.at,
            detail: portName(port),
            message: `${portName(port)} leads to ${admin.name} and is reached from beyond this host and the VPN`,
          },
    );
    if (container.publishAllPorts)
      yield {
        at: "publishAllPorts",
        detail: "all",
        message: `${admin.name} is published on every address of the host`,
      };
  },
});
