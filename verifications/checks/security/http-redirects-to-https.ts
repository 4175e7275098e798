import { check, type Subject } from "../../check.ts";
import { hostOf } from "../../edge/host.ts";
import { plainFact } from "../../edge/plain.ts";
import { rootsOfHost } from "../../edge/roots.ts";
import { OUTSIDE, tlsNames } from "../../edge/route.ts";
import { visit } from "../../edge/visit.ts";
import { isRedirect } from "../../edge/welcome.ts";

export default check<Subject>({
  id: "http-redirects-to-https",
  criterion: "security",
  lines: ["SEC-5"],
  title: "A name serves plain HTTP, or does not lead from it to HTTPS",
  why: "What is served on port 80 is read and changed on the way, and a twin of a guarded route there has no guard.",
  proof: "`GET http://NAME/` on port 80 from outside answers 301 or 308 to `https://NAME/`, on the usual port.",
  remedy:
    "Let the entry point of port 80 redirect everything (`http.redirections.entrypoint.to`, `scheme: https`, `permanent: true`), and remove routers from it.",
  references: [
    {
      title: "Traefik: redirection of an entry point",
      url: "https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/",
    },
  ],
  validFor: 24,
  blocker: false,
  subjects: ({ hosts }) => hosts.flatMap((host) => tlsNames(host).map((name) => ({ host: host.name, name }))),
  blockedBy: (subject, expectation) => rootsOfHost(hostOf(subject, expectation)),
  *judge({ host, name }, look) {
    const met = visit(look, plainFact(host, name, OUTSIDE));
    if (!met.answered) {
      yield { message: `${name} does not lead from plain HTTP to HTTPS: ${met.message}`, cause: met.cause };
      return;
    }
    const { status, location } = met.answer;
    if (!isRedirect(met.answer) || location === null)
      yield { message: `${name} answers ${status} to plain HTTP in place of a redirect to HTTPS`, cause: "plain-http" };
    else if (location.scheme !== "https" || location.host !== name)
      yield {
        message: `${name} leads from plain HTTP to ${location.scheme}://${location.host} in place of https://${name}`,
        cause: "redirected-elsewhere",
      };
    else if (status !== 301 && status !== 308)
      yield {
        message: `${name} leads to HTTPS for this once (${status}), so browsers come back by plain HTTP`,
        cause: "redirect-not-permanent",
      };
  },
});
