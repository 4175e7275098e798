import { isIPv6 } from "node:net";
import { member, type Options, texts, whole } from "../traefik/dynamic/declared.ts";
import { addressSet } from "../traefik/rule/addresses.ts";
import { type Act, telling } from "./deed.ts";
import { headerOf, type Passage } from "./passage.ts";

/**
 * `ipAllowList` (pkg/middlewares/ipallowlist and pkg/ip/strategy.go): looks at the peer, or at what `X-Forwarded-For`
 * says where a strategy is declared; the entry point does not add the peer to that header.
 *
 * @throws Unreadable where an address cannot be read.
 */
export function addressList(name: string, options: Options): Act {
  const { on, ends } = telling(name);
  const admitted = addressSet(texts(options, "sourcerange"));
  const strategy = member(options, "ipstrategy");
  const excluded = texts(strategy, "excludedips");
  const depth = Number(whole(strategy, "depth"));
  const passed = excluded.length > 0 && depth <= 0 ? addressSet(excluded) : undefined;
  const subnet = strategy?.ipv6subnet !== undefined;
  const status = Number(whole(options, "rejectstatuscode")) || 403;
  const addressOf = (passage: Passage): string => {
    const forwarded = headerOf(passage, "x-forwarded-for").split(",");
    if (depth > 0) return (forwarded.at(-depth) ?? "").trim();
    if (passed === undefined) return passage.visit.client;
    return forwarded.findLast((each) => each.trim() !== "" && !passed.contains(each.trim()))?.trim() ?? "";
  };
  return (passage) => {
    const address = withoutPort(addressOf(passage));
    if (subnet && isIPv6(address))
      return ends("compares a part of an IPv6 address, which nobody does here", { kind: "unknown" });
    if (admitted.contains(address)) return on(`admits ${address}`);
    const from = address === "" ? "an address it cannot tell" : address;
    return ends(`admits nobody from ${from}`, { kind: "refused", status });
  };
}

function withoutPort(address: string): string {
  return /^([\d.]+):\d*$/.exec(address)?.[1] ?? /^\[(.*)\](?::\d*)?$/.exec(address)?.[1] ?? address;
}
