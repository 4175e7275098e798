import { declaredPublicPorts } from "../../../model/expectations.ts";
import { portName } from "../../../model/port.ts";
import { propose } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { isProxy } from "../../images/proxies.ts";
import { namesPorts } from "../../reach.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

const FIRST_UNPRIVILEGED = 1024;
const WEB: ReadonlySet<number> = new Set([80, 443]);

export default rule({
  id: "privileged-port",
  title: "A port of the host below 1024 is taken",
  why: "These ports belong to the host's own services; one that comes later does not start, and clients trust what answers there.",
  premises: { precondition: "second-flaw", impact: "container" },
  references: [
    cis("5.8"),
    page("Port publishing and mapping", "https://docs.docker.com/engine/network/port-publishing/"),
  ],
  remedy: "Publish it on 1024 or above, or list it in the label readiness.public-ports where clients expect it there.",
  cure: ({ at }, { ports }) => {
    const port = ports.find((candidate) => candidate.at === at);
    return [propose(`${at}.external`, (port?.external ?? 0) + 8000, "the port of the host")];
  },
  appliesTo: namesPorts,
  *check(container) {
    const meant = declaredPublicPorts(container);
    const proxy = isProxy(container.image);
    yield* each(container.ports, (port) =>
      port.external === undefined ||
      port.external >= FIRST_UNPRIVILEGED ||
      (proxy && port.count === 1 && WEB.has(port.external)) ||
      meant.has(portName(port))
        ? undefined
        : { at: port.at, detail: portName(port), message: `${portName(port)} of the host is below 1024` },
    );
  },
});
