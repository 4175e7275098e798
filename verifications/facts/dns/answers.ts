import type { CaaRecord } from "node:dns";
import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import type { Json } from "../../fact.ts";
import type { Reach } from "../../reach.ts";
import { type Observed, Unseen } from "../../source.ts";
import { codeOf, ranOut } from "../connection/failure.ts";

/** What one resolver says of one kind of record. */
export type Records = {
  /** Sorted, without doubles; empty where the name has none. */
  readonly records: readonly string[];
  /** Why nobody can tell, `SERVFAIL`; null where the resolver answered, also with nothing. */
  readonly failure: string | null;
};

/** By kind of record: `A`, `AAAA`. */
export type Answers = { readonly [kind: string]: Records };

/** Value of `dns.address` and `dns.mail`: the answers of every resolver that was asked. */
export type Names = {
  readonly resolvers: readonly { readonly resolver: string; readonly answers: Answers }[];
  /** Where the settings of the run say that the host is; null where they do not. */
  readonly publicAddress: string | null;
  readonly vpnAddress: string | null;
};

/** Of the deadline: a resolver that is silent for so long is given up, so that what the others said is kept. */
const OWN_SHARE = 0.8;
const MOST = 50;
const LONGEST = 1000;
/** The resolver answered, and there is no such record (RFC 2308). */
const NONE = new Set(["ENODATA", "ENOTFOUND"]);

export function nothingConfigured(host: string): Unseen {
  return new Unseen("not-asked", `names of ${host} were not asked for: the settings say nothing of the host`);
}

/**
 * Asks every resolver at the same time. A resolver that does not answer takes nothing from the others.
 *
 * @throws Unseen where none of them answered anything.
 */
export async function answersOf(
  reach: Reach,
  host: string,
  signal: AbortSignal,
  deadline: number,
  ask: (resolver: Resolver) => Promise<Answers>,
): Promise<Observed> {
  const open: Resolver[] = [];
  const timers: NodeJS.Timeout[] = [];
  const asked = resolversOf(reach).map(async (address) => {
    // One lost datagram is no lost answer; the second try waits twice as long.
    const resolver = new Resolver({ timeout: Math.max(1, Math.floor(deadline / 5)), tries: 2 });
    timers.push(setTimeout(() => resolver.cancel(), deadline * OWN_SHARE));
    if (address !== undefined) resolver.setServers([address]);
    open.push(resolver);
    return { resolver: address ?? resolver.getServers().join(", "), answers: await ask(resolver) };
  });
  let stop: () => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    stop = () => reject(ranOut(`names of ${host}`, signal, "no resolver answered"));
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    const resolvers = await Promise.race([ended, Promise.all(asked)]);
    if (resolvers.every(({ answers }) => Object.values(answers).every(({ failure }) => failure !== null)))
      throw new Unseen("refused", `names of ${host} were not seen: no resolver answered`);
    const known = reach.hosts.get(host);
    const value: Names = {
      resolvers,
      publicAddress: known?.publicAddress ?? null,
      vpnAddress: known?.vpnAddress ?? null,
    };
    return { value: value as Json, raw: `${JSON.stringify(resolvers)}\n` };
  } finally {
    signal.removeEventListener("abort", stop);
    for (const timer of timers) clearTimeout(timer);
    for (const resolver of open) resolver.cancel();
  }
}

/** @throws Unseen where a resolver of the settings is no address. */
function resolversOf({ resolvers }: Reach): readonly (string | undefined)[] {
  for (const one of resolvers)
    if (!isResolver(one))
      throw new Unseen("not-asked", "A resolver of the settings is not `address` or `address:port`");
  return resolvers.length === 0 ? [undefined] : [...new Set(resolvers)];
}

function isResolver(text: string): boolean {
  const [, bare, port] = /^(?:\[([^\]]+)\]|[^:]+?)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = bare ?? text.replace(/:\d+$/, "");
  return isIP(text) > 0 || (isIP(address) > 0 && (port === undefined || (Number(port) > 0 && Number(port) < 65536)));
}

export function askedAddresses(name: string): (resolver: Resolver) => Promise<Answers> {
  return async (resolver) => {
    const [A, AAAA] = await Promise.all([
      records(() => resolver.resolve4(name)),
      records(() => resolver.resolve6(name)),
    ]);
    return { A, AAAA };
  };
}

/** Of the domain that a mail server's name lies in; the reverse name is that of the address the host is called at. */
export function askedMail(name: string, address: string | undefined): (resolver: Resolver) => Promise<Answers> {
  const domain = name.replace(/^[^.]+\./, "");
  return async (resolver) => {
    const [MX, SPF, DMARC, CAA, PTR] = await Promise.all([
      records(async () =>
        (await resolver.resolveMx(domain)).map(({ priority, exchange }) => `${priority} ${exchange}`),
      ),
      records(async () => texts(await resolver.resolveTxt(domain), "v=spf1")),
      records(async () => texts(await resolver.resolveTxt(`_dmarc.${domain}`), "v=DMARC1")),
      records(async () => (await resolver.resolveCaa(domain)).map((one) => caa(one))),
      address === undefined
        ? { records: [], failure: "NOT_ASKED" }
        : // Not `reverse`, which reads the hosts file of this machine first.
          records(async () => (await resolver.resolvePtr(reverseName(address))).map((one) => one.toLowerCase())),
    ]);
    return { MX, SPF, DMARC, CAA, PTR };
  };
}

/** The name that the reverse of an address stands under (RFC 1035 3.5, RFC 3596 2.5). */
export function reverseName(address: string): string {
  if (isIP(address) === 4) return `${address.split(".").reverse().join(".")}.in-addr.arpa`;
  const [head = "", tail = ""] = address.replace(/%.*$/, "").split("::");
  const groups = (text: string) => text.split(":").filter((group) => group !== "");
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(Math.max(0, missing)).fill("0"), ...groups(tail)];
  const digits = all.map((group) => group.padStart(4, "0")).join("");
  return `${[...digits].reverse().join(".")}.ip6.arpa`;
}

/** Other texts of a domain prove ownership to third parties and are nobody's business. */
function texts(found: readonly (readonly string[])[], start: string): string[] {
  return found.map((parts) => parts.join("")).filter((text) => text.toLowerCase().startsWith(start.toLowerCase()));
}

function caa({ critical: _, ...record }: CaaRecord): string {
  const [tag, value] = Object.entries(record).find(([key]) => key !== "type") ?? ["", ""];
  return `${tag} ${String(value)}`;
}

async function records(ask: () => Promise<readonly string[]>): Promise<Records> {
  try {
    const found = await ask();
    return { records: [...new Set(found.map((one) => one.slice(0, LONGEST)))].sort().slice(0, MOST), failure: null };
  } catch (error) {
    const code = codeOf(error);
    return { records: [], failure: NONE.has(code) ? null : code === "ECANCELLED" ? "ETIMEOUT" : code || "FAILED" };
  }
}
