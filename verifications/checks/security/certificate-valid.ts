import { check } from "../../check.ts";
import { certificateFact, type Endpoint, endpointsOf, HTTPS_PORT } from "../../edge/certificate.ts";
import { hostOf } from "../../edge/host.ts";
import { remaining } from "../../edge/lifetime.ts";
import { rootsOfEndpoint, rootsOfStores } from "../../edge/roots.ts";
import { blameOf } from "../../edge/visit.ts";
import type { Certificate } from "../../facts/tls/certificate.ts";

/** Of its lifetime: seven and a half days of ninety, twelve hours of six days. */
const LAST_CALL = 1 / 12;

export default check<Endpoint>({
  id: "certificate-valid",
  criterion: "security",
  lines: ["SEC-4"],
  title: "A name is shown with a certificate that visitors do not trust, or soon will not",
  why: "Browsers and mail clients stop at it, and who is taught to click it away does so for an attacker as well.",
  proof:
    "A TLS handshake with the name at every HTTPS name and public mail port (STARTTLS where the port begins without TLS): the chain leads to a trusted authority, the name is among the certificate's names, now lies within its dates with more than a twelfth of its life left, and the protocol is TLS 1.2 or newer.",
  remedy:
    "See why the certificate was not issued or not loaded: Traefik's log for `acme`, the DNS token of the challenge, the mode of the store, and a reload of the mail servers.",
  references: [
    { title: "RFC 9325: Recommendations for Secure Use of TLS", url: "https://www.rfc-editor.org/rfc/rfc9325" },
  ],
  validFor: 24,
  blocker: true,
  subjects: endpointsOf,
  blockedBy: (subject, expectation) => [
    ...rootsOfEndpoint(subject, hostOf(subject, expectation)),
    ...(subject.port === HTTPS_PORT ? rootsOfStores(hostOf(subject, expectation)) : []),
  ],
  *judge(endpoint, look) {
    const { name, hostName, port } = endpoint;
    const key = certificateFact(endpoint);
    const met = look.attempt(key);
    if (!met.seen) {
      // Ports of mail are often blocked on the way: silence there says nothing of the host.
      const message = blameOf(
        port !== HTTPS_PORT && met.failure === "timeout" ? { ...met, failure: "unreachable" } : met,
        key,
      );
      yield { message: `${name} shows no certificate: ${message}`, cause: `no-tls-${met.failure}` };
      return;
    }
    const shown = met.value as unknown as Certificate;
    if (shown.traefikDefault) {
      yield {
        message: `${name} shows the certificate that Traefik makes for itself, so there is none for the name`,
        cause: "no-certificate",
      };
      return;
    }
    if (!shown.matches)
      yield {
        message: `${name} shows a certificate for ${listed(shown.names)}, not for ${hostName}`,
        detail: "name",
        cause: "wrong-name",
      };
    const { left, share, ended, begun } = remaining(shown, look.now);
    if (!begun)
      yield {
        message: `${name} shows a certificate that is valid only from ${shown.notBefore} on`,
        detail: "dates",
        cause: "not-yet-valid",
      };
    else if (ended)
      yield {
        message: `${name} shows a certificate that ended at ${shown.notAfter}`,
        detail: "dates",
        cause: "expired",
      };
    else if (share <= LAST_CALL)
      yield {
        message: `${name} shows a certificate that ends in ${left}, at ${shown.notAfter}`,
        detail: "dates",
        cause: "near-its-end",
      };
    if (
      shown.distrust !== null &&
      !(ended && shown.distrust === "CERT_HAS_EXPIRED") &&
      !(!begun && shown.distrust === "CERT_NOT_YET_VALID")
    )
      yield {
        message: `${name} shows a certificate by ${shown.issuer ?? "nobody"} that no trusted authority stands for (${shown.distrust})`,
        detail: "chain",
        cause: "not-trusted",
      };
    if (shown.protocol !== "TLSv1.3" && shown.protocol !== "TLSv1.2")
      yield {
        message: `${name} agrees to nothing newer than ${shown.protocol ?? "an unknown protocol"}`,
        detail: "protocol",
        cause: "old-protocol",
      };
  },
});

function listed(names: readonly string[]): string {
  if (names.length === 0) return "no name";
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}
