import { createSecureContext, type SecureContext } from "node:tls";
import type { Observed } from "../../source.ts";
import { codeOf } from "../connection/failure.ts";

/** Value of `tls.old-protocol`: whether TLS 1.0 or 1.1, which RFC 8996 forbids, is agreed to. */
export type OldProtocol = {
  /** `TLSv1.1`, `TLSv1`; null where the server refuses both in the words of the protocol. */
  readonly accepted: string | null;
};

let context: SecureContext | undefined;

/** Offers nothing newer than TLS 1.1; that is all these connections are good for. */
export function oldContext(): SecureContext {
  context ??= createSecureContext({
    minVersion: "TLSv1",
    maxVersion: "TLSv1.1",
    // OpenSSL's own level 1 would refuse in place of the server.
    ciphers: "ALL:@SECLEVEL=0",
  });
  return context;
}

/** Alerts by which a server says that it does not speak anything so old (RFC 8446, 6.2). */
const REFUSED =
  /ALERT_PROTOCOL_VERSION|ALERT_HANDSHAKE_FAILURE|ALERT_INSUFFICIENT_SECURITY|ALERT_INAPPROPRIATE_FALLBACK/;

export function acceptedProtocol(protocol: string | null): Observed {
  return observed(protocol ?? "unknown");
}

/** @returns undefined where the failure does not say that the server refuses: a closed connection may mean anything. */
export function refusedProtocol(error: unknown): Observed | undefined {
  return REFUSED.test(codeOf(error)) ? observed(null) : undefined;
}

function observed(accepted: string | null): Observed {
  const value: OldProtocol = { accepted };
  return { value, raw: `accepted: ${accepted ?? "none"}\n` };
}
