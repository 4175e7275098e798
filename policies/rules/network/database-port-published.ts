import { portName } from "../../../model/port.ts";
import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { factsOf } from "../../images/table.ts";
import { isBeyondVpn, leadsTo, publishes } from "../../reach.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

/** Ports that speak the protocol of a database whatever the image; https://www.iana.org/assignments/service-names-port-numbers. */
const DATABASE_PORTS: ReadonlyMap<number, string> = new Map([
  [1433, "SQL Server"],
  [1521, "Oracle"],
  [3306, "MySQL"],
  [5432, "PostgreSQL"],
  [5984, "CouchDB"],
  [6379, "Redis"],
  [9042, "Cassandra"],
  [9200, "Elasticsearch"],
  [11211, "memcached"],
  [27017, "MongoDB"],
]);

export default rule({
  id: "database-port-published",
  title: "The port of a database is published beyond the host and the VPN",
  why: "Databases are not made to meet strangers: one weak password or one flaw in the login hands out all data.",
  premises: { precondition: "reach", impact: "neighbours" },
  references: [
    cis("5.9"),
    owasp("5a"),
    page("Packet filtering and firewalls", "https://docs.docker.com/engine/network/packet-filtering-firewalls/"),
  ],
  remedy:
    "Publish nothing and reach the database over a Docker network, or bind the port to 127.0.0.1 or the VPN address.",
  cure: ({ at }) => [remove(at, "which network its clients share with it")],
  appliesTo: publishes,
  *check(container, context) {
    const database = factsOf(container.image)?.database;
    const ports = new Set([...(database?.ports ?? []), ...DATABASE_PORTS.keys()]);
    yield* each(container.ports, (port) => {
      const found = leadsTo(port, ports);
      if (found === undefined || !isBeyondVpn(port.ip, context)) return undefined;
      const name =
        database?.ports.includes(found) === true ? database.name : (DATABASE_PORTS.get(found) ?? "a database");
      return {
        at: port.at,
        detail: portName(port),
        message: `${portName(port)} leads to port ${found} of ${name} and is reached from beyond this host and the VPN`,
      };
    });
    if (container.publishAllPorts && database !== undefined)
      yield {
        at: "publishAllPorts",
        detail: "all",
        message: `every port of ${database.name} is published on every address of the host`,
      };
  },
});
