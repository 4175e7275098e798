import type { Container } from "../../../model/container.ts";
import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { factsOf, type ImageFacts } from "../../images/table.ts";
import { singleCapabilities } from "../../privileges/capabilities.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

const DANGEROUS: Readonly<Record<string, string>> = {
  NET_ADMIN: "it changes addresses, routes and firewall rules in its network namespace",
  BPF: "it loads programs into the kernel of the host",
  SYS_BOOT: "it restarts the host",
};

const DHCP = 67;

export default rule({
  id: "capability-host-control",
  title: "A capability is added that controls network or kernel",
  why: "Code in the container redirects traffic, loads programs into the kernel or restarts the host.",
  premises: { precondition: "foothold", impact: "host" },
  references: [
    cis("5.4"),
    owasp("3"),
    page("capabilities(7)", "https://man7.org/linux/man-pages/man7/capabilities.7.html"),
  ],
  remedy: "Remove it from the added capabilities; VPN gateways and DHCP servers are the services that need NET_ADMIN.",
  cure: ({ at }) => [remove(at)],
  appliesTo: singleCapabilities,
  check: (container) =>
    each(container.capAdd, ({ at, name }) =>
      Object.hasOwn(DANGEROUS, name) && !(name === "NET_ADMIN" && manages(container, factsOf(container.image)))
        ? { at, detail: name, message: `${name} is added: ${DANGEROUS[name]}` }
        : undefined,
    ),
});

/** True where managing the network is the container's work. */
function manages(container: Container, facts: ImageFacts | undefined): boolean {
  return facts?.host?.netAdmin !== undefined || (facts?.host?.dhcp !== undefined && servesDhcp(container));
}

function servesDhcp(container: Container): boolean {
  return (
    container.networkMode === "host" ||
    container.ports.some(
      (port) => port.protocol === "udp" && port.internal <= DHCP && DHCP < port.internal + port.count,
    )
  );
}
