import type { ListenerValue, SocketsValue } from "./values.ts";

type Protocol = ListenerValue["protocol"];

/** A waiting socket, as the kernel lists it. https://docs.kernel.org/networking/proc_net_tcp.html */
export interface Socket {
  readonly protocol: Protocol;
  readonly ip: string;
  readonly port: number;
  readonly inode: string;
}

const LINE =
  /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]{8,32}:[0-9A-F]{4} ([0-9A-F]{2}) (?:\S+ +){5}(\d+)/;
const HEADER = /^\s*sl\s+local_address/;
/** States: TCP that listens, UDP that is not connected to anybody. */
const WAITS: Readonly<Record<Protocol, string>> = { tcp: "0A", udp: "07" };

/**
 * Reads lines of /proc/net, each behind the name of its file.
 *
 * @returns undefined where the files of `protocol` are not among them.
 */
export function socketsOf(lines: readonly string[], protocol: Protocol): Socket[] | undefined {
  const sockets: Socket[] = [];
  let whole = false;
  for (const line of lines) {
    const [, file, rest = ""] = /^(tcp|udp)6? (.*)$/.exec(line) ?? [];
    if (file !== protocol) continue;
    if (HEADER.test(rest)) {
      whole = true;
      continue;
    }
    const socket = socketOf(rest, protocol);
    if (socket === "unreadable") return undefined;
    if (socket !== undefined) sockets.push(socket);
  }
  return whole ? sockets : undefined;
}

function socketOf(line: string, protocol: Protocol): Socket | undefined | "unreadable" {
  const match = LINE.exec(line);
  if (match === null) return "unreadable";
  const [, address = "", port = "", state, inode = ""] = match;
  if (state !== WAITS[protocol]) return undefined;
  return { protocol, ip: addressOf(address), port: Number.parseInt(port, 16), inode };
}

/** Words of 32 bits in the order of the machine, which is the little end first wherever Docker runs. */
export function addressOf(hexadecimal: string): string {
  const words = hexadecimal.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)));
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  if (groups.slice(0, 5).every((group) => group === "0") && groups[5] === "ffff")
    return `::ffff:${bytes.slice(12).join(".")}`;
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

/** Which container a process belongs to, and by which processes a container is known. */
export function containersOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const containers = new Map<string, string>();
  for (const line of lines) {
    const [, process, id] = /^(\d{1,10}) ([0-9a-f]{64})$/.exec(line) ?? [];
    if (process !== undefined && id !== undefined && !containers.has(process)) containers.set(process, id);
  }
  return containers;
}

export interface NetworkParts {
  readonly sockets: readonly string[];
  /** The same a moment later: a client that waits for one answer is gone by then. */
  readonly udp: readonly string[];
  readonly processes: readonly string[];
  readonly owners: readonly string[];
}

/** What waits on the host itself; undefined where not all of it could be read. */
export function listenersOf({ sockets, udp, processes, owners }: NetworkParts): ListenerValue[] | undefined {
  const [streams, datagrams, later] = [socketsOf(sockets, "tcp"), socketsOf(sockets, "udp"), socketsOf(udp, "udp")];
  if (streams === undefined || datagrams === undefined || later === undefined || owners[0] !== "begin")
    return undefined;
  const containers = containersOf(processes);
  const holders = new Map<string, string>();
  for (const line of owners) {
    const [, process = "", inode = ""] = /^(\d{1,10}) (\d{1,20})$/.exec(line) ?? [];
    const container = containers.get(process);
    if (container !== undefined) holders.set(inode, container);
  }
  const stayed = new Set(later.map(({ inode }) => inode));
  const listeners = new Map<string, ListenerValue>();
  for (const { protocol, ip, port, inode } of [...streams, ...datagrams.filter(({ inode }) => stayed.has(inode))]) {
    const container = holders.get(inode) ?? null;
    listeners.set([protocol, ip, port, container].join(" "), { protocol, ip, port, container });
  }
  return [...listeners.values()];
}

/** Ports inside containers. A container whose sockets could not be read is not among them. */
export function insideOf(lines: readonly string[], processes: readonly string[]): SocketsValue {
  const containers = containersOf(processes);
  const ports = new Map<string, Set<number>>();
  const broken = new Set<string>();
  for (const line of lines) {
    const [, process = "", rest = ""] = /^\/proc\/(\d{1,10})\/net\/tcp6?:(.*)$/.exec(line) ?? [];
    const container = containers.get(process);
    if (container === undefined) continue;
    const found = ports.get(container) ?? new Set();
    ports.set(container, found);
    if (HEADER.test(rest)) continue;
    const socket = socketOf(rest, "tcp");
    if (socket === "unreadable") broken.add(container);
    else if (socket !== undefined) found.add(socket.port);
  }
  for (const container of broken) ports.delete(container);
  return Object.fromEntries([...ports].map(([container, found]) => [container, [...found].sort((a, b) => a - b)]));
}
