import { inRanges, type Ranges, ranges } from "../../../model/address.ts";
import { check, NotSeen } from "../../check.ts";
import { type HostSubject, hostsIn, needsHost, ofHost } from "../../expected.ts";
import type { FirewallValue, NetworksValue } from "../../facts/host/values.ts";

/** RFC 1918, and what carriers and tailnets use (RFC 6598). */
const PRIVATE = ranges(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]);

export default check<HostSubject>({
  id: "firewall-ranges-in-use",
  criterion: "security",
  lines: [],
  title: "The firewall of a host lets in private ranges that are wider than its networks",
  why: "Whoever gets an address in such a range, by a new network, a neighbour's machine or a tunnel, is let in without anybody deciding it.",
  proof:
    "`iptables-save` against `/proc/net/route`: every rule of INPUT that lets a private range in lies within a network that the host has a way to, or within the VPN of the settings.",
  remedy:
    "Write one rule for each network in use, each for the ports that it needs, and remove what has no network behind it.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: hostsIn,
  blockedBy: needsHost,
  *judge({ host }, look, { vpn }) {
    const { ipv4 } = look.value(ofHost("firewall", host)) as unknown as FirewallValue;
    const networks = (look.value(ofHost("networks", host)) as unknown as NetworksValue).map(subnet);
    const own = [...networks, ...(vpn ?? []).map(subnet)];
    const told = new Set<string>();
    for (const { from } of ipv4.rules) {
      if (from === null || told.has(from) || !inRanges(PRIVATE, addressOf(from))) continue;
      const wide = subnet(from);
      if (own.some((network) => isWithin(wide, network))) continue;
      told.add(from);
      const inside = networks.filter((network) => isWithin(network, wide)).map(({ text }) => text);
      const what =
        inside.length === 0
          ? "and has no network in it"
          : `which is wider than its ${inside.length === 1 ? "network" : `${inside.length} networks`} there (${inside.join(", ")})`;
      yield {
        message: `${host}: the firewall lets in whatever comes from ${from}, ${what}`,
        detail: from,
        cause: inside.length === 0 ? "range-without-network" : "range-too-wide",
      };
    }
    if (ipv4.policy === "accept")
      throw new NotSeen(
        "host.firewall",
        `${host}: iptables refuses nothing by itself, and nobody can tell what stands before the host`,
      );
  },
});

interface Subnet {
  readonly text: string;
  readonly bits: number;
  readonly range: Ranges;
}

function subnet(text: string): Subnet {
  const [, bits] = text.split("/");
  return { text, bits: bits === undefined ? (text.includes(":") ? 128 : 32) : Number(bits), range: ranges([text]) };
}

function addressOf(text: string): string {
  return text.replace(/\/.*$/, "");
}

function isWithin(one: Subnet, other: Subnet): boolean {
  return one.bits >= other.bits && inRanges(other.range, addressOf(one.text));
}
