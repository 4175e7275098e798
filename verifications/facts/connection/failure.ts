import type { Failure } from "../../fact.ts";
import { Unseen } from "../../source.ts";

const FAILURE_OF: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: "refused",
  ETIMEDOUT: "timeout",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  ENETDOWN: "unreachable",
  EADDRNOTAVAIL: "not-asked",
  EACCES: "not-asked",
  EPERM: "not-asked",
  EMFILE: "not-asked",
  ENFILE: "not-asked",
};

/** What is known of a code of Node or OpenSSL, in words; never what the peer wrote. */
const SAYS: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, "nothing listens there"],
  [/^(?:EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN)$/, "there is no way there"],
  [/^EADDRNOTAVAIL$/, "this machine does not have the source address of the vantage point"],
  [/^(?:EACCES|EPERM)$/, "this machine forbids the connection"],
  [/^(?:EMFILE|ENFILE)$/, "this machine has no file descriptor left"],
  [/^HPE_HEADER_OVERFLOW$/, "the header of the answer is too long"],
  [/^HPE_/, "what answers does not speak HTTP"],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNEXPECTED_MESSAGE|HTTP_REQUEST|RECORD_TOO_SMALL/,
    "what answers does not speak TLS",
  ],
  [
    /^(?:ERR_TLS_CERT_|CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_)/,
    "its certificate is not trusted, and nothing was said to it",
  ],
  [/^(?:EPROTO|ERR_SSL_|ERR_TLS_)/, "the TLS handshake failed"],
  [/^(?:ECONNRESET|EPIPE|ECONNABORTED)$/, "the connection was closed before the answer was whole"],
];

/** Why a connection saw nothing, by the error's code alone. */
export function unseenOf(what: string, error: unknown): Unseen {
  if (error instanceof Unseen) return error;
  const code = codeOf(error);
  const words = SAYS.find(([pattern]) => pattern.test(code))?.[1] ?? "the connection failed";
  return new Unseen(FAILURE_OF[code] ?? "protocol", `${what} was not seen: ${words}${code === "" ? "" : ` (${code})`}`);
}

/** The code of an error of Node or OpenSSL, `ECONNREFUSED`, `ERR_SSL_WRONG_VERSION_NUMBER`; empty where there is none. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code !== "string" || !/^[A-Z0-9_]{1,80}$/.test(code)) return "";
  return code === "EPROTO" ? (reasonOf(error as Error) ?? code) : code;
}

/** OpenSSL's own words for a failed handshake, which Node leaves in the message of some errors only. */
function reasonOf({ message }: Error): string | undefined {
  const words = /:SSL routines:[^:]{0,80}:([a-z0-9 ]{1,60}):/.exec(message)?.[1];
  return words === undefined ? undefined : `ERR_SSL_${words.toUpperCase().replaceAll(" ", "_")}`;
}

/** What the end of the time for an answer means, given how far it came. */
export function ranOut(what: string, signal: AbortSignal, phase: string): Unseen {
  return signal.reason === "timeout"
    ? new Unseen("timeout", `${what} was not seen in time: ${phase}`)
    : new Unseen("aborted", `${what} was not seen before the run was ended`);
}
