import { BlockList, isIP } from "node:net";
import { isLoopback, type Ranges, remembered } from "../address.ts";

/** One entry of an address list. */
export interface Entry {
  /** As declared; safe to print, because it is nothing but an address and a prefix. */
  readonly text: string;
  readonly address: string;
  readonly family: 4 | 6;
  /** Length of the prefix in bits. */
  readonly prefix: number;
}

/** Longer lists are read by no person and are no guard that anybody could have checked. */
const LONGEST = 10_000;

/** @returns undefined where an entry is neither an address nor a CIDR range, or where there is none. */
export function parseEntries(texts: readonly string[]): Entry[] | undefined {
  if (texts.length === 0 || texts.length > LONGEST) return undefined;
  const entries: Entry[] = [];
  for (const text of texts) {
    const entry = parseEntry(text);
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return entries;
}

function parseEntry(text: string): Entry | undefined {
  if (text.length > 64) return undefined;
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || address.includes("%")) return undefined;
  const widest = family === 4 ? 32 : 128;
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined;
  const prefix = bits === undefined ? widest : Number(bits);
  return prefix > widest ? undefined : { text, address, family: family === 4 ? 4 : 6, prefix };
}

/**
 * True where the list leaves out no IPv4 address or no IPv6 address: `0.0.0.0/0`, `::/0`, and the
 * same in pieces.
 */
export function admitsEveryone(entries: readonly Entry[]): boolean {
  return covers(entries, 4, 0n, 2n ** 32n) || covers(entries, 6, 0n, 2n ** 128n);
}

function covers(entries: readonly Entry[], family: 4 | 6, from: bigint, to: bigint): boolean {
  const width = family === 4 ? 32n : 128n;
  const intervals = entries
    .filter((entry) => entry.family === family && entry.prefix <= 32)
    .map((entry) => {
      const size = 2n ** (width - BigInt(entry.prefix));
      const start = (numberOf(entry) / size) * size;
      return { start, end: start + size };
    })
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  let reached = from;
  for (const { start, end } of intervals) {
    if (start > reached) return false;
    if (end > reached) reached = end;
  }
  return reached >= to;
}

function numberOf({ address, family }: Entry): bigint {
  if (family === 4) return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const text =
    dotted === null ? address : `${dotted[1]}${hextet(dotted[2], dotted[3])}:${hextet(dotted[4], dotted[5])}`;
  const [head = "", tail] = text.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups =
    tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function hextet(high: string | undefined, low: string | undefined): string {
  return (Number(high) * 256 + Number(low)).toString(16);
}

/** The entries that do not lie wholly within one of the ranges or on the loopback. */
export function outside(entries: readonly Entry[], ranges: Ranges): readonly Entry[] {
  const earlier = judged.get(entries);
  if (earlier?.ranges === ranges) return earlier.strangers;
  const strangers = strangersAmong(entries, netsOf(ranges));
  judged.set(entries, { ranges, strangers });
  return strangers;
}

/** One list guards many routes. */
const judged = new WeakMap<readonly Entry[], { readonly ranges: Ranges; readonly strangers: readonly Entry[] }>();

function strangersAmong(entries: readonly Entry[], nets: readonly Net[]): Entry[] {
  return entries.filter(
    (entry) =>
      !isLoopbackRange(entry) &&
      !nets.some(
        (net) =>
          net.family === entry.family &&
          net.prefix <= entry.prefix &&
          remembered(net.list, entry.address, entry.family === 4 ? "ipv4" : "ipv6"),
      ),
  );
}

interface Net {
  readonly family: 4 | 6;
  readonly prefix: number;
  readonly list: BlockList;
}

const nets = new WeakMap<Ranges, readonly Net[]>();

function netsOf(ranges: Ranges): readonly Net[] {
  let known = nets.get(ranges);
  if (known === undefined) {
    known = ranges.texts.flatMap((text) => {
      const entry = parseEntry(text);
      if (entry === undefined) return [];
      const list = new BlockList();
      list.addSubnet(entry.address, entry.prefix, entry.family === 4 ? "ipv4" : "ipv6");
      return [{ family: entry.family, prefix: entry.prefix, list }];
    });
    nets.set(ranges, known);
  }
  return known;
}

function isLoopbackRange({ address, family, prefix }: Entry): boolean {
  return isLoopback(address) && prefix >= (family === 4 ? 8 : 128);
}
