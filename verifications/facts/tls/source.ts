import { createSecureContext } from "node:tls";
import { certificateFact, type Endpoint, endpointsOf, HTTPS_PORT, oldProtocolFact } from "../../edge/certificate.ts";
import { OUTSIDE } from "../../edge/route.ts";
import type { FactSource } from "../../source.ts";
import { targetOf } from "../connection/target.ts";
import { trust } from "../connection/trust.ts";
import { observedCertificate } from "./certificate.ts";
import { type Shake, shake } from "./handshake.ts";
import { acceptedProtocol, oldContext, refusedProtocol } from "./old-protocol.ts";

export interface TlsOptions {
  /** Milliseconds for one question. */
  readonly deadline?: number;
  /** Where a port of the declaration is reached, where that is another one. */
  readonly ports?: ReadonlyMap<number, number>;
}

const DEADLINE = 10_000;

/** The certificates that the world is shown, over HTTPS and on mail ports, and whether old protocols are spoken. */
export function tlsSource({ deadline = DEADLINE, ports = new Map() }: TlsOptions = {}): FactSource {
  return {
    id: "tls",
    title: "TLS and certificates of every name",
    plan(expectation, reach) {
      const known = createSecureContext();
      const to = (endpoint: Endpoint): Omit<Shake, "secureContext"> => ({
        endpoint,
        target: targetOf(reach, endpoint.host, OUTSIDE),
        port: ports.get(endpoint.port) ?? endpoint.port,
      });
      return endpointsOf(expectation).flatMap((endpoint) => [
        {
          key: certificateFact(endpoint),
          deadline,
          ask: async (signal) => {
            const where = to(endpoint);
            const secureContext = (await trust(reach)) ?? known;
            return shake({ ...where, secureContext }, signal, (socket) =>
              observedCertificate(socket, endpoint.hostName),
            );
          },
        },
        // Mail is handed over without TLS where the parties do not agree, so an old protocol is better than none there.
        ...(endpoint.port === HTTPS_PORT
          ? [
              {
                key: oldProtocolFact(endpoint),
                deadline,
                ask: async (signal: AbortSignal) =>
                  shake(
                    { ...to(endpoint), secureContext: oldContext() },
                    signal,
                    (socket) => acceptedProtocol(socket.getProtocol()),
                    refusedProtocol,
                  ),
              },
            ]
          : []),
      ]);
    },
  };
}
