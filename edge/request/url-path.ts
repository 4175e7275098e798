/**
 * The path of a URL as Go keeps it (https://pkg.go.dev/net/url#URL): decoded, and as it was written where that says
 * more. Both hold one character for each byte, so that no byte is lost.
 */
export interface UrlPath {
  readonly plain: string;
  /** Empty where it is what escaping `plain` gives. */
  readonly raw: string;
}

/** Go escapes everything else in a path. */
const PLAIN = /^[A-Za-z0-9\-_.~$&+,/:;=@]*$/;
const ESCAPED = /[^A-Za-z0-9\-_.~$&+,/:;=@]/g;
/** What may stand in a path as written; `[` and `]` are left alone. */
const VALID = /^[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]*$/;
const BROKEN = /%(?![0-9A-Fa-f]{2})/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const CONTROL = /[\x00-\x1f\x7f]/;
const UNRESERVED = /^[A-Za-z0-9\-._~]$/;

/** Reads a path as it was sent. @returns undefined where Go refuses the request with 400. */
export function parsePath(sent: string): UrlPath | undefined {
  if (PLAIN.test(sent)) return { plain: sent, raw: "" };
  const bytes = bytesOf(sent);
  return CONTROL.test(bytes) || BROKEN.test(bytes) ? undefined : withEscapes(bytes);
}

/** A path that is not escaped. */
export function plainPath(text: string): UrlPath {
  return { plain: bytesOf(text), raw: "" };
}

/** The path as a server reads it from the wire. */
export function escapedPath({ plain, raw }: UrlPath): string {
  if (raw === "" && PLAIN.test(plain)) return plain;
  return raw !== "" && VALID.test(raw) && !BROKEN.test(raw) && decoded(raw) === plain ? raw : encoded(plain);
}

/** Path and query of the line that is sent on; never empty. */
export function requestUri(path: UrlPath, query: string): string {
  return `${escapedPath(path) || "/"}${query === "" ? "" : `?${query}`}`;
}

/** What Traefik makes of every path before anything else: escapes in capitals, none of what needs none. */
export function normalized(path: UrlPath): UrlPath {
  if (path.raw === "") return path;
  const raw = path.raw.replace(/%([0-9A-Fa-f]{2})/g, (written, code: string) => {
    const char = String.fromCharCode(Number.parseInt(code, 16));
    return UNRESERVED.test(char) ? char : written.toUpperCase();
  });
  return { plain: path.plain, raw };
}

/** Without `..`, `.` and double slashes (Go's path.Clean); a slash at the end stays. */
export function sanitized(path: UrlPath): UrlPath {
  const escaped = escapedPath(path);
  if (!/\/\/|\/\./.test(escaped)) return path.raw === "" ? path : withEscapes(escaped);
  const kept: string[] = [];
  for (const part of escaped.split("/")) {
    if (part === "..") kept.pop();
    else if (part !== "" && part !== ".") kept.push(part);
  }
  const clean = `/${kept.join("/")}`;
  return withEscapes(escaped.endsWith("/") && clean !== "/" ? `${clean}/` : clean);
}

/** A path from what a replacement wrote. @returns undefined where its escapes are broken. */
export function rewritten(raw: string): UrlPath | undefined {
  const bytes = bytesOf(raw);
  return BROKEN.test(bytes) ? undefined : { plain: decoded(bytes), raw: bytes };
}

/** The text of bytes, for expressions. */
export function textOf(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, "latin1").toString("utf8") : bytes;
}

/** One character for each byte of a text. */
export function bytesOf(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: every character of ASCII is meant
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

function withEscapes(escaped: string): UrlPath {
  const plain = decoded(escaped);
  return { plain, raw: encoded(plain) === escaped ? "" : escaped };
}

function decoded(escaped: string): string {
  if (!escaped.includes("%")) return escaped;
  return escaped.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function encoded(plain: string): string {
  return plain.replace(ESCAPED, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}
