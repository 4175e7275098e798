import { createHash } from "node:crypto";
import type { Observed } from "../../source.ts";
import type { Exchange, Handshake, Timing } from "./exchange.ts";
import { type Location, locationOf } from "./location.ts";
import { type Page, pageOf } from "./page.ts";

/** Value of `http.route`, `http.plain` and `http.stranger`: one answer, and nothing of what the page says. */
export type Answer = {
  readonly status: number;
  readonly location: Location | null;
  readonly page: Page;
  readonly contentType: string | null;
  /** Bytes of the body, as far as it was read. */
  readonly length: number;
  readonly truncated: boolean;
  readonly handshake: Handshake | null;
  readonly timing: Timing;
};

/** The answer as it is kept: the digest of the body in place of the body, which may hold anything. */
export function observedAnswer(url: string, got: Exchange): Observed & { readonly value: Answer } {
  const { status, headers, body, truncated, handshake, timing } = got;
  const type = /^[a-z]+\/[a-z0-9.+-]{1,60}/i.exec(headers["content-type"] ?? "")?.[0].toLowerCase() ?? null;
  const value: Answer = {
    status,
    location: locationOf(headers.location, url),
    page: pageOf(status, body, headers["content-encoding"]),
    contentType: type,
    length: body.length,
    truncated,
    handshake: handshake && { ...handshake },
    timing: { ...timing },
  };
  return { value, raw: shown(value, body) };
}

function shown({ status, location, contentType, length, truncated }: Answer, body: Buffer): string {
  const lines = [
    `HTTP ${status}`,
    location === null ? undefined : `location: ${location.scheme}://${location.host}${location.path}`,
    `body: ${truncated ? "more than " : ""}${length} bytes${contentType === null ? "" : ` of ${contentType}`}`,
    `body-digest: ${createHash("sha256").update(body).digest("hex")}`,
  ];
  return `${lines.filter((one) => one !== undefined).join("\n")}\n`;
}
