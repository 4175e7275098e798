import { portName } from "../../../model/port.ts";
import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { factsOf } from "../../images/table.ts";
import { isBeyondVpn, leadsTo, namesPorts } from "../../reach.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "database-port-on-host",
  title: "The port of a database is published on the host or the VPN",
  why: "Every process of the host, or every client of the VPN, stands before the database's login.",
  premises: { precondition: "second-flaw", impact: "container" },
  references: [
    cis("5.9"),
    page("Port publishing and mapping", "https://docs.docker.com/engine/network/port-publishing/"),
  ],
  remedy: "Publish nothing; clients in containers reach it over a network, and people with docker exec.",
  cure: ({ at }) => [remove(at)],
  appliesTo: namesPorts,
  *check(container, context) {
    const database = factsOf(container.image)?.database;
    if (database === undefined) return;
    yield* each(container.ports, (port) =>
      leadsTo(port, database.ports) === undefined || isBeyondVpn(port.ip, context)
        ? undefined
        : {
            at: port.at,
            detail: portName(port),
            message: `${portName(port)} leads to ${database.name} from the host or the VPN`,
          },
    );
  },
});
