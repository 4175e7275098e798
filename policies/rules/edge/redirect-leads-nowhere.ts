import { publishedPorts } from "../../edge/published.ts";
import { proxyRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

export default proxyRule({
  id: "redirect-leads-nowhere",
  title: "An entry point redirects to one that does not exist or to a port that is not published",
  why: "The redirection is silently absent, or visitors are sent to a port on which nothing answers.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: entry points, redirection",
      "https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/",
    ),
  ],
  remedy: "Redirect to an entry point whose port is published under the same number, or to the port itself: to=:443.",
  cure: "Where visitors are to be sent, only the author of the configuration knows.",
  *check({ runtime, traefik }) {
    for (const { name, redirection } of runtime.entryPoints.values()) {
      if (redirection === undefined || redirection.to.startsWith(":")) continue;
      const target = runtime.entryPoints.get(redirection.to);
      const at = "command";
      if (target === undefined) {
        yield {
          container: traefik,
          at,
          detail: shown(name),
          message: `the entry point ${shown(name)} redirects to ${shown(redirection.to)}, which does not exist, so it redirects nobody`,
        };
        continue;
      }
      const ports = publishedPorts(traefik, target);
      if (target.port === undefined || ports.length === 0 || ports.includes(target.port)) continue;
      yield {
        container: traefik,
        at,
        detail: shown(name),
        message: `the entry point ${shown(name)} sends visitors to port ${target.port}, and ${shown(target.name)} is published as ${ports.join(", ")}`,
      };
    }
  },
});
