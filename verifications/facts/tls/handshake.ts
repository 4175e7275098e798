import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type SecureContext, type TLSSocket } from "node:tls";
import type { Endpoint } from "../../edge/certificate.ts";
import { ranOut, unseenOf } from "../connection/failure.ts";
import type { Target } from "../connection/target.ts";
import { startTls } from "./start-tls.ts";

export interface Shake {
  readonly endpoint: Pick<Endpoint, "name" | "hostName" | "start">;
  readonly target: Target;
  readonly port: number;
  readonly secureContext: SecureContext;
}

/**
 * Connects, begins TLS whatever the certificate is worth, hands the connection over, and closes it.
 *
 * @throws Unseen, or what `tlsFailed` makes of OpenSSL's refusal.
 */
export async function shake<T>(
  { endpoint, target, port, secureContext }: Shake,
  signal: AbortSignal,
  read: (socket: TLSSocket) => T,
  tlsFailed?: (error: unknown) => T | undefined,
): Promise<T> {
  const what = `TLS of ${endpoint.name} at ${target.address}`;
  let open: Socket | undefined;
  let phase = "nothing accepted the connection";
  const work = async (): Promise<T> => {
    const to = {
      host: target.address,
      port,
      ...(target.localAddress === undefined ? {} : { localAddress: target.localAddress }),
    };
    const tls = {
      servername: endpoint.hostName,
      rejectUnauthorized: false,
      secureContext,
      // The chain and the name are told apart: who reads the socket looks at the name himself.
      checkServerIdentity: () => undefined,
    };
    const accepted = () => {
      phase = "the connection was accepted, and TLS did not begin";
    };
    let secure: TLSSocket;
    if (endpoint.start === "implicit") {
      secure = connectTls({ ...to, ...tls });
      secure.once("connect", accepted);
    } else {
      const plain = connectTcp(to);
      open = plain;
      await settled(plain, "connect");
      accepted();
      await startTls(plain, endpoint.start, what);
      secure = connectTls({ socket: plain, ...tls });
    }
    open = secure;
    try {
      await settled(secure, "secureConnect");
    } catch (error) {
      const answer = tlsFailed?.(error);
      if (answer === undefined) throw error;
      return answer;
    }
    return read(secure);
  };
  let stop: () => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    stop = () => reject(ranOut(what, signal, phase));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([ended, work()]);
  } catch (error) {
    throw unseenOf(what, error);
  } finally {
    signal.removeEventListener("abort", stop);
    // Only the outermost: Node ends the process where the inner one goes first.
    open?.destroy();
  }
}

/** Resolves on the event, rejects with the first error; later errors of a socket that is not needed any more are nobody's. */
function settled(socket: Socket, event: "connect" | "secureConnect"): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.on("error", reject);
    socket.once("close", () => reject(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
  });
}
