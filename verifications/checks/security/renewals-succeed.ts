import { check, type Look, NotSeen, type Subject } from "../../check.ts";
import { certificateFact, endpointsOfHost } from "../../edge/certificate.ts";
import { hostOf } from "../../edge/host.ts";
import { remaining } from "../../edge/lifetime.ts";
import { proxiesOf } from "../../edge/traefik.ts";
import type { ExpectedHost } from "../../expectation.ts";
import { needsRunning, ofEngine, whereSeen } from "../../expected.ts";
import type { ContainerValue, RenewalsValue } from "../../facts/docker/values.ts";
import type { Certificate } from "../../facts/tls/certificate.ts";

/** Traefik tries once a day, so that what fails fails again within it. */
const LATELY = 26 * 3_600_000;
/** After its start Traefik tries at once whatever is due (pkg/provider/acme: `Testing certificate renew`), and a DNS challenge takes minutes. */
const TRYING = 15 * 60_000;
/** Names that a message lists. */
const MOST = 6;

export default check<Subject>({
  id: "renewals-succeed",
  criterion: "security",
  lines: [],
  title: "Traefik tries to get certificates and is refused",
  why: "All sites still answer under valid certificates, and on the day on which these end all of them are down at once.",
  proof:
    "The log of Traefik (`GET /containers/{name}/logs`, a week, 5000 lines at most) has no failed request for a certificate within 26 hours, or since its last start, where that was at least 15 minutes ago: then it has tried again. An empty log proves nothing: it may be kept in a file.",
  remedy:
    "Test the token of the DNS challenge with the provider (Cloudflare: `GET /user/tokens/verify`), replace it, restart Traefik, and see the next try succeed.",
  references: [
    {
      title: "Cloudflare: verify token",
      url: "https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/",
    },
  ],
  validFor: 24,
  blocker: false,
  subjects: ({ hosts }) => hosts.flatMap((host) => proxiesOf(host).map((name) => ({ host: host.name, name }))),
  blockedBy: needsRunning,
  *judge(subject, look, expectation) {
    const { host, name } = subject;
    const { lines, since, failures } = look.value(ofEngine("renewals", subject)) as unknown as RenewalsValue;
    const now = Date.parse(look.now);
    const from = now - LATELY;
    const started = whereSeen<ContainerValue>(look, ofEngine("container", subject))?.startedAt ?? null;
    // Lines carry whole seconds.
    const isBefore = (time: string) => started !== null && Date.parse(time) + 1000 <= Date.parse(started);
    const lately = failures.filter(({ last }) => Date.parse(last) >= from);
    for (const { resolver, names, codes, times, first, last } of lately) {
      if (isBefore(last)) continue;
      const why = codes.length === 0 ? "" : ` (error ${codes.join(", ")})`;
      const ends = soonest(look, hostOf(subject, expectation));
      yield {
        message: `${host}: the resolver ${resolver} of ${name} was refused ${times} times since ${first.slice(0, 10)}${why}, for ${listed(names)}${ends}`,
        detail: resolver,
        cause: "renewal-refused",
      };
    }
    if (lines === 0 || since === null)
      throw new NotSeen("docker.renewals", `${name} says nothing in its log, as it would where that is kept in a file`);
    const before = lately.find(({ last }) => isBefore(last));
    if (before !== undefined && started !== null && now - Date.parse(started) < TRYING)
      throw new NotSeen(
        "docker.renewals",
        `the resolver ${before.resolver} of ${name} was refused until it was started at ${started}; whether it still is shows within a quarter of an hour`,
      );
    if (Date.parse(since) > from && !(started !== null && Date.parse(started) > from))
      throw new NotSeen("docker.renewals", `the log of ${name} goes back to ${since} only, less than a day of tries`);
  },
});

/** What ends first of all that the host shows, for whoever has to decide how much time there is. */
function soonest(look: Look, host: ExpectedHost): string {
  const left = endpointsOfHost(host).flatMap((endpoint) => {
    const shown = whereSeen<Certificate>(look, certificateFact(endpoint));
    return shown === undefined ? [] : { name: endpoint.hostName, ...remaining(shown, look.now) };
  });
  const names = new Map(left.sort((a, b) => b.rest - a.rest).map((one) => [one.name, one]));
  const first = [...names.values()].sort((a, b) => a.rest - b.rest || (a.name < b.name ? -1 : 1));
  if (first.length === 0) return "";
  return `; first to end: ${listed(first.map((one) => `${one.name} in ${one.left}`))}`;
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return "names that it does not tell";
  return names.length > MOST ? `${names.slice(0, MOST).join(", ")} and ${names.length - MOST} more` : names.join(", ");
}
