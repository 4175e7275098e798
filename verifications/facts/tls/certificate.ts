import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { type Observed, Unseen } from "../../source.ts";
import { codeOf } from "../connection/failure.ts";
import { TRAEFIK_DEFAULT } from "../http/exchange.ts";

/** Value of `tls.certificate`: what the world is shown at a name and port. */
export type Certificate = {
  /** `TLSv1.3` */
  readonly protocol: string | null;
  /** Host names that it is for, in lower case. */
  readonly names: readonly string[];
  /** Whether it is for the name that was asked for (RFC 9525). */
  readonly matches: boolean;
  readonly subject: string | null;
  readonly issuer: string | null;
  /** ISO 8601 in UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** `ec prime256v1`, `rsa 2048`. */
  readonly key: string;
  /** SHA-256 in hexadecimal digits. */
  readonly fingerprint: string;
  /** Code of what is wrong with the chain, `SELF_SIGNED_CERT_IN_CHAIN`; null where it leads to a trusted authority. */
  readonly distrust: string | null;
  /** The certificate that Traefik makes for itself where it has none for the name. */
  readonly traefikDefault: boolean;
};

const MOST_NAMES = 100;

/** @throws Unseen where there is no certificate, or its dates cannot be read. */
export function observedCertificate(socket: TLSSocket, hostName: string): Observed {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw new Unseen("missing", `${hostName} was shown no certificate`);
  const subject = commonName(certificate.subject);
  const value: Certificate = {
    protocol: socket.getProtocol(),
    names: namesOf(certificate),
    matches: certificate.checkHost(hostName, { subject: "never" }) !== undefined,
    subject,
    issuer: commonName(certificate.issuer) ?? organisation(certificate.issuer),
    notBefore: instant(certificate.validFrom, hostName),
    notAfter: instant(certificate.validTo, hostName),
    key: keyOf(certificate),
    fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    distrust: socket.authorized ? null : codeOfDistrust(socket),
    traefikDefault: subject === TRAEFIK_DEFAULT,
  };
  return { value, raw: certificate.toString() };
}

function codeOfDistrust({ authorizationError }: TLSSocket): string {
  const text = codeOf(authorizationError) || String(authorizationError ?? "");
  return /^[A-Z0-9_]{1,80}$/.test(text) ? text : "NOT_TRUSTED";
}

function namesOf({ subjectAltName = "" }: X509Certificate): string[] {
  return [...subjectAltName.matchAll(/(?:^|, )DNS:([a-z0-9*._-]{1,253})(?=,|$)/gi)]
    .map((match) => (match[1] as string).toLowerCase())
    .slice(0, MOST_NAMES);
}

function commonName(name: string): string | null {
  return field(name, "CN");
}

function organisation(name: string): string | null {
  return field(name, "O");
}

function field(name: string, key: string): string | null {
  const line = name.split("\n").find((one) => one.startsWith(`${key}=`));
  const text = line?.slice(key.length + 1).trim() ?? "";
  return text === "" ? null : text.slice(0, 100);
}

function instant(text: string, hostName: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new Unseen("protocol", `${hostName} was shown a certificate whose dates cannot be read`);
  return new Date(time).toISOString();
}

function keyOf({ publicKey }: X509Certificate): string {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  return [publicKey.asymmetricKeyType, namedCurve ?? modulusLength].filter((part) => part !== undefined).join(" ");
}
