import { check } from "../../check.ts";
import { HTTPS_PORT } from "../../edge/certificate.ts";
import { hostOf } from "../../edge/host.ts";
import { type Portal, portalFact, portalsOf } from "../../edge/portal.ts";
import { rootsOfContainer, rootsOfHost } from "../../edge/roots.ts";
import { blameOf } from "../../edge/visit.ts";
import type { PortalHealth } from "../../facts/http/portal.ts";

export default check<Portal>({
  id: "portal-healthy",
  criterion: "availability",
  lines: [],
  title: "The login portal is not well",
  why: "Every protected route asks it before it lets anyone in, so all of them fail with it.",
  proof:
    "`GET /api/health` of the portal answers 200 with status `OK`, and `GET /api/state` without a session says authentication level 0.",
  remedy: "Read the portal's log; most often its configuration, its storage or its session store does not load.",
  references: [{ title: "Authelia: API", url: "https://www.authelia.com/reference/guides/rest-api/" }],
  validFor: 1,
  blocker: false,
  subjects: portalsOf,
  blockedBy: (portal, expectation) => [
    ...rootsOfHost(hostOf(portal, expectation)),
    ...rootsOfContainer(hostOf(portal, expectation), portal.container),
    { check: "certificate-valid", subject: { host: portal.host, name: `${portal.hostName}:${HTTPS_PORT}` } },
  ],
  *judge(portal, look) {
    const { name } = portal;
    const met = look.attempt(portalFact(portal));
    if (!met.seen) {
      yield { message: `${name} does not answer: ${blameOf(met, portalFact(portal))}`, cause: "portal-down" };
      return;
    }
    const { health, state } = met.value as unknown as PortalHealth;
    if (health.status !== 200 || health.says !== "OK")
      yield {
        message: `${name} answers ${health.status} for its health and does not say OK, so protected routes cannot be entered`,
        detail: "health",
        cause: "portal-down",
      };
    if (state.status !== 200 || state.level === null)
      yield {
        message: `${name} answers ${state.status} for the state of a session, and not what Authelia answers`,
        detail: "state",
        cause: "portal-down",
      };
    else if (state.level > 0)
      yield {
        message: `${name} takes a stranger for somebody who has logged in (level ${state.level})`,
        detail: "state",
        cause: "stranger-logged-in",
      };
  },
});
