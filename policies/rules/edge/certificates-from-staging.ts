import { proxyRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

export default proxyRule({
  id: "certificates-from-staging",
  title: "Certificates come from the staging service of the authority",
  why: "Browsers trust none of them, and visitors who are told to go on anyway no longer notice a forged one.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [page("Let's Encrypt: staging environment", "https://letsencrypt.org/docs/staging-environment/")],
  remedy: "Take out caServer, and empty the store so that new certificates are ordered.",
  cure: "The store has to be emptied by hand at the same time.",
  *check({ runtime, traefik }) {
    for (const { name, caServer } of runtime.static.certificatesResolvers.values())
      if (caServer !== undefined && /\bstaging\b/i.test(caServer))
        yield {
          container: traefik,
          at: "command",
          detail: shown(name),
          message: `the resolver ${shown(name)} orders from the staging service, whose certificates no browser trusts`,
        };
  },
});
