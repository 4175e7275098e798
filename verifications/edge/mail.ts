import type { ExpectedHost } from "../expectation.ts";

/** How TLS begins on a mail port: at once, or after the protocol's own command. */
export type Start = "implicit" | "smtp" | "imap" | "pop3" | "sieve";

/** Ports of mail (RFC 8314, RFC 3207, RFC 5804) with the way in which TLS begins on each. */
export const MAIL_PORTS: ReadonlyMap<number, Start> = new Map([
  [25, "smtp"],
  [110, "pop3"],
  [143, "imap"],
  [465, "implicit"],
  [587, "smtp"],
  [993, "implicit"],
  [995, "implicit"],
  [4190, "sieve"],
]);

/** Mail ports that the declaration opens to everyone on purpose, in ascending order. */
export function mailPorts({ containers }: ExpectedHost): number[] {
  const ports = containers.flatMap(({ ports }) =>
    ports.flatMap(({ external, protocol, public: open }) =>
      open && protocol === "tcp" && external !== undefined && MAIL_PORTS.has(external) ? [external] : [],
    ),
  );
  return [...new Set(ports)].sort((a, b) => a - b);
}

const CUSTOMARY = /^(?:mail|mx\d*|smtp|imap)\./;

/** The name that clients of the mail ports use: the first of the host's names that is customary for mail. */
export function mailName(host: ExpectedHost): string | undefined {
  return host.routes.map((route) => route.host.toLowerCase()).find((name) => CUSTOMARY.test(name));
}
