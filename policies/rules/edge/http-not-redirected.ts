import { isOpen, publishedPorts } from "../../edge/published.ts";
import { chainOf, gapsOf, redirects } from "../../edge/routers.ts";
import { proxyRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";

export default proxyRule({
  id: "http-not-redirected",
  title: "Traefik listens on port 80 and sends nobody on to HTTPS",
  why: "Visitors who type the bare name get an error, or pages and passwords go over the wire in clear text.",
  premises: { precondition: "second-flaw", impact: "neighbours" },
  references: [
    page(
      "Traefik: entry points, redirection",
      "https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/",
    ),
  ],
  remedy: "Set entrypoints.<name>.http.redirections.entrypoint.to to the entry point of HTTPS.",
  cure: "Which entry point to redirect to, the configuration of Traefik may say in a file, whose text is not quoted.",
  *check({ runtime, traefik, context }) {
    const [gap] = gapsOf(runtime);
    const routers = [...runtime.routers.values()];
    // Where nothing is served by HTTPS there is nothing to be sent to.
    if (gap === undefined && !routers.some(({ tls }) => tls !== undefined)) return;
    for (const point of runtime.entryPoints.values()) {
      if (point.redirection !== undefined || !publishedPorts(traefik, point).includes(80)) continue;
      if (!isOpen(traefik, point, context)) continue;
      const redirected = routers.some(
        (router) =>
          router.using.includes(point.name) &&
          router.status !== "disabled" &&
          chainOf(router, { runtime }).some(redirects),
      );
      if (redirected) continue;
      if (gap !== undefined)
        yield {
          container: traefik,
          at: "ports",
          undecided: `nobody can say whether a router of the entry point ${point.name} sends visitors on: ${gap}`,
        };
      else
        yield {
          container: traefik,
          at: "ports",
          detail: point.name,
          message: `the entry point ${point.name} is published on port 80 and redirects nobody to HTTPS`,
        };
    }
  },
});
