import { stripVTControlCharacters } from "node:util";
import type { RenewalsValue } from "./values.ts";

/** Lines that are asked for at most, and seconds that they go back. */
export const LOG_LINES = 5000;
export const LOG_SECONDS = 7 * 86_400;

/** Words of Traefik v2 and v3 (pkg/provider/acme/provider.go). */
const FAILURE = /Unable to obtain ACME certificate|Error renewing certificate from LE/;
const TIME = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?Z /;
const RESOLVER = /providerName"?[=:]\s*"?([\w-]{1,60})\.acme/;
/** Of the domains that a line is about, `domains=["a","b"]`, `{a [b]}` or `domains [a b]`. */
const NAMES = [
  /domains"?[=:]\s*\[([^\]]{1,2000})\]/,
  /LE: \{([^}]{1,2000})\}/,
  /for (?:the )?domains \[([^\]]{1,2000})\]/,
];
const NAME = /(?:\*\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,10}/gi;
/** `9109: Invalid access token`, `"code":9109`, `error: 429 ::`. */
const CODE = /(?:\bcode\\?"?[:= ]+|(?<![:.\d])\b)(\d{4,5})(?=:\s|\b[,}])|\berror: (4\d\d|5\d\d) ::/g;
const MOST = 100;

/** Reads the log of a Traefik, each line behind its time; what it says otherwise is not kept. */
export function readRenewals(text: string): RenewalsValue {
  const failures = new Map<
    string,
    { names: Set<string>; codes: Set<string>; times: number; first: string; last: string }
  >();
  let lines = 0;
  let since: string | null = null;
  let last: string | null = null;
  for (const raw of text.split("\n")) {
    const line = stripVTControlCharacters(raw);
    const [, second] = TIME.exec(line) ?? [];
    if (second === undefined) continue;
    const time = `${second}.000Z`;
    lines++;
    since ??= time;
    last = time;
    if (!FAILURE.test(line)) continue;
    const resolver = RESOLVER.exec(line)?.[1] ?? "unnamed";
    const found = failures.get(resolver) ?? { names: new Set(), codes: new Set(), times: 0, first: time, last: time };
    failures.set(resolver, found);
    found.times++;
    found.last = time;
    for (const pattern of NAMES)
      for (const [name] of (pattern.exec(line)?.[1] ?? "").matchAll(NAME))
        if (found.names.size < MOST) found.names.add(name.toLowerCase());
    for (const [, code, status] of line.replace(TIME, "").matchAll(CODE))
      if (found.codes.size < MOST) found.codes.add(code ?? status ?? "");
  }
  return {
    lines,
    since,
    last,
    failures: [...failures]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([resolver, { names, codes, times, first, last }]) => ({
        resolver,
        names: [...names].sort(),
        codes: [...codes].sort(),
        times,
        first,
        last,
      })),
  };
}
