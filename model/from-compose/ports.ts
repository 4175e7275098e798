import { isIP } from "node:net";
import type { Port } from "../container.ts";
import { type Draft, element, gap, isUnknown, known, type Reading, type Unknown } from "./draft.ts";
import { GAP, type Wording } from "./interpolate.ts";
import { entryOf, itemsOf, kindOf, type Value } from "./value.ts";

type Fields = { readonly [K in Exclude<keyof Port, "at">]: Reading<Port[K]> };

/** What the engine binds where a declaration gives no address. */
const EVERY_ADDRESS = "0.0.0.0";
const WANTED = 'a port such as "127.0.0.1:8080:80/tcp"';

/** Reads `ports`, short and long syntax. https://github.com/compose-spec/compose-spec/blob/main/05-services.md#ports */
export function readPorts(draft: Draft, list: Value): Port[] {
  return itemsOf(list).map((item, index) => {
    const at = `ports.${index}`;
    draft.place(at, item);
    return element<Port>(at, kindOf(item) === "map" ? readLong(draft, at, item) : readShort(draft, item));
  });
}

/** The parts of a port in short syntax that could be read. */
export interface ShortPort {
  readonly ip: string;
  /** Undefined is a random one. */
  readonly external: Range | undefined;
  readonly internal: Range;
  readonly protocol: string;
}

export interface Range {
  readonly first: number;
  readonly count: number;
}

/**
 * Takes a port in short syntax apart: `[[ip:][host]:]container[/protocol]`, ranges as `first-last`.
 * Grammar: `ParsePortSpec`, https://github.com/docker/go-connections/blob/main/nat/nat.go
 *
 * @returns undefined where compose would refuse it.
 */
export function parseShortPort(text: string): ShortPort | undefined {
  const slash = text.lastIndexOf("/");
  const protocol = slash < 0 ? "tcp" : parseProtocol(text.slice(slash + 1));
  const parts = splitAddresses(slash < 0 ? text : text.slice(0, slash));
  if (protocol === undefined || parts === undefined) return undefined;
  const internal = parseRange(parts.container);
  if (internal === undefined || internal.first === 0) return undefined;
  const ip = parseAddress(parts.ip ?? "");
  if (ip === undefined) return undefined;
  if (parts.host === undefined || parts.host === "") return { ip, external: undefined, internal, protocol };
  const external = parseRange(parts.host);
  if (external === undefined || (external.count !== internal.count && internal.count !== 1)) return undefined;
  return { ip, external, internal, protocol };
}

function readShort(draft: Draft, value: Value): Fields {
  const wording = draft.wording(value, WANTED);
  if ("unknown" in wording) return allUnknown(wording);
  if (wording.missing.length > 0) return readGapped(draft, value, wording);
  const port = parseShortPort(wording.text.trim());
  if (port === undefined) return allUnknown(draft.refuse(value, `is not ${WANTED}`, `write ${WANTED}`));
  return {
    ip: known(port.ip),
    ...readNumbers(value, port.external, port.internal),
    protocol: known(port.protocol),
  };
}

/** A variable can hold colons, so only what is right of the last one, or between literal ones, is certain. */
function readGapped(draft: Draft, value: Value, wording: Wording): Fields {
  const missing = gap(value, wording);
  const parts = splitAddresses(wording.text.trim());
  if (parts === undefined || parts.container.includes(GAP) || parts.host === undefined) return allUnknown(missing);
  const isHostKnown = parts.ip !== undefined && !parts.host.includes(GAP);
  const rest = parseShortPort(`${isHostKnown ? parts.host : ""}:${parts.container}`);
  if (rest === undefined) return allUnknown(draft.refuse(value, `is not ${WANTED}`, `write ${WANTED}`));
  const isAddressKnown = parts.ip !== undefined && !parts.ip.includes(GAP) && parts.host === GAP;
  return {
    ...readNumbers(value, rest.external, rest.internal),
    ...(isHostKnown ? {} : { external: missing }),
    ip: isAddressKnown ? readAddress(draft, value, parts.ip) : missing,
    protocol: known(rest.protocol),
  };
}

function readAddress(draft: Draft, value: Value, text: string): Reading<string> {
  const address = parseAddress(text);
  return address === undefined
    ? draft.refuse(value, "does not start with an IP address", `write ${WANTED}`)
    : known(address);
}

function readLong(draft: Draft, at: string, port: Value): Fields {
  const target = entryOf(port, "target");
  const internal: Reading<Range> =
    target === undefined
      ? draft.refuse(port, "has no target", "write the container's port as target")
      : draft.parsed(draft.place(`${at}.internal`, target), "a port number", parsePositiveRange);
  const published = entryOf(port, "published");
  const external: Reading<Range | undefined> =
    published === undefined
      ? known(undefined)
      : draft.parsed(
          draft.place(`${at}.external`, published),
          "a port number, in quotes where it is a range",
          parseRange,
        );
  const address = entryOf(port, "host_ip");
  const protocol = entryOf(port, "protocol");
  return {
    ip:
      address === undefined
        ? known(EVERY_ADDRESS)
        : draft.parsed(draft.place(`${at}.ip`, address), "an IP address", parseAddress),
    ...joinNumbers(port, internal, external),
    protocol:
      protocol === undefined
        ? known("tcp")
        : draft.parsed(draft.place(`${at}.protocol`, protocol), "tcp, udp or sctp", parseProtocol),
  };
}

function joinNumbers(
  port: Value,
  internal: Reading<Range>,
  external: Reading<Range | undefined>,
): Pick<Fields, "external" | "internal" | "count"> {
  if (isUnknown(internal)) {
    const first = isUnknown(external) ? external : known(external.known?.first || undefined);
    return { internal, external: first, count: internal };
  }
  if (isUnknown(external))
    return { internal: known(internal.known.first), external, count: known(internal.known.count) };
  return readNumbers(port, external.known, internal.known);
}

/** One container port on a range of host ports: the engine picks one of them. */
function readNumbers(
  value: Value,
  external: Range | undefined,
  internal: Range,
): Pick<Fields, "external" | "internal" | "count"> {
  const numbers = { internal: known(internal.first), count: known(internal.count) };
  if (external === undefined || external.first === 0) return { ...numbers, external: known(undefined) };
  if (external.count === internal.count) return { ...numbers, external: known(external.first) };
  return {
    ...numbers,
    external: { unknown: value.path, cure: "name one host port; from a range the engine picks one" },
  };
}

function allUnknown(reason: Unknown): Fields {
  return { ip: reason, external: reason, internal: reason, count: reason, protocol: reason };
}

interface Parts {
  readonly ip: string | undefined;
  readonly host: string | undefined;
  readonly container: string;
}

function splitAddresses(text: string): Parts | undefined {
  if (text.startsWith("[")) {
    const end = text.indexOf("]:");
    const [host, container, ...more] = end < 0 ? [] : text.slice(end + 2).split(":");
    if (host === undefined || container === undefined || more.length > 0) return undefined;
    return { ip: text.slice(0, end + 1), host, container };
  }
  const parts = text.split(":", 4);
  if (parts.length > 3) return undefined;
  return { container: parts.pop() as string, host: parts.pop(), ip: parts.pop() };
}

/** An address without brackets; an empty one publishes on every address. */
function parseAddress(text: string): string | undefined {
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  if (text === "") return EVERY_ADDRESS;
  return isIP(bare) === 0 ? undefined : bare;
}

function parseProtocol(text: string): string | undefined {
  return /^(tcp|udp|sctp)$/i.test(text) ? text.toLowerCase() : undefined;
}

function parsePositiveRange(text: string): Range | undefined {
  const range = parseRange(text);
  return range?.first === 0 ? undefined : range;
}

function parseRange(text: string): Range | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return last < first || last > 65_535 ? undefined : { first, count: last - first + 1 };
}
