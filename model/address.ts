import { BlockList, isIP } from "node:net";

/**
 * True where a port bound to `ip` is open on every address of the host: no address at all,
 * `0.0.0.0`, `::` and their other spellings (`[::]`, `0:0:0:0:0:0:0:0`, `*`).
 */
export function isEveryAddress(ip: string): boolean {
  if (ip === "" || ip === "*") return true;
  const address = bare(ip);
  return isIP(address) === 4 ? address === "0.0.0.0" : isIP(address) === 6 ? EVERY.check(address, "ipv6") : false;
}

/** True for 127.0.0.0/8, ::1 and `localhost`. */
export function isLoopback(ip: string): boolean {
  const address = bare(ip);
  return address === "localhost" || contains(LOOPBACK, address);
}

/** True for an IPv4 or IPv6 address, with or without brackets. */
export function isAddress(text: string): boolean {
  return isIP(bare(text)) !== 0;
}

/** A set of CIDR ranges and single addresses. */
export interface Ranges {
  readonly texts: readonly string[];
  readonly list: BlockList;
}

/**
 * @param texts CIDR ranges or addresses, IPv4 or IPv6.
 * @throws RangeError naming the text that is neither.
 */
export function ranges(texts: readonly string[]): Ranges {
  const list = new BlockList();
  for (const text of texts) {
    const [address = "", prefix] = text.split("/");
    const family = isIP(address) === 4 ? "ipv4" : isIP(address) === 6 ? "ipv6" : undefined;
    const bits = prefix === undefined ? (family === "ipv4" ? 32 : 128) : Number(prefix);
    if (family === undefined || !Number.isInteger(bits) || bits < 0 || bits > (family === "ipv4" ? 32 : 128))
      throw new RangeError(`${text} is neither an address nor a CIDR range`);
    list.addSubnet(address, bits, family);
  }
  return { texts, list };
}

/** True where the address lies in one of the ranges; false for what is no address. */
export function inRanges(within: Ranges, ip: string): boolean {
  return contains(within.list, bare(ip));
}

function contains(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? "ipv4" : "ipv6");
}

function bare(ip: string): string {
  return ip.startsWith("[") && ip.endsWith("]") ? ip.slice(1, -1) : ip;
}

const EVERY = new BlockList();
EVERY.addAddress("::", "ipv6");
EVERY.addAddress("::ffff:0.0.0.0", "ipv6");
const LOOPBACK = ranges(["127.0.0.0/8", "::1", "::ffff:127.0.0.0/104"]).list;
