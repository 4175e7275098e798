import type { Failure } from "../../fact.ts";

/** Why an engine does not answer, in words that hold nothing of an answer and no credentials. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  /** HTTP status of the answer; undefined where there was none. */
  readonly status: number | undefined;
  readonly failure: Failure;

  constructor(
    message: string,
    status?: number,
    failure: Failure = status === undefined ? "protocol" : ofStatus(status),
  ) {
    super(message);
    this.status = status;
    this.failure = failure;
  }
}

function ofStatus(status: number): Failure {
  if (status === 404) return "missing";
  return status === 401 || status === 403 ? "denied" : "protocol";
}

type Reason = readonly [message: string, failure: Failure];
const NOT_SIGNED: Reason = ["its certificate is not signed by the authority in ca.pem", "denied"];

/** Codes of the system and of TLS that a person can act upon. */
const REASONS: Readonly<Record<string, Reason>> = {
  ECONNREFUSED: ["it refuses the connection", "refused"],
  ENOENT: ["there is no such socket", "refused"],
  EACCES: ["this user may not open the socket", "denied"],
  ENOTFOUND: ["its name leads to no address", "unreachable"],
  EAI_AGAIN: ["its name leads to no address now", "unreachable"],
  EHOSTUNREACH: ["no way leads there", "unreachable"],
  ENETUNREACH: ["no way leads there", "unreachable"],
  ECONNRESET: ["it broke off the connection", "protocol"],
  EPIPE: ["it broke off the connection", "protocol"],
  HPE_HEADER_OVERFLOW: ["the header of its answer is too long", "protocol"],
  ETIMEDOUT: ["it does not answer", "timeout"],
  DEPTH_ZERO_SELF_SIGNED_CERT: NOT_SIGNED,
  SELF_SIGNED_CERT_IN_CHAIN: NOT_SIGNED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_SIGNED,
  ERR_TLS_CERT_ALTNAME_INVALID: ["its certificate is for another name", "denied"],
  CERT_HAS_EXPIRED: ["its certificate has expired", "denied"],
};

/** Turns whatever went wrong into an {@link EngineError}. */
export function engineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (name === "TimeoutError" || error === "timeout")
    return new EngineError("it has not answered in time", undefined, "timeout");
  if (name === "AbortError" || error === "aborted") return new EngineError("the run was stopped", undefined, "aborted");
  if (typeof code !== "string") return new EngineError("its answer cannot be read");
  const [message, failure] = REASONS[code] ?? [unnamed(code), "protocol"];
  return new EngineError(message, undefined, failure);
}

function unnamed(code: string): string {
  if (code.startsWith("HPE_")) return "what answers there does not speak HTTP as an engine does";
  if (/^(?:EPROTO|ERR_SSL_)/.test(code)) return "what answers there does not speak TLS as an engine does";
  return `the connection failed (${/^[A-Z_0-9]{2,60}$/.test(code) ? code : "for a reason unknown"})`;
}
