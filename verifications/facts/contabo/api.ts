import { randomUUID } from "node:crypto";
import { Unseen } from "../../source.ts";
import { codeOf, ranOut, unseenOf } from "../connection/failure.ts";

/** Where the API answers. https://api.contabo.com, version 1.0.0 */
export interface ContaboAddresses {
  readonly api: string;
  /** Gives out tokens. */
  readonly token: string;
}

export const CONTABO: ContaboAddresses = {
  api: "https://api.contabo.com",
  token: "https://auth.contabo.com/auth/realms/contabo/protocol/openid-connect/token",
};

/** What the customer's panel calls by these names. */
export interface ContaboLogin {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly user: string;
  readonly password: string;
}

const VARIABLES: Readonly<Record<keyof ContaboLogin, string>> = {
  clientId: "READINESS_CONTABO_CLIENT_ID",
  clientSecret: "READINESS_CONTABO_CLIENT_SECRET",
  user: "READINESS_CONTABO_USER",
  password: "READINESS_CONTABO_PASSWORD",
};

/** The login from the environment; the names of what is missing where it is not whole. */
export function contaboLogin(
  environment: Readonly<Record<string, string | undefined>>,
): ContaboLogin | { readonly missing: readonly string[] } {
  const { clientId, clientSecret, user, password } = VARIABLES;
  const missing = Object.values(VARIABLES).filter((name) => !environment[name]);
  if (missing.length > 0) return { missing };
  const value = (name: string) => environment[name] as string;
  return {
    clientId: value(clientId),
    clientSecret: value(clientSecret),
    user: value(user),
    password: value(password),
  };
}

/** Bytes of one answer. */
const LONGEST = 1024 * 1024;
const WHAT = "the API of Contabo";

/** A token for the time of a run. Goes only to where the login goes too. @throws Unseen */
export async function tokenOf(
  { token }: ContaboAddresses,
  { clientId, clientSecret, user, password }: ContaboLogin,
  signal: AbortSignal,
): Promise<string> {
  const body = new URLSearchParams({
    grant_type: "password",
    client_id: clientId,
    client_secret: clientSecret,
    username: user,
    password,
  });
  const answer = await call(token, { method: "POST", body }, signal, "its login");
  const given = (answer as { access_token?: unknown } | null)?.access_token;
  // A header takes nothing else.
  if (typeof given !== "string" || !/^[\x21-\x7e]{1,16384}$/.test(given)) throw odd("its login");
  return given;
}

/** One question. @throws Unseen */
export function get({ api }: ContaboAddresses, token: string, path: string, signal: AbortSignal): Promise<unknown> {
  const headers = { Authorization: `Bearer ${token}`, "x-request-id": randomUUID() };
  return call(`${api}${path}`, { headers }, signal, "its instances");
}

async function call(address: string, request: RequestInit, signal: AbortSignal, part: string): Promise<unknown> {
  const { protocol, hostname } = new URL(address);
  if (protocol !== "https:" && hostname !== "127.0.0.1")
    throw new Unseen("denied", `${WHAT} is asked over https only, because a password goes there`);
  try {
    const headers = { Accept: "application/json", ...(request.headers as Record<string, string> | undefined) };
    const answer = await fetch(address, { ...request, headers, redirect: "error", signal });
    if (answer.status !== 200) {
      await answer.body?.cancel();
      throw refusal(answer.status, part);
    }
    return JSON.parse(await textOf(answer));
  } catch (error) {
    if (error instanceof Unseen) throw error;
    if (signal.aborted) throw ranOut(WHAT, signal, "it did not answer");
    if (error instanceof SyntaxError) throw odd(part);
    const cause = error instanceof Error && codeOf(error) === "" ? error.cause : error;
    if (codeOf(cause) === "ENOTFOUND") throw new Unseen("unreachable", `${WHAT} was not seen: its name leads nowhere`);
    throw unseenOf(WHAT, cause);
  }
}

async function textOf(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.length;
    if (length > LONGEST) throw new Unseen("protocol", `${WHAT} was not seen: its answer is too long`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function refusal(status: number, part: string): Unseen {
  if (status === 400 || status === 401 || status === 403)
    return new Unseen("denied", `${WHAT} refuses ${part} with ${status}; look at the variables READINESS_CONTABO_*`);
  if (status === 404) return new Unseen("missing", `${WHAT} knows no such instance; look at hosts in the settings`);
  if (status === 429) return new Unseen("protocol", `${WHAT} was asked too often (429); try again later`);
  return new Unseen("protocol", `${WHAT} answers ${part} with ${status}`);
}

/** An answer that is not as described. */
export function odd(part: string): Unseen {
  return new Unseen("protocol", `${WHAT} tells of ${part} what its description does not`);
}
