import { check, NotSeen } from "../../check.ts";
import { diagnoseStatus } from "../../edge/diagnosis.ts";
import { hostOf } from "../../edge/host.ts";
import { rootsOfContainer, rootsOfHost } from "../../edge/roots.ts";
import { OUTSIDE, type RouteSubject, routeFact, routeSubjects } from "../../edge/route.ts";
import { visit } from "../../edge/visit.ts";
import { leadsToPortal } from "../../edge/welcome.ts";
import type { Answer } from "../../facts/http/answer.ts";

const GUARDED: ReadonlySet<string | undefined> = new Set(["authelia", "vpn-only", "internal"]);

export default check<RouteSubject>({
  id: "route-refuses-strangers",
  criterion: "security",
  lines: ["SEC-2"],
  title: "A guarded route lets strangers through to the application",
  why: "A middleware in the declaration is a claim; a second router, a higher priority or a misspelt name opens the route without a trace in it.",
  proof:
    "One GET from outside without any login: a route for the VPN answers 403, a route behind the portal leads to the portal or answers 401 or 403. Any answer of the application itself is a way past the guard.",
  remedy:
    "Find the router that answers (`/api/http/routers` of Traefik, by host and priority), and give it the guard of its access class.",
  references: [
    {
      title: "Traefik: routers and priority",
      url: "https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/",
    },
  ],
  validFor: 1,
  blocker: true,
  subjects: (expectation) =>
    routeSubjects(expectation).filter(({ route }) => route.access === undefined || GUARDED.has(route.access)),
  // Without its container a route is answered by whoever takes what is left over, and proves nothing.
  blockedBy(subject, expectation) {
    const host = hostOf(subject, expectation);
    return [...rootsOfHost(host), ...rootsOfContainer(host, subject.route.container)];
  },
  *judge({ host, name, route }, look, expectation) {
    if (route.access === undefined)
      throw new NotSeen(name, `${name} declares no access class, so nobody knows whether strangers may enter`);
    const met = visit(look, routeFact(host, name, OUTSIDE));
    if (!met.answered) throw new NotSeen(name, `${met.message}, so nobody can tell whether it refuses strangers`);
    const { answer } = met;
    if (answer.status === 403 || (route.access === "authelia" && refusedByPortal(answer, name, expectation))) return;
    const { cause, because } = diagnoseStatus(answer);
    if (answer.status >= 500 || UNTOLD.has(cause))
      throw new NotSeen(
        name,
        `${name} answers ${answer.status}, because ${because}, so nobody can tell whether it refuses strangers`,
      );
    yield {
      message: `${name} answers ${answer.status} to a stranger, who is past the guard of ${route.access} with it`,
      cause: "open-to-strangers",
    };
  },
});

/** Answers that Traefik or the guard gives whoever asks. */
const UNTOLD: ReadonlySet<string> = new Set(["no-router", "request-refused", "rate-limited"]);

function refusedByPortal(answer: Answer, url: string, expectation: Parameters<typeof leadsToPortal>[2]): boolean {
  return leadsToPortal(answer, url, expectation) || (answer.status === 401 && answer.location?.rd === url);
}
