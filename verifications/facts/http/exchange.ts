import { type ClientRequest, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import type { SecureContext, TLSSocket } from "node:tls";
import { Unseen } from "../../source.ts";
import { codeOf, ranOut, unseenOf } from "../connection/failure.ts";
import type { Target } from "../connection/target.ts";

/** Bytes of header and of body that are read; what comes after is not. */
export const LONGEST = 64 * 1024;

export interface Request {
  /** `https://name/path`: the name for Host, SNI and the certificate; nobody resolves it. */
  readonly url: string;
  readonly method: "GET" | "HEAD";
  readonly headers: OutgoingHttpHeaders;
  readonly target: Target;
  /** Port at the target; what the address calls for by itself where undefined. */
  readonly port: number | undefined;
  readonly secureContext: SecureContext | undefined;
  /** Bytes of the body that are read; `LONGEST` where undefined. */
  readonly longest?: number;
  /** `name:password` for HTTP basic authentication; sent only where the certificate is trusted. */
  readonly credential?: string;
}

/** Milliseconds from the start of the connection; null for what did not happen. */
export type Timing = {
  readonly connect: number | null;
  readonly tls: number | null;
  readonly firstByte: number;
  readonly total: number;
};

/** What TLS said, without refusing anything: an answer under a bad certificate is still an answer. */
export type Handshake = {
  readonly protocol: string | null;
  /** Code of OpenSSL or Node, `CERT_HAS_EXPIRED`; null where a browser would go on. */
  readonly distrust: string | null;
  /** The certificate that Traefik makes for itself where it has none for the name. */
  readonly traefikDefault: boolean;
};

export interface Exchange {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  /** True where there is more than was read. */
  readonly truncated: boolean;
  readonly handshake: Handshake | null;
  readonly timing: Timing;
}

/** Common name of the certificate that Traefik makes for itself (traefik, pkg/tls/generate). */
export const TRAEFIK_DEFAULT = "TRAEFIK DEFAULT CERT";

/**
 * One request on a connection of its own, so that its time is that of a first visit. Follows nothing,
 * unpacks nothing, and reads no more than it was told to.
 *
 * @throws Unseen where there is no whole answer.
 */
export function exchange(asked: Request, signal: AbortSignal): Promise<Exchange> {
  const what = `${asked.url} at ${asked.target.address}`;
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const since = () => Math.round((performance.now() - begun) * 10) / 10;
    let phase = "nothing accepted the connection";
    let connect: number | null = null;
    let tls: number | null = null;
    let handshake: Handshake | null = null;
    let outgoing: ClientRequest;
    try {
      outgoing = send(asked);
    } catch (error) {
      return reject(unseenOf(what, error));
    }
    const end = (error: Unseen | undefined, answer?: Exchange) => {
      signal.removeEventListener("abort", stop);
      outgoing.destroy();
      if (answer === undefined) reject(error);
      else resolve(answer);
    };
    const stop = () => end(ranOut(what, signal, phase));
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    outgoing.on("error", (error) => end(unseenOf(what, error)));
    outgoing.on("upgrade", (_, socket) => {
      socket.destroy();
      end(new Unseen("protocol", `${what} was not seen: it changes to another protocol`));
    });
    outgoing.on("socket", (socket) => {
      socket.once("connect", () => {
        connect = since();
        phase = asked.url.startsWith("https:")
          ? "the connection was accepted, and no TLS handshake came of it"
          : "the connection was accepted, and nothing was answered";
      });
      socket.once("secureConnect", () => {
        tls = since();
        handshake = handshakeOf(socket as TLSSocket);
        phase = "TLS was agreed upon, and nothing was answered";
      });
    });
    outgoing.on("response", (response) => {
      const firstByte = since();
      phase = "the answer began and did not end";
      const { longest = LONGEST } = asked;
      const parts: Buffer[] = [];
      let length = 0;
      const whole = (truncated: boolean) =>
        end(undefined, {
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts).subarray(0, longest),
          truncated,
          handshake,
          timing: { connect, tls, firstByte, total: since() },
        });
      response.on("data", (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length > longest) whole(true);
      });
      response.on("end", () => whole(false));
      response.on("error", (error) => end(unseenOf(what, error)));
    });
    outgoing.end();
  });
}

function send({ url, method, headers, target, port, secureContext, credential }: Request): ClientRequest {
  const { protocol, hostname, pathname, search, host } = new URL(url);
  const secure = protocol === "https:";
  const options = {
    host: target.address,
    port: port ?? (secure ? 443 : 80),
    path: `${pathname}${search}`,
    method,
    headers: { Host: host, Connection: "close", "Accept-Encoding": "identity", "User-Agent": AGENT, ...headers },
    agent: false as const,
    maxHeaderSize: LONGEST,
    ...(target.localAddress === undefined ? {} : { localAddress: target.localAddress }),
  };
  if (!secure && credential !== undefined) throw new Unseen("denied", `${url} is no place to send a login to`);
  if (!secure) return httpRequest(options);
  return httpsRequest({
    ...options,
    servername: hostname,
    rejectUnauthorized: credential !== undefined,
    ...(credential === undefined ? {} : { auth: credential }),
    ...(secureContext === undefined ? {} : { secureContext }),
  });
}

const AGENT = "pulumi-readiness (verification)";

function handshakeOf(socket: TLSSocket): Handshake {
  const { subject } = socket.getPeerCertificate() as { subject?: { CN?: unknown } };
  const distrust = codeOf(socket.authorizationError) || (socket.authorized ? null : errorName(socket));
  return {
    protocol: socket.getProtocol(),
    distrust,
    traefikDefault: subject?.CN === TRAEFIK_DEFAULT,
  };
}

/** Node hands over OpenSSL's code as a string in place of an error. */
function errorName({ authorizationError }: TLSSocket): string {
  const text = String(authorizationError ?? "");
  return /^[A-Z0-9_]{1,80}$/.test(text) ? text : "NOT_TRUSTED";
}
