import type { RoutedRequest } from "./request.ts";

/** What matchers compare: the properties of a request in the form that Traefik brings them into. */
export interface Facts {
  readonly method: string;
  /** Without port and brackets, trimmed, in lower case. */
  readonly host: string;
  /** The same without the lower case; the host patterns of v2 look at it. */
  readonly plainHost: string;
  /** The path with all escapes decoded but those of reserved characters. */
  readonly path: string;
  readonly query: ReadonlyMap<string, readonly string[]>;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly clientAddress: string;
}

/** @returns undefined where the path ends within an escape, which Traefik answers with 400. */
export function factsOf(request: RoutedRequest): Facts | undefined {
  const path = routingPath(request.path);
  if (path === undefined) return undefined;
  const plainHost = withoutPort(request.host);
  let query: ReadonlyMap<string, readonly string[]> | undefined;
  return {
    method: request.method,
    host: plainHost.trim().toLowerCase(),
    plainHost,
    path,
    get query() {
      query ??= parseQuery(request.query);
      return query;
    },
    headers: request.headers,
    clientAddress: request.clientAddress,
  };
}

/** Go's net.SplitHostPort with Traefik's fallback (pkg/middlewares/requestdecorator). */
export function withoutPort(host: string): string {
  if (!host.includes(":")) return host;
  if (host.startsWith("[")) {
    const end = host.indexOf("]");
    if (end >= 0 && (end === host.length - 1 || /^:[^:[\]]*$/.test(host.slice(end + 1)))) return host.slice(1, end);
    return host;
  }
  const colon = host.lastIndexOf(":");
  return host.indexOf(":") === colon && !/[[\]]/.test(host) ? host.slice(0, colon) : host;
}

/** Characters that stay escaped: those of RFC 3986 2.2 and the percent sign (pkg/muxer/http, `reservedCharacters`). */
const RESERVED = new Set([..."3A 2F 3F 23 5B 5D 40 21 24 26 27 28 29 2A 2B 2C 3B 3D 25".split(" ")]);

/** The path that routers compare: `/foo%20bar` is `/foo bar`, `/a%2Fb` stays as it is. */
export function routingPath(escaped: string): string | undefined {
  if (!escaped.includes("%")) return escaped;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (let at = 0; at < escaped.length; at++) {
    const char = escaped[at] as string;
    if (char !== "%") {
      bytes.push(...encoder.encode(char));
      continue;
    }
    const code = escaped.slice(at + 1, at + 3);
    if (!/^[0-9a-fA-F]{2}$/.test(code)) return undefined;
    if (RESERVED.has(code)) bytes.push(...encoder.encode(`%${code}`));
    else bytes.push(Number.parseInt(code, 16));
    at += 2;
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** Go's url.ParseQuery: pairs that hold a semicolon or a broken escape are left out. */
export function parseQuery(query: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const pair of query.split("&")) {
    if (pair === "" || pair.includes(";")) continue;
    const equals = pair.indexOf("=");
    const key = unescapeQuery(equals < 0 ? pair : pair.slice(0, equals));
    const value = unescapeQuery(equals < 0 ? "" : pair.slice(equals + 1));
    if (key === undefined || value === undefined) continue;
    const same = values.get(key);
    if (same === undefined) values.set(key, [value]);
    else same.push(value);
  }
  return values;
}

function unescapeQuery(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  const spaced = text.replaceAll("+", " ");
  if (!spaced.includes("%")) return spaced;
  const bytes = Buffer.from(
    spaced.replace(/%([0-9a-fA-F]{2})|[^%]/gu, (part, code: string | undefined) =>
      code === undefined
        ? Buffer.from(part, "utf8").toString("latin1")
        : String.fromCharCode(Number.parseInt(code, 16)),
    ),
    "latin1",
  );
  return bytes.toString("utf8");
}
