import { isIP } from "node:net";
import { inRanges, isLoopback, type Ranges } from "../../model/address.ts";

/** Addresses of nobody, for documentation: RFC 5737 and RFC 3849. */
const DOCUMENTATION = ["203.0.113.9", "198.51.100.9", "192.0.2.9", "2001:db8::9"];
/** Addresses of networks that a rule of a login portal may trust by habit: RFC 1918, Docker's bridges, RFC 4193. */
const PRIVATE = ["10.0.0.9", "172.16.0.9", "172.17.0.9", "172.18.0.9", "192.168.0.9", "192.168.1.9", "fd00::9"];
/** Of longer lists the first are tried. */
const MOST = 20;

/** An address that belongs to no VPN; undefined where the VPN claims even those of nobody. */
export function outsideAddress(vpn: Ranges): string | undefined {
  return DOCUMENTATION.find((address) => !inRanges(vpn, address));
}

/** One address near each end of each VPN range. */
export function vpnAddresses({ texts }: Ranges): readonly string[] {
  return texts.slice(0, MOST).flatMap(edgesOf);
}

/** Private addresses and those of declared lists whose owners are neither in the VPN nor on the host itself. */
export function strangersOf(lists: readonly string[], vpn: Ranges): readonly string[] {
  return [...PRIVATE, ...lists.slice(0, MOST).flatMap(edgesOf)].filter(
    (address) => !inRanges(vpn, address) && !isLoopback(address),
  );
}

/** The second and the last but one address of a range, or the only one. */
function edgesOf(text: string): string[] {
  const [address = "", bits] = text.split("/");
  const family = isIP(address);
  const width = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? width : Number(bits);
  if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > width) return [];
  if (prefix >= width - 1) return [address];
  const size = 2n ** BigInt(width - prefix);
  const start = (numberOf(address, family) / size) * size;
  return [start + 1n, start + size - 2n].map((number) => written(number, family));
}

function numberOf(address: string, family: number): bigint {
  if (family === 4) return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [, head = address, a, b, c, d] = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address) ?? [];
  const hex = (high: string | undefined, low: string | undefined) => (Number(high) * 256 + Number(low)).toString(16);
  const text = a === undefined ? address : `${head}${hex(a, b)}:${hex(c, d)}`;
  const [left = "", right] = text.split("::");
  const before = left === "" ? [] : left.split(":");
  const after = right === undefined || right === "" ? [] : right.split(":");
  const groups = [...before, ...Array<string>(8 - before.length - after.length).fill("0"), ...after];
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function written(number: bigint, family: number): string {
  const size = family === 4 ? 8n : 16n;
  const count = family === 4 ? 4 : 8;
  const parts = Array.from({ length: count }, (_, at) => (number >> (size * BigInt(count - 1 - at))) % 2n ** size);
  return parts.map((part) => part.toString(family === 4 ? 10 : 16)).join(family === 4 ? "." : ":");
}
