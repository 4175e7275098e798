import { BlockList, isIP } from "node:net";

/**
 * True where a port bound to `ip` is open on every address of the host: no address at all,
 * `0.0.0.0`, `::` and their other spellings (`[::]`, `0:0:0:0:0:0:0:0`, `*`).
 */
export function isEveryAddress(ip: string): boolean {
  if (ip === "" || ip === "*") return true;
  const address = bare(ip);
  const family = isIP(address);
  return family === 4 ? address === "0.0.0.0" : family === 6 && remembered(EVERY, address, "ipv6");
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
  return family !== 0 && remembered(list, address, family === 4 ? "ipv4" : "ipv6");
}

/** Of more addresses than this the answers are forgotten. */
const MOST_REMEMBERED = 1000;
const answers = new WeakMap<BlockList, Map<string, boolean>>();

/**
 * What `list.check` says; a list must not change afterwards. Node makes an object for every question, which costs
 * far more than to remember the answer, and the same few addresses are asked about again and again.
 */
export function remembered(list: BlockList, address: string, family: "ipv4" | "ipv6"): boolean {
  let known = answers.get(list);
  if (known === undefined || known.size >= MOST_REMEMBERED) {
    known = new Map();
    answers.set(list, known);
  }
  let answer = known.get(address);
  if (answer === undefined) {
    answer = list.check(address, family);
    known.set(address, answer);
  }
  return answer;
}

function bare(ip: string): string {
  return ip.startsWith("[") && ip.endsWith("]") ? ip.slice(1, -1) : ip;
}

const EVERY = new BlockList();
EVERY.addAddress("::", "ipv6");
EVERY.addAddress("::ffff:0.0.0.0", "ipv6");
const LOOPBACK = ranges(["127.0.0.0/8", "::1", "::ffff:127.0.0.0/104"]).list;
