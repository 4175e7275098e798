import { isLoopback } from "../../../model/address.ts";
import { check, NotSeen } from "../../check.ts";
import { type HostSubject, hostsIn, needsEngine, needsHost, ofEngine, ofHost } from "../../expected.ts";
import type { ListedContainer } from "../../facts/docker/values.ts";
import type { FirewallRule, FirewallValue, ListenerValue } from "../../facts/host/values.ts";

const EVERYWHERE: ReadonlySet<string | null> = new Set([null, "0.0.0.0/0", "::/0"]);

export default check<HostSubject>({
  id: "open-port-served",
  criterion: "security",
  lines: [],
  title: "The firewall of a host is open for a port at which nothing listens",
  why: "Either a service is missing that somebody counts on, or the next program that takes the port is open to the Internet at once.",
  proof:
    "Ports that rules of INPUT let in from everywhere (`iptables-save`), against sockets of the host and `Ports` of all running containers; a port that only answers on loopback counts as nothing.",
  remedy: "Start what should answer there, or close the port.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: hostsIn,
  blockedBy: (subject) => [...needsHost(subject), ...needsEngine(subject)],
  *judge(subject, look) {
    const { host } = subject;
    const { ipv4, ipv6 } = look.value(ofHost("firewall", host)) as unknown as FirewallValue;
    const open = new Set([...ipv4.rules, ...(ipv6?.rules ?? [])].flatMap(openPorts));
    const listeners = look.value(ofHost("listeners", host)) as unknown as readonly ListenerValue[];
    const listed = look.value(ofEngine("containers", subject)) as unknown as readonly ListedContainer[];
    const served = new Set([
      ...listeners.filter(({ ip }) => !isLoopback(ip)).map(({ port, protocol }) => `${port}/${protocol}`),
      ...listed
        .flatMap(({ ports }) => ports)
        .filter(({ ip }) => !isLoopback(ip))
        .map(({ external, protocol }) => `${external}/${protocol}`),
    ]);
    for (const port of open)
      if (!served.has(port))
        yield {
          message: `${host}: the firewall is open for ${port}, and nothing listens there`,
          detail: port,
          cause: "open-port-without-listener",
        };
    if (ipv4.policy === "accept")
      throw new NotSeen(
        "host.firewall",
        `${host}: iptables refuses nothing by itself, so every port is open as far as it goes`,
      );
  },
});

/** Single ports that everybody is let in to; a run of ports is kept open for what comes and goes. */
function openPorts({ from, protocol, ports }: FirewallRule): string[] {
  if (!EVERYWHERE.has(from) || ports === null) return [];
  const protocols = protocol === null ? ["tcp", "udp"] : [protocol];
  const single = ports.filter((port) => /^\d{1,5}$/.test(port));
  return single.flatMap((port) => protocols.map((one) => `${port}/${one}`));
}
