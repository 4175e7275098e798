import { chainOf, hostsOf, isGuard, ownName } from "../../edge/routers.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

export default routeRule({
  id: "tls-passed-on-unopened",
  title: "A TCP router passes on unopened what an HTTP router guards",
  why: "TCP routers are tried first and know no HTTP middleware, so visitors of the name never meet the login.",
  premises: { precondition: "reach", impact: "container" },
  references: [
    page("Traefik: TCP routers", "https://doc.traefik.io/traefik/reference/routing-configuration/tcp/routing/router/"),
  ],
  remedy: "Take out the passthrough for this name, or the HTTP router where the application asks for the login itself.",
  cure: "Which of both routers is meant, only their author knows.",
  *check(seen) {
    const { runtime } = seen;
    const passing = [...runtime.tcpRouters.values()].filter(({ passthrough }) => passthrough);
    if (passing.length === 0) return;
    const guarded = [...runtime.routers.values()].filter(
      (router) => router.tls !== undefined && chainOf(router, seen).some(isGuard),
    );
    for (const { name, rule, entryPoints, origins } of passing) {
      const names = new Set(
        [...rule.matchAll(/HostSNI\(\s*[`"]([^`"]*)[`"]\s*\)/gi)].map(([, host]) => (host ?? "").toLowerCase()),
      );
      const hidden = guarded.find(
        (router) =>
          router.using.some((point) => entryPoints.includes(point)) &&
          (names.has("*") || hostsOf(router, seen).some((host) => names.has(host))),
      );
      if (hidden === undefined) continue;
      const bare = shown(name.replace(/@[^@]*$/, ""));
      for (const { container, at } of origins)
        if (container !== undefined)
          yield {
            container,
            at,
            detail: bare,
            message: `the TCP router ${bare} passes on unopened what ${shown(ownName(hidden, runtime))} guards`,
          };
    }
  },
});
