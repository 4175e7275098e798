import type { FirewallFamily, FirewallRule, FirewallValue } from "./values.ts";

type Lines = readonly string[];

/** What a rule asks of a packet; undefined where it asks for more than is read here. */
interface Asked {
  readonly from: string | null;
  readonly protocol: string | null;
  readonly ports: readonly string[] | null;
}

interface Rule {
  readonly asked: Asked | undefined;
  readonly target: string;
}

interface Table {
  readonly policy: string | undefined;
  readonly chains: ReadonlyMap<string, readonly Rule[]>;
}

function isAny({ from, protocol, ports }: Asked): boolean {
  return from === null && protocol === null && ports === null;
}

/** Jumps that are followed: a chain cannot call itself, and nobody reads deeper ones. */
const DEEPEST = 10;
/** Rules that are followed on all ways through the chains: chains that jump to each other have ways without number. */
const MOST = 10_000;
const ANY: Asked = { from: null, protocol: null, ports: null };

/**
 * Reads `iptables-save` and `ip6tables-save`, each line behind `4` or `6`.
 *
 * @returns undefined where the rules of IPv4 could not all be read: rules of nftables of their own, or of both kinds
 * of iptables at once, are not among these lines.
 */
export function readFirewall(lines: Lines): FirewallValue | undefined {
  const ipv4 = readFamily(lines, "4");
  return ipv4 === undefined ? undefined : { ipv4, ipv6: readFamily(lines, "6") ?? null };
}

function readFamily(lines: Lines, version: string): FirewallFamily | undefined {
  const own = lines.filter((line) => line.startsWith(`${version} `)).map((line) => line.slice(2));
  if (own.at(-1) !== "read") return undefined;
  if (own.some((line) => /incompatible|legacy tables present/.test(line))) return undefined;
  const { policy, chains } = tableOf(own);
  const rules = accepting(chains);
  if (rules === undefined) return undefined;
  const refuses = (chains.get("INPUT") ?? []).some(
    ({ asked, target }) => /^(?:DROP|REJECT)$/.test(target) && asked !== undefined && isAny(asked),
  );
  // Without a table of filters the kernel lets everything in.
  return { policy: policy === "DROP" || refuses ? "drop" : "accept", rules };
}

function tableOf(lines: Lines): Table {
  const chains = new Map<string, Rule[]>();
  let policy: string | undefined;
  let isFilter = false;
  for (const line of lines) {
    if (line.startsWith("*")) isFilter = line === "*filter";
    if (!isFilter) continue;
    const [, chain, given] = /^:(\S+) (ACCEPT|DROP|-)/.exec(line) ?? [];
    if (chain === "INPUT") policy = given;
    const [, name, rest] = /^-A (\S+) (.*)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) continue;
    const rule = ruleOf(rest);
    if (rule === undefined) continue;
    const rules = chains.get(name) ?? [];
    chains.set(name, rules);
    rules.push(rule);
  }
  return { policy, chains };
}

/** Undefined for a rule without a target, which only counts. */
function ruleOf(text: string): Rule | undefined {
  const words = text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  let from: string | null = null;
  let protocol: string | null = null;
  let ports: readonly string[] | null = null;
  let target: string | undefined;
  let more = false;
  for (let at = 0; at < words.length; at += 2) {
    const value = words[at + 1] ?? "";
    switch (words[at]) {
      case "-s":
        from = value;
        break;
      case "-p":
        protocol = value;
        break;
      case "--dport":
      case "--dports":
        ports = value.split(",");
        break;
      case "-j":
      case "-g":
        target = value;
        break;
      case "-m":
        more ||= !["tcp", "udp", "multiport", "comment"].includes(value);
        break;
      case "--comment":
        break;
      default:
        more = true;
    }
  }
  return target === undefined ? undefined : { asked: more ? undefined : { from, protocol, ports }, target };
}

/**
 * What is let in by rules that ask for no more than where it comes from and where it goes, through all chains;
 * undefined where there are too many ways through them.
 */
function accepting(chains: Table["chains"]): FirewallRule[] | undefined {
  let left = MOST;
  const rules = through(chains, "INPUT", ANY, 0, () => left-- > 0);
  return left < 0 ? undefined : rules;
}

function through(
  chains: Table["chains"],
  chain: string,
  around: Asked,
  depth: number,
  goesOn: () => boolean,
): FirewallRule[] {
  if (depth > DEEPEST) return [];
  return (chains.get(chain) ?? []).flatMap(({ asked, target }) => {
    if (!goesOn() || asked === undefined) return [];
    const both: Asked = {
      from: asked.from ?? around.from,
      protocol: asked.protocol ?? around.protocol,
      ports: asked.ports ?? around.ports,
    };
    if (target === "ACCEPT") return [{ ...both }];
    return chains.has(target) ? through(chains, target, both, depth + 1, goesOn) : [];
  });
}

/** Networks that packets of IPv4 have a way to, besides the one for all others: lines of /proc/net/route. */
export function readNetworks(lines: Lines): string[] | undefined {
  if (!/^Iface\s/.test(lines[0] ?? "")) return undefined;
  const found = lines.slice(1).flatMap((line) => {
    const [, destination, , , , , , mask] = line.trim().split(/\s+/);
    if (!isWord(destination) || !isWord(mask) || mask === "00000000") return [];
    return `${dotted(destination)}/${bitsOf(mask)}`;
  });
  return [...new Set(found)].sort();
}

function isWord(text: string | undefined): text is string {
  return text !== undefined && /^[0-9A-F]{8}$/.test(text);
}

/** The little end comes first. */
function dotted(word: string): string {
  return (word.match(/../g) ?? [])
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join(".");
}

function bitsOf(mask: string): number {
  return [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === "1").length;
}
