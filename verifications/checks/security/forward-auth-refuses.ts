import { check, NotSeen } from "../../check.ts";
import { diagnoseStatus } from "../../edge/diagnosis.ts";
import { ATTEMPT_NAMES, ATTEMPTS, guardedRoutes, strangerFact } from "../../edge/portal.ts";
import { OUTSIDE, type RouteSubject } from "../../edge/route.ts";
import { visit } from "../../edge/visit.ts";
import { leadsToPortal } from "../../edge/welcome.ts";

export default check<RouteSubject>({
  id: "forward-auth-refuses",
  criterion: "security",
  lines: ["SEC-2"],
  title: "A stranger gets past the login portal",
  why: "A guard that refuses browsers may still let in scripts, forged forwarding headers or an invented session, and then it guards nothing.",
  proof:
    "Four requests without a login at every route behind the portal: as a script, with HEAD, with forged X-Forwarded-*, X-Real-Ip and Remote-* headers, with an invented session. Each is refused with 401 or 403, or led to the portal with this very address as the way back.",
  remedy:
    "Let the entry point drop forwarding headers of clients (`forwardedHeaders.insecure` false, `trustedIPs` only for proxies), and let no access rule bypass the login by network.",
  references: [
    {
      title: "Authelia: trusted headers",
      url: "https://www.authelia.com/integration/trusted-header-sso/introduction/",
    },
  ],
  validFor: 1,
  blocker: true,
  subjects: guardedRoutes,
  blockedBy: (subject) => [{ check: "route-refuses-strangers", subject }],
  *judge({ host, name }, look, expectation) {
    const untold: string[] = [];
    for (const attempt of ATTEMPT_NAMES) {
      const { says } = ATTEMPTS[attempt];
      const met = visit(look, strangerFact(host, name, attempt, OUTSIDE));
      if (!met.answered) {
        untold.push(`${says}: ${met.message}`);
        continue;
      }
      const { answer } = met;
      if (answer.status === 401 || answer.status === 403 || leadsToPortal(answer, name, expectation)) continue;
      const { cause, because } = diagnoseStatus(answer);
      if (answer.status < 400)
        yield {
          message: `${name} answers ${answer.status} to ${says}, and must refuse: ${because}`,
          detail: attempt,
          cause: answer.status < 300 ? "open-to-strangers" : cause,
        };
      else untold.push(`${says}: answered ${answer.status}, ${because}`);
    }
    if (untold.length > 0) throw new NotSeen(name, `${name} was not seen to refuse ${untold.join("; ")}`);
  },
});
