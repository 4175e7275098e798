import { BlockList, isIPv4, isIPv6 } from "node:net";
import { remembered } from "../../../model/address.ts";
import { Unreadable } from "./tokens.ts";

/** A set of addresses, as Traefik reads it for `ClientIP` and for its address lists. */
export interface AddressSet {
  /** False for what is no address. An IPv4 address in the clothes of an IPv6 one is the same address. */
  contains(address: string): boolean;
}

const MAPPED = /^(?:::ffff:)(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * Reads addresses and CIDR ranges as Go does: no zone, no leading zeros, no prefix longer than the address.
 *
 * @throws Unreadable where one of them is neither, or where there is none.
 */
export function addressSet(texts: readonly string[], at = 0): AddressSet {
  if (texts.length === 0) throw new Unreadable("no trusted IPs provided", at);
  // Apart, because a list takes every IPv4 address for an IPv6 one as well, and Go does not.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const text of texts) {
    const [address = "", prefix, ...more] = text.split("/");
    const plain = MAPPED.exec(address)?.[1] ?? address;
    const v4 = isIPv4(plain);
    const bits = prefix === undefined ? (v4 ? 32 : 128) : prefixOf(prefix, address !== plain);
    const valid = !address.includes("%") && (v4 || isIPv6(plain)) && more.length === 0;
    if (!valid || bits === undefined || bits > (v4 ? 32 : 128))
      throw new Unreadable("an address is neither an IP address nor a CIDR range", at);
    const family = v4 ? "ipv4" : "ipv6";
    if (bits === 0) everything(lists[family], family);
    else lists[family].addSubnet(plain, bits, family);
  }
  return {
    contains(address) {
      const plain = MAPPED.exec(address)?.[1] ?? address.replace(/%.*$/, "");
      if (isIPv4(plain)) return remembered(lists.ipv4, plain, "ipv4");
      return isIPv6(plain) && remembered(lists.ipv6, plain, "ipv6");
    },
  };
}

function prefixOf(text: string, mapped: boolean): number | undefined {
  if (!/^(?:0|[1-9]\d{0,2})$/.test(text)) return undefined;
  const bits = Number(text);
  return mapped ? Math.max(0, bits - 96) : bits;
}

function everything(list: BlockList, family: "ipv4" | "ipv6"): void {
  const zero = family === "ipv4" ? "0.0.0.0" : "::";
  const half = family === "ipv4" ? "128.0.0.0" : "8000::";
  list.addSubnet(zero, 1, family);
  list.addSubnet(half, 1, family);
}
