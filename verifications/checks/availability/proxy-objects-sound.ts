import { check, NotSeen, type Subject } from "../../check.ts";
import { hostOf } from "../../edge/host.ts";
import { rootsOfHost } from "../../edge/roots.ts";
import { proxiesOf, traefikFact } from "../../edge/traefik.ts";
import type { Middlewares, Overview, Routers, Services, Status } from "../../facts/traefik/objects.ts";

export default check<Subject>({
  id: "proxy-objects-sound",
  criterion: "availability",
  lines: [],
  title: "Traefik has a service without any server that is up, or a middleware that it does not run",
  why: "A middleware with a mistake in it takes every router that names it down, or leaves it without its guard, the next time one does.",
  proof:
    "`GET /api/http/services` and `/middlewares`, all pages: each is enabled without an error, and a service whose servers are checked has one that is up. `GET /api/overview` counts as many routers, services and middlewares as the lists hold.",
  remedy: "Ask Traefik for its error (`/api/http/middlewares/NAME`), and mend the label or file that defines it.",
  references: [
    { title: "Traefik: API", url: "https://doc.traefik.io/traefik/reference/install-configuration/api-dashboard/" },
  ],
  validFor: 1,
  blocker: false,
  subjects: ({ hosts }) =>
    hosts.filter((host) => proxiesOf(host).length > 0).map(({ name: host }) => ({ host, name: "-" })),
  blockedBy: (subject, expectation) => rootsOfHost(hostOf(subject, expectation)),
  *judge(subject, look, expectation) {
    const host = hostOf(subject, expectation);
    const { services } = look.value<Services>(traefikFact(host, "services"));
    for (const { name, status, errors, servers, healthCheck } of services) {
      if (!isSound(status, errors))
        yield {
          message: `${host.name}: Traefik calls the service ${name} ${status}${because(errors)}`,
          detail: name,
          cause: "service-not-sound",
        };
      // Without a check of its own Traefik calls every server up.
      else if (healthCheck && servers.length > 0 && servers.every(({ up }) => !up))
        yield {
          message: `${host.name}: every server of the service ${name} fails the check of Traefik`,
          detail: name,
          cause: "backend-down",
        };
    }
    const { middlewares } = look.value<Middlewares>(traefikFact(host, "middlewares"));
    for (const { name, status, errors, usedBy } of middlewares)
      if (!isSound(status, errors))
        yield {
          message: `${host.name}: Traefik calls the middleware ${name} ${status}${because(errors)}, and ${usedBy === 0 ? "no router uses" : `${usedBy === 1 ? "a router uses" : `${usedBy} routers use`}`} it`,
          detail: name,
          cause: "middleware-not-sound",
        };
    const { routers } = look.value<Routers>(traefikFact(host, "routers"));
    const counted = look.value<Overview>(traefikFact(host, "overview"));
    for (const [kind, listed] of Object.entries({ routers, services, middlewares }))
      if (counted[kind as keyof Overview].total !== listed.length)
        throw new NotSeen(
          "traefik.overview",
          `${host.name}: Traefik counts ${counted[kind as keyof Overview].total} ${kind} and lists ${listed.length}`,
        );
  },
});

/** `warning` stands for what works in part: a router that names it is told by that router. */
function isSound(status: Status, errors: readonly string[]): boolean {
  return status === "enabled" && errors.length === 0;
}

function because(errors: readonly string[]): string {
  return errors.length === 0 ? "" : ` (${errors.join(", ")})`;
}
