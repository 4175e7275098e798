import { check, NotSeen } from "../../check.ts";
import { certificateFact, type Endpoint, endpointsOf } from "../../edge/certificate.ts";
import { hostOf } from "../../edge/host.ts";
import { DAY, remaining } from "../../edge/lifetime.ts";
import { rootsOfEndpoint, rootsOfRenewal } from "../../edge/roots.ts";
import type { Certificate } from "../../facts/tls/certificate.ts";

/** Shorter lives are renewed at their half (Let's Encrypt, short-lived profile), others at their last third. */
const SHORT = 10 * DAY;
/** Traefik and mailcow look once a day whether a certificate is due. */
const INTERVAL = DAY;

export default check<Endpoint>({
  id: "certificate-renews",
  criterion: "security",
  lines: ["SEC-4"],
  title: "A certificate was due for renewal and has not been renewed",
  why: "With a revoked DNS token certificates stay valid for weeks and no longer renew; the day on which all of them end is then sure.",
  proof:
    "The certificate shown has more than a third of its life left (half, where it lives less than ten days), less one interval of a day (a tenth of the life, where that is shorter), in which a client may not have looked yet.",
  remedy:
    "Read Traefik's log for `Unable to obtain ACME certificate`; test the token of the DNS challenge, and the rate limits of the authority.",
  references: [
    { title: "Let's Encrypt: when to renew", url: "https://letsencrypt.org/docs/integration-guide/#when-to-renew" },
  ],
  validFor: 24,
  blocker: false,
  subjects: endpointsOf,
  blockedBy: (subject, expectation) => [
    ...rootsOfEndpoint(subject, hostOf(subject, expectation)),
    { check: "certificate-valid", subject },
    ...rootsOfRenewal(subject, hostOf(subject, expectation)),
  ],
  *judge(endpoint, look) {
    const shown = look.value<Certificate>(certificateFact(endpoint));
    if (shown.traefikDefault || !shown.matches || shown.distrust !== null)
      throw new NotSeen(endpoint.name, `${endpoint.name} shows a certificate that is not its own, which nobody renews`);
    const { left, rest, life } = remaining(shown, look.now);
    const due = life < SHORT ? life / 2 : life / 3;
    const grace = Math.min(INTERVAL, life / 10);
    if (!(rest > due - grace))
      yield {
        message: `${endpoint.name} shows a certificate with ${left} left of ${Math.round(life / DAY)} d, which should have been renewed when ${Math.round(due / DAY)} d were left`,
        cause: "not-renewed",
      };
  },
});
