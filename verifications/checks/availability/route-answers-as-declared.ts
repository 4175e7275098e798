import { check, type Fault, type Look, NotSeen } from "../../check.ts";
import { diagnose, ofCertificate } from "../../edge/diagnosis.ts";
import { rootsOfRoute } from "../../edge/roots.ts";
import { homeOf, OUTSIDE, type RouteSubject, routeFact, routeSubjects, VPN } from "../../edge/route.ts";
import { visit } from "../../edge/visit.ts";
import { isWelcome, WELCOME } from "../../edge/welcome.ts";
import type { Expectation } from "../../expectation.ts";

export default check<RouteSubject>({
  id: "route-answers-as-declared",
  criterion: "availability",
  lines: ["INF-1"],
  title: "A route does not give what its access class promises",
  why: "A container can be healthy while its name answers 404, 500, or somebody else's certificate; only the answer counts.",
  proof:
    "One GET per vantage point with `Accept: text/html`, redirects read and not followed: public and own-login answer from outside, authelia leads to the portal with `rd` equal to the address, vpn-only answers 403 outside and its page in the VPN.",
  remedy: "Follow the cause: certificate, router, guard, server, application, in this order.",
  references: [
    {
      title: "Authelia: forward authorization",
      url: "https://www.authelia.com/reference/guides/proxy-authorization/",
    },
  ],
  validFor: 1,
  blocker: false,
  subjects: routeSubjects,
  blockedBy: (subject, expectation) => [
    ...rootsOfRoute(subject, expectation),
    { check: "route-refuses-strangers", subject },
  ],
  *judge(subject, look, expectation) {
    const { host, name, route } = subject;
    if (route.access === undefined)
      throw new NotSeen(name, `${name} declares no access class, so nobody knows what its answer should be`);
    const home = yield* welcomed(subject, look, expectation);
    if (homeOf(route) !== VPN) return;
    const outside = visit(look, routeFact(host, name, OUTSIDE));
    if (!outside.answered)
      throw new NotSeen(name, `${outside.message}, so nobody can tell whether it refuses strangers`);
    if (outside.answer.status === 403) return;
    const { cause, because } = diagnose(outside.answer);
    if (cause !== home)
      yield {
        message: `${name} answers ${outside.answer.status} to a stranger and must answer 403: ${because}`,
        detail: OUTSIDE,
        cause,
      };
  },
});

/** @returns the cause of what is wrong where the visitor is meant to get in; undefined where nothing is. */
function* welcomed(
  { host, name, route }: RouteSubject,
  look: Look,
  expectation: Expectation,
): Generator<Fault, string | undefined> {
  const from = homeOf(route);
  const met = visit(look, routeFact(host, name, from));
  if (!met.answered) {
    yield { message: `${name} does not answer from ${from}: ${met.message}`, detail: from, cause: met.cause };
    return met.cause;
  }
  const { answer } = met;
  const bad = ofCertificate(answer);
  if (bad === undefined && isWelcome(answer, route, expectation)) return undefined;
  const { cause, because } = bad ?? diagnose(answer);
  yield {
    message: `${name} answers ${answer.status} from ${from} and must answer ${WELCOME[route.access ?? "internal"]}: ${because}`,
    detail: from,
    cause,
  };
  return cause;
}
