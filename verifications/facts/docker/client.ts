import { readFileSync } from "node:fs";
import { Agent, type IncomingHttpHeaders, type RequestOptions, request as requestPlain } from "node:http";
import { request as requestTls, Agent as TlsAgent } from "node:https";
import { isIP } from "node:net";
import { join } from "node:path";
import type { EngineAddress } from "./address.ts";
import { EngineError, engineError } from "./engine-error.ts";
import { SshAgent } from "./ssh.ts";

/** Requests at the same time over ssh, where each takes a session, of which a server allows ten. */
export const CONNECTIONS = 4;
/**
 * The same over a socket: as many as a run asks of one host. What a container uses comes with the engine's next
 * sample, which it takes once a second, so asking for all at once costs a second and one after the other one each.
 */
const SOCKETS = 12;
/** Bytes; the list of some hundred containers has one million. What is read takes ten times as much memory. */
const LARGEST_ANSWER = 16 * 1024 * 1024;

/** Asks one engine, and changes nothing there. */
export interface EngineClient {
  /**
   * @param path with its query, without a version: the engine answers in the newest that it has.
   * @param only ends this question, besides the deadline and the signal of all.
   * @throws EngineError where there is no answer, or none that is JSON, or a status from 400.
   */
  get(path: string, signal?: AbortSignal): Promise<unknown>;
  /** An answer that is no JSON, as it came. */
  text(path: string, signal?: AbortSignal): Promise<string>;
  /** The header of an answer alone. */
  head(path: string, signal?: AbortSignal): Promise<IncomingHttpHeaders>;
  /** Closes all connections. */
  close(): void;
}

export interface ClientOptions {
  /** Milliseconds that one answer may take. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
  /** The ssh to run. */
  readonly ssh?: string;
}

/** @throws EngineError where the certificates cannot be read. */
export function connect(address: EngineAddress, { deadline, signal, ssh }: ClientOptions): EngineClient {
  const { options, agent, isTls } = transport(address, ssh);
  const send = isTls ? requestTls : requestPlain;
  const ask = (method: "GET" | "HEAD", path: string, only?: AbortSignal) =>
    new Promise<Answer>((resolve, reject) => {
      const limits = [AbortSignal.timeout(deadline), signal, only].filter((limit) => limit !== undefined);
      const within = AbortSignal.any(limits);
      const fail = (error: unknown) => reject(engineError(within.aborted ? within.reason : error));
      const call = send({ ...options, agent, path, method, headers: { host: "docker" }, signal: within });
      call.once("error", fail).once("response", (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.once("error", fail).once("aborted", () => fail({ code: "ECONNRESET" }));
        response.on("data", (part: Buffer) => {
          length += part.length;
          parts.push(part);
          if (length > LARGEST_ANSWER) call.destroy(new EngineError("its answer is too large to be read"));
        });
        response.once("end", () => {
          const status = response.statusCode ?? 0;
          if (status !== 200) return reject(new EngineError(`it answers ${status}`, status));
          resolve({ headers: response.headers, body: Buffer.concat(parts) });
        });
      });
      call.once("upgrade", (_, socket) => {
        socket.destroy();
        fail(new EngineError("it changes to another protocol"));
      });
      call.end();
    });
  return {
    get: async (path, only) => {
      const { body } = await ask("GET", path, only);
      try {
        return JSON.parse(body.toString("utf8"));
      } catch (error) {
        throw engineError(error);
      }
    },
    text: async (path, only) => (await ask("GET", path, only)).body.toString("utf8"),
    head: async (path, only) => (await ask("HEAD", path, only)).headers,
    close: () => agent.destroy(),
  };
}

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Transport {
  readonly options: RequestOptions;
  readonly agent: Agent;
  readonly isTls: boolean;
}

/** How an address is spoken to. @throws EngineError where the certificates cannot be read. */
export function transport(address: EngineAddress, ssh: string | undefined): Transport {
  const pool = { keepAlive: true, maxSockets: SOCKETS };
  if (address.kind === "unix") return { options: { socketPath: address.path }, agent: new Agent(pool), isTls: false };
  if (address.kind === "ssh") return { options: {}, agent: new SshAgent(address, CONNECTIONS, ssh), isTls: false };
  const { host, port, certificates } = address;
  if (certificates === undefined) return { options: { host, port }, agent: new Agent(pool), isTls: false };
  const read = (name: string) => readCertificate(certificates, name);
  const tls = { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
  // Node would take the name in the certificate from the header of the request otherwise, which is the same for all.
  const servername = isIP(host) === 0 ? host : "";
  const agent = new TlsAgent({ ...pool, ...tls, servername, rejectUnauthorized: true });
  return { options: { host, port }, agent, isTls: true };
}

function readCertificate(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new EngineError(`${name} in the folder of certificates cannot be read (${code})`);
  }
}
