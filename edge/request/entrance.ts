import { entries, flag, isOptions, member } from "../traefik/dynamic/declared.ts";
import { type AddressSet, addressSet } from "../traefik/rule/addresses.ts";
import { Unreadable } from "../traefik/rule/tokens.ts";
import type { Configured } from "../traefik/schema/configured.ts";
import type { EntryPoint, StaticConfiguration } from "../traefik/static/configuration.ts";
import type { Visit } from "./journey.ts";
import { isTls, type Passage } from "./passage.ts";
import { normalized, parsePath, sanitized } from "./url-path.ts";

/** What one entry point does to every request before a router sees it (pkg/server/server_entrypoint_tcp.go). */
export interface Entrance {
  /** Undefined where the request is refused with 400. */
  enter(visit: Visit): Passage | undefined;
  /** Escapes that a router refuses with 400 wherever they stand in a path (pkg/server/router/deny.go). */
  readonly deniedEscapes: RegExp | undefined;
}

/** Headers that only a trusted proxy may send (pkg/middlewares/forwardedheaders). */
const FORWARDED = [
  "X-Forwarded-Proto",
  "X-Forwarded-For",
  "X-Forwarded-Host",
  "X-Forwarded-Port",
  "X-Forwarded-Server",
  "X-Forwarded-Uri",
  "X-Forwarded-Method",
  "X-Forwarded-Prefix",
  "X-Forwarded-Tls-Client-Cert",
  "X-Forwarded-Tls-Client-Cert-Info",
  "X-Real-Ip",
];
const FORWARDED_KEYS = FORWARDED.map((name) => name.toLowerCase());

export function entranceOf(entryPoint: EntryPoint, { all }: StaticConfiguration): Entrance {
  const options = entries(all, "entrypoints").find(([name]) => name === entryPoint.name)?.[1];
  const http = member(options, "http");
  const sanitizes = http?.sanitizepath !== false;
  const encodes = flag(http, "encodequerysemicolons");
  const trusted = trustedOf(entryPoint);
  return {
    enter(visit) {
      const sent = parsePath(visit.path);
      if (sent === undefined) return undefined;
      const path = normalized(sent);
      return {
        visit,
        path: sanitizes ? sanitized(path) : path,
        query: visit.query.replaceAll(";", encodes ? "%3B" : "&"),
        lineQuery: encodes ? visit.query.replaceAll(";", "%3B") : visit.query,
        host: hostHeader(visit),
        headers: rewritten(visit, trusted(visit.client)),
      };
    },
    deniedEscapes: denied(member(http, "encodedcharacters")),
  };
}

function trustedOf({ forwardedHeaders: { insecure, trustedIPs } }: EntryPoint): (client: string) => boolean {
  if (insecure) return () => true;
  if (trustedIPs.length === 0) return () => false;
  let set: AddressSet;
  try {
    set = addressSet(trustedIPs);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return () => false;
  }
  return (client) => set.contains(client);
}

/** What the client sent of these counts only where the entry point trusts the peer. */
function rewritten(visit: Visit, trusted: boolean): ReadonlyMap<string, readonly string[]> {
  const headers = new Map(visit.headers);
  if (!trusted) for (const name of FORWARDED_KEYS) headers.delete(name);
  const set = (name: string, value: string) => {
    if ((headers.get(name)?.[0] ?? "") === "") headers.set(name, [value]);
  };
  set("x-forwarded-proto", `${opensSocket(visit) ? "ws" : "http"}${isTls(visit) ? "s" : ""}`);
  set("x-forwarded-host", hostHeader(visit));
  const sent = headers.get("x-forwarded-for");
  if (sent !== undefined && sent.length > 1) headers.set("x-forwarded-for", [sent.join(", ")]);
  // Headers that the Connection header names are dropped; those above only where they are not spelled as Go spells them.
  for (const name of (visit.headers.get("connection") ?? []).flatMap((value) => value.split(",")))
    if (!FORWARDED.includes(name.trim())) headers.delete(name.trim().toLowerCase());
  return headers;
}

function opensSocket({ headers }: Visit): boolean {
  const holds = (name: string, word: string) =>
    headers
      .get(name)?.[0]
      ?.split(",")
      .some((part) => part.trim().toLowerCase() === word) === true;
  return holds("connection", "upgrade") && holds("upgrade", "websocket");
}

/** Host names are sent with the port where it is not that of the scheme. */
export function hostHeader({ host, port, scheme }: Visit): string {
  return port === (scheme === "https" ? 443 : 80) ? host : `${host}:${port}`;
}

const ESCAPES: readonly (readonly [option: string, escape: string])[] = [
  ["allowencodedslash", "%2F"],
  ["allowencodedbackslash", "%5C"],
  ["allowencodednullcharacter", "%00"],
  ["allowencodedsemicolon", "%3B"],
  ["allowencodedpercent", "%25"],
  ["allowencodedquestionmark", "%3F"],
  ["allowencodedhash", "%23"],
];

/** All of them are denied where nothing is declared. */
function denied(options: Configured): RegExp | undefined {
  const left = ESCAPES.filter(([option]) => !(isOptions(options) && flag(options, option))).map(([, code]) => code);
  return left.length === 0 ? undefined : new RegExp(left.join("|"), "i");
}
