/**
 * Who wrote an answer, by what it looks like. Words and shape are those of Traefik v3 (pkg/middlewares,
 * pkg/server/router, pkg/proxy), nginx and Authelia; `other` is everything else, an application for one.
 */
export const PAGES = [
  "empty",
  /** `404 page not found`: Traefik has no router, or a Go program has no page. */
  "not-found-of-go",
  /** `no available server`: Traefik has a service, and no server behind it is up. */
  "no-available-server",
  /** The bare words of a status, as Traefik answers for what is behind it. */
  "status-words",
  /** nginx's own error page. */
  "nginx-error",
  /** An application that asks to be set up: whoever comes first owns it. */
  "setup",
  /** Compressed although nobody asked for it, and left so. */
  "packed",
  "other",
] as const;
export type Page = (typeof PAGES)[number];

const WORDS: Readonly<Record<number, string>> = {
  403: "Forbidden",
  499: "Client Closed Request",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/**
 * Nextcloud's form for its first administrator (core/templates/installation.php) and what its status.php says until
 * then.
 */
const SETUP = /<(?:input|form)\b[^>]{0,500}\bname="adminlogin"|^\s*\{"installed":false\b/;

/** Longer answers are nobody's stock phrase. */
const LONGEST_PHRASE = 4096;

export function pageOf(status: number, body: Buffer, encoding: string | undefined): Page {
  if (encoding !== undefined && encoding.trim().toLowerCase() !== "identity") return "packed";
  if (body.length === 0) return "empty";
  const text = body.toString("utf8").trim();
  if (status === 200 && SETUP.test(text)) return "setup";
  if (body.length > LONGEST_PHRASE) return "other";
  if (status === 404 && text === "404 page not found") return "not-found-of-go";
  if (status === 503 && text === "no available server") return "no-available-server";
  if (text === WORDS[status]) return "status-words";
  if (status >= 400 && /<hr><center>nginx(?:\/[\d.]+)?<\/center>/.test(text)) return "nginx-error";
  return "other";
}
