/** Why an engine does not answer, in words that hold nothing of an answer and no credentials. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  /** HTTP status of the answer; undefined where there was none. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** Codes of the system and of TLS that a person can act upon. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "it refuses the connection",
  ENOENT: "there is no such socket",
  EACCES: "this user may not open the socket",
  ENOTFOUND: "its name leads to no address",
  EAI_AGAIN: "its name leads to no address now",
  EHOSTUNREACH: "no way leads there",
  ENETUNREACH: "no way leads there",
  ECONNRESET: "it broke off the connection",
  ETIMEDOUT: "it does not answer",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not signed by the authority in ca.pem",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not signed by the authority in ca.pem",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not signed by the authority in ca.pem",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  CERT_HAS_EXPIRED: "its certificate has expired",
};

/** Turns whatever went wrong into an {@link EngineError}. */
export function engineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (name === "TimeoutError") return new EngineError("it has not answered in time");
  if (name === "AbortError") return new EngineError("the run was stopped");
  if (typeof code !== "string") return new EngineError("its answer cannot be read");
  return new EngineError(
    REASONS[code] ?? `the connection failed (${/^[A-Z_0-9]{2,60}$/.test(code) ? code : "for a reason unknown"})`,
  );
}
