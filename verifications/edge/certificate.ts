import type { Subject } from "../check.ts";
import type { Expectation, ExpectedHost } from "../expectation.ts";
import type { FactKey } from "../fact.ts";
import { MAIL_PORTS, mailName, mailPorts, type Start } from "./mail.ts";
import { OUTSIDE, tlsNames } from "./route.ts";

/** One place where the world is shown a certificate: `mail.example.org:993`. */
export interface Endpoint extends Subject {
  readonly hostName: string;
  readonly port: number;
  readonly start: Start;
}

/** Customary port of HTTPS; where the settings of a run lead elsewhere, it is still called so. */
export const HTTPS_PORT = 443;

/** Every place where a host must show a certificate: its names over HTTPS, and its public mail ports. */
export function endpointsOfHost(host: ExpectedHost): Endpoint[] {
  const web = tlsNames(host).map((hostName) => endpoint(host, hostName, HTTPS_PORT, "implicit"));
  const name = mailName(host) ?? host.name;
  const mail = mailPorts(host).map((port) => endpoint(host, name, port, MAIL_PORTS.get(port) ?? "implicit"));
  return [...web, ...mail];
}

export function endpointsOf({ hosts }: Expectation): Endpoint[] {
  return hosts.flatMap(endpointsOfHost);
}

function endpoint({ name: host }: ExpectedHost, hostName: string, port: number, start: Start): Endpoint {
  return { host, name: `${hostName}:${port}`, hostName, port, start };
}

export function certificateFact({ host, name }: Subject): FactKey {
  return { source: "tls.certificate", host, subject: name, vantage: OUTSIDE };
}

export function oldProtocolFact({ host, name }: Subject): FactKey {
  return { source: "tls.old-protocol", host, subject: name, vantage: OUTSIDE };
}
