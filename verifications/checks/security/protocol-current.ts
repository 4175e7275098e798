import { check } from "../../check.ts";
import { type Endpoint, endpointsOf, HTTPS_PORT, oldProtocolFact } from "../../edge/certificate.ts";
import { hostOf } from "../../edge/host.ts";
import { rootsOfHost } from "../../edge/roots.ts";
import type { OldProtocol } from "../../facts/tls/old-protocol.ts";

export default check<Endpoint>({
  id: "protocol-current",
  criterion: "security",
  lines: ["SEC-5"],
  title: "A name still speaks TLS 1.0 or 1.1",
  why: "Both are forbidden since RFC 8996, and who offers them can be talked down to them.",
  proof:
    "A handshake that offers nothing newer than TLS 1.1 is refused with an alert at every HTTPS name; a connection that is merely closed proves nothing.",
  remedy: "Set `minVersion: VersionTLS12` in the default TLS options of Traefik, and remove options that lower it.",
  references: [{ title: "RFC 8996: Deprecating TLS 1.0 and TLS 1.1", url: "https://www.rfc-editor.org/rfc/rfc8996" }],
  validFor: 24,
  blocker: false,
  subjects: (expectation) => endpointsOf(expectation).filter(({ port }) => port === HTTPS_PORT),
  blockedBy: (subject, expectation) => [
    ...rootsOfHost(hostOf(subject, expectation)),
    { check: "certificate-valid", subject },
  ],
  *judge(endpoint, look) {
    const { accepted } = look.value<OldProtocol>(oldProtocolFact(endpoint));
    if (accepted !== null)
      yield { message: `${endpoint.name} agrees to ${accepted}, which RFC 8996 forbids`, cause: "old-protocol" };
  },
});
