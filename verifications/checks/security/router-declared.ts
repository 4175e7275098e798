import { check, type Subject } from "../../check.ts";
import { hostOf } from "../../edge/host.ts";
import { rootsOfHost } from "../../edge/roots.ts";
import { proxiesOf, traefikFact } from "../../edge/traefik.ts";
import type { Routers } from "../../facts/traefik/objects.ts";

export default check<Subject>({
  id: "router-declared",
  criterion: "security",
  lines: [],
  title: "Traefik runs a router that nobody declared",
  why: "A second router for a guarded name, with a longer rule or a higher priority, takes its visitors past the guard.",
  proof: "`GET /api/http/routers`, all pages: every router of the providers docker and file is declared on this host.",
  remedy: "Remove the container or file that brings the router, or declare it with its access class.",
  references: [],
  validFor: 1,
  blocker: false,
  subjects: ({ hosts }) =>
    hosts.filter((host) => proxiesOf(host).length > 0).map(({ name: host }) => ({ host, name: "-" })),
  blockedBy: (subject, expectation) => rootsOfHost(hostOf(subject, expectation)),
  *judge(subject, look, expectation) {
    const at = hostOf(subject, expectation);
    const declared = new Set(at.routes.map(({ router }) => router));
    for (const { name, provider } of look.value<Routers>(traefikFact(at, "routers")).routers) {
      const router = name.replace(/@[^@]*$/, "");
      if (provider === "internal" || name.endsWith("@internal") || declared.has(router)) continue;
      yield {
        message: `${at.name}: Traefik runs the router ${name}, which nobody declared`,
        detail: name,
        cause: "router-not-declared",
      };
    }
  },
});
