import { check, type Fault, type Look, NotSeen, type Subject } from "../../check.ts";
import { drillFact, visitFact } from "../../drills/drill.ts";
import type { PortalDown } from "../../drills/values.ts";
import { diagnoseStatus } from "../../edge/diagnosis.ts";
import { guardedRoutes, type Portal, portalsOf } from "../../edge/portal.ts";
import { visit } from "../../edge/visit.ts";
import { leadsToPortal } from "../../edge/welcome.ts";

interface Guarded extends Subject {
  readonly portal: Portal | undefined;
}

export default check<Guarded>({
  id: "portal-down-opens-nothing",
  criterion: "security",
  lines: ["DOC-4"],
  title: "A guarded route opens while the login portal is down",
  why: "A guard that lets everyone in when nobody can be asked is worth nothing to whoever can bring the portal down.",
  proof:
    "A drill stops the login portal, asks every guarded route as a browser and as a script, and starts it again: each is refused, or fails in the proxy before it reaches the application, and the portal is well again within its bound.",
  remedy:
    "Do the drill (`readiness verify --drill portal-down-opens-nothing`); a route that opens has a second router without the guard, or a guard that is left out when it cannot be loaded.",
  references: [
    {
      title: "Traefik: ForwardAuth",
      url: "https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/forwardauth/",
    },
  ],
  validFor: 30 * 24,
  blocker: "when-failed",
  subjects: (expectation) => [
    ...portalsOf(expectation).map((portal) => ({ host: portal.host, name: portal.name, portal })),
    ...guardedRoutes(expectation).map(({ host, name }) => ({ host, name, portal: undefined })),
  ],
  *judge({ host, name, portal }, look, expectation) {
    if (portal !== undefined) {
      yield* portalIsBack(portal, look);
      return;
    }
    const portals = portalsOf(expectation);
    if (portals.length === 0) throw new NotSeen(name, `${name} is behind a portal that is not declared`);
    const untold: string[] = [];
    for (const one of portals) {
      const down = look.value<PortalDown>(drillFact("portal-down", one.host, one.hostName));
      for (const subject of [name, `${name}#script`]) {
        const key = visitFact(host, one.hostName, subject);
        const { started, finished } = look.attempt(key);
        if (!down.down || started < down.from || finished > down.until) {
          untold.push(`${one.hostName} was not seen to be down during the visit`);
          continue;
        }
        const who = subject === name ? "a browser" : "a script";
        const met = visit(look, key);
        if (!met.answered) {
          untold.push(met.message);
          continue;
        }
        const { answer } = met;
        const { cause, because } = diagnoseStatus(answer);
        if (CLOSED.has(cause) || leadsToPortal(answer, name, expectation)) continue;
        if (answer.status >= 500 || UNTOLD.has(cause)) untold.push(`${who} is answered ${answer.status}, ${because}`);
        else
          yield {
            message: `${name} answers ${answer.status} to ${who} while ${one.hostName} is down, and must refuse`,
            detail: `${one.hostName} ${who}`,
            cause: "open-to-strangers",
          };
      }
    }
    if (untold.length > 0) throw new NotSeen(name, `${name} was not seen to stay closed: ${untold.join("; ")}`);
  },
});

/** Refusals, and what Traefik says where it cannot ask the portal. */
const CLOSED: ReadonlySet<string> = new Set(["login-demanded", "forbidden", "forward-auth-down"]);
/** Answers of which nobody knows whether the guard was passed before. */
const UNTOLD: ReadonlySet<string> = new Set(["no-router", "request-refused", "rate-limited"]);

function* portalIsBack({ host, hostName }: Portal, look: Look): Iterable<Fault> {
  const { down, back } = look.value<PortalDown>(drillFact("portal-down", host, hostName));
  if (!down) throw new NotSeen("drill.portal-down", `${hostName} was not seen to be down, so the drill proves nothing`);
  if (back.seconds === null)
    yield {
      message: `${hostName} was not back ${back.bound} s after it was started: it is ${back.status ?? "missing"}${back.health === null ? "" : `, ${back.health}`}`,
      detail: "back",
      cause: "does-not-come-back",
    };
  else if (back.health === null)
    throw new NotSeen("drill.portal-down", `${hostName} runs again, and has no test that says whether it works`);
}
