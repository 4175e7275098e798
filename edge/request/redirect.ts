import { flag, type Options, text } from "../traefik/dynamic/declared.ts";
import { type Act, type Telling, telling } from "./deed.ts";
import type { End } from "./journey.ts";
import { headerOf, isTls, type Passage } from "./passage.ts";
import { replaceAll, withGroups } from "./replace.ts";
import { requestUri } from "./url-path.ts";

const PARTS = /^(https?:\/\/)?(\[[\w:.]+\]|[\w._-]+)?(:\d+)?(.*)$/s;

/** `redirectScheme`: leaves alone what would be sent to where it is already. */
export function redirectScheme(name: string, options: Options): Act {
  const tell = telling(name);
  const scheme = text(options, "scheme");
  const port = text(options, "port");
  const usual = (scheme === "http" && port === "80") || (scheme === "https" && port === "443");
  const shown = port === "" || usual ? "" : `:${port}`;
  const permanent = flag(options, "permanent");
  return (passage) => {
    const [, , host = "", , rest = ""] = PARTS.exec(seen(passage)) ?? [];
    return moved(tell, passage, seen(passage), `${scheme}://${host}${shown}${rest}`, permanent);
  };
}

/** The URL as `redirectScheme` sees it: the scheme that the entry point noted, no port that goes without saying. */
function seen({ visit, host, path, lineQuery, headers }: Passage): string {
  const noted = headerOf({ headers }, "x-forwarded-proto").toLowerCase();
  const tls = noted === "http" || noted === "ws" ? false : noted === "https" || noted === "wss" ? true : isTls(visit);
  const scheme = tls ? "https" : "http";
  const name = tls ? host.replace(/:443$/, "") : host.replace(/:80$/, "");
  return `${scheme}://${name}${requestUri(path, lineQuery)}`;
}

/** `redirectRegex`. @throws Unreadable where the expression cannot be read. */
export function redirectRegex(name: string, options: Options): Act {
  const tell = telling(name);
  const expression = withGroups(text(options, "regex"));
  const replacement = text(options, "replacement");
  const permanent = flag(options, "permanent");
  return (passage) => {
    const { visit, host, path, lineQuery } = passage;
    const url = `${isTls(visit) ? "https" : "http"}://${host}${requestUri(path, lineQuery)}`;
    const changed = replaceAll(expression, url, replacement);
    if (changed === undefined) return tell.on("leaves the request alone, which its expression does not match");
    return moved(tell, passage, url, changed, permanent);
  };
}

function moved(tell: Telling, { visit }: Passage, from: string, to: string, permanent: boolean) {
  if (from === to) return tell.on("leaves the request alone, which is there already");
  const get = visit.method === "GET";
  const status = permanent ? (get ? 301 : 308) : get ? 302 : 307;
  const end: End = { kind: "redirected", status, location: to };
  return tell.ends(`sends the visitor to ${originOf(to)}`, end);
}

/** Scheme and host of an address; the rest may say more than a report should. */
function originOf(location: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(location)?.[0] ?? "another path";
}
