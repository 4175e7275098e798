/**
 * Where a redirect leads, as far as it is judged. Other parameters are left out: logins carry states and
 * tokens in them.
 */
export type Location = {
  /** `https` or `http`. */
  readonly scheme: string;
  /** Name and, where it is not the usual one, port. */
  readonly host: string;
  readonly path: string;
  /** Leads to the very address that was asked. */
  readonly same: boolean;
  /** Where Authelia sends the visitor back to (parameter `rd`), without its own parameters. */
  readonly rd: string | null;
  /** Method of the visit that Authelia refused (parameter `rm`). */
  readonly rm: string | null;
};

const LONGEST = 2000;

/** @returns null where there is no header, or nobody could follow it. */
export function locationOf(header: string | undefined, url: string): Location | null {
  if (header === undefined || header.length > LONGEST || !URL.canParse(header, url)) return null;
  const { protocol, host, pathname, searchParams, href } = new URL(header, url);
  if (protocol !== "https:" && protocol !== "http:") return null;
  const method = searchParams.get("rm");
  return {
    scheme: protocol.slice(0, -1),
    host,
    path: withoutTokens(pathname),
    same: href === new URL(url).href,
    rd: plain(searchParams.get("rd")),
    rm: method !== null && /^[A-Z]{1,10}$/.test(method) ? method : null,
  };
}

function plain(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null;
  const { origin, pathname } = new URL(text);
  return `${origin}${withoutTokens(pathname)}`.slice(0, 300);
}

/** A part of a path that no person has chosen: links for a new password and invitations carry one. */
const TOKEN = /[\w.~%+=-]{20,}/g;

function withoutTokens(path: string): string {
  return path.replace(TOKEN, (part) => (/\d/.test(part) ? "***" : part)).slice(0, 200);
}
