import { configurationFiles, isAuthelia } from "../../../edge/request/portal.ts";
import type { Container } from "../../../model/container.ts";
import { askedBy, configurationOf } from "../../edge/logins.ts";
import { routeRule, type Seen } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

export default routeRule({
  id: "login-server-unreachable",
  title: "Traefik asks for the login at an address where nothing answers it",
  why: "Every route with this login answers 500, also to those who have logged in.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: ForwardAuth",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/forwardauth/",
    ),
  ],
  remedy: "Name the container of the login, its port and scheme, and give it a network that Traefik has too.",
  cure: "Which network both are to share, and where the login answers, only its owner knows.",
  *check(seen) {
    for (const middleware of seen.runtime.middlewares.values()) {
      if (middleware.usedBy.length === 0 && !isMember(middleware.name, seen)) continue;
      const { server, url } = askedBy(middleware, seen.stack) ?? {};
      if (url === undefined) continue;
      const wrong = server === undefined ? undefined : whatIsWrong(server, url, seen.traefik);
      for (const { container, at } of middleware.origins) {
        if (container === undefined) continue;
        if (server === undefined && !url.hostname.includes(".") && !url.hostname.startsWith("["))
          yield {
            container,
            at,
            undecided: `${shown(middleware.name)} asks ${shown(url.hostname)}, and no container of this declaration has that name`,
          };
        if (wrong === undefined || server === undefined) continue;
        yield {
          container,
          at,
          detail: shown(middleware.name),
          message: `${shown(middleware.name)} asks ${server.name}, ${wrong}`,
        };
      }
    }
  },
});

function isMember(name: string, { runtime }: Seen): boolean {
  return [...runtime.middlewares.values()].some(({ members }) => members.includes(name));
}

function whatIsWrong(server: Container, url: URL, traefik: Container): string | undefined {
  if (server !== traefik && traefik.networkMode !== "host" && server.networkMode !== "host") {
    const theirs = new Set(server.networks.map(({ name }) => name));
    const joined = server.networkMode !== undefined || traefik.networkMode !== undefined;
    if (!joined && theirs.size > 0 && !traefik.networks.some(({ name }) => theirs.has(name)))
      return "which shares no network with Traefik";
  }
  if (!isAuthelia(server) || typeof configurationFiles(server) === "string") return undefined;
  const { server: own } = configurationOf(server);
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  if (port !== own.port) return `which listens on port ${own.port} and not on ${port}`;
  if ((url.protocol === "https:") !== own.tls) return `which speaks ${own.tls ? "https" : "http"}`;
  return undefined;
}
