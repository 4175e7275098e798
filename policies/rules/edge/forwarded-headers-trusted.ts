import { addressSet } from "../../../edge/traefik/rule/addresses.ts";
import { Unreadable } from "../../../edge/traefik/rule/tokens.ts";
import { isOpen } from "../../edge/published.ts";
import { proxyRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

/** One address from the middle of each private range that home and office networks use (RFC 1918). */
const PRIVATE = ["10.123.45.67", "172.23.45.67", "192.168.123.45"];
const STRANGER = "203.0.113.1";

export default proxyRule({
  id: "forwarded-headers-trusted",
  title: "Traefik believes the address that a client writes into its own request",
  why: "A forged X-Forwarded-For passes for an address of the VPN, and rules that let addresses past the login let its sender in.",
  premises: { precondition: "reach", impact: "neighbours" },
  references: [
    page(
      "Traefik: entry points, forwarded headers",
      "https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/",
    ),
  ],
  remedy:
    "Leave forwardedHeaders.insecure off and name in trustedIPs the addresses of the proxies before Traefik only.",
  cure: "Which proxies stand before Traefik, only its owner knows.",
  *check({ runtime, traefik, context }) {
    for (const point of runtime.entryPoints.values()) {
      if (point.protocol !== "tcp" || !isOpen(traefik, point, context)) continue;
      for (const [option, trust] of [
        ["forwardedHeaders", point.forwardedHeaders],
        ["proxyProtocol", point.proxyProtocol],
      ] as const) {
        const whom = trust === undefined ? undefined : believed(trust);
        if (whom === undefined) continue;
        yield {
          container: traefik,
          at: "command",
          detail: `${shown(point.name)} ${option}`,
          message: `the entry point ${shown(point.name)} believes ${whom} about where a request comes from (${option})`,
        };
      }
    }
  },
});

function believed({ insecure, trustedIPs }: { readonly insecure: boolean; readonly trustedIPs: readonly string[] }) {
  if (insecure) return "every client";
  if (trustedIPs.length === 0) return undefined;
  try {
    const set = addressSet(trustedIPs);
    if (set.contains(STRANGER)) return "every client";
    return PRIVATE.every((address) => set.contains(address)) ? "every private address" : undefined;
  } catch (error) {
    if (error instanceof Unreadable) return "addresses that cannot be read";
    throw error;
  }
}
