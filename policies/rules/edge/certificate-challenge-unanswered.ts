import { isOpen, publishedPorts } from "../../edge/published.ts";
import { proxyRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

export default proxyRule({
  id: "certificate-challenge-unanswered",
  title: "The certificate authority cannot reach the port of its challenge",
  why: "No certificate is issued or renewed, and browsers refuse every name once the last one ends.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page("Let's Encrypt: challenge types", "https://letsencrypt.org/docs/challenge-types/"),
    page(
      "Traefik: ACME",
      "https://doc.traefik.io/traefik/reference/install-configuration/tls/certificate-resolvers/acme/",
    ),
  ],
  remedy:
    "Publish the entry point of the HTTP challenge as port 80 and that of the TLS challenge as 443 on every address, or use the DNS challenge.",
  cure: "Which challenge the names allow, only their owner knows.",
  *check({ runtime, traefik, context }) {
    for (const { name, httpChallenge, tlsChallenge } of runtime.static.certificatesResolvers.values()) {
      const points = [...runtime.entryPoints.values()];
      const answers = (wanted: string | undefined, port: number) =>
        points.some(
          (point) =>
            (wanted === undefined || point.name === wanted) &&
            publishedPorts(traefik, point).includes(port) &&
            isOpen(traefik, point, context),
        );
      if (httpChallenge !== undefined && !answers(httpChallenge, 80))
        yield {
          container: traefik,
          at: "command",
          detail: `${shown(name)} http`,
          message: `the resolver ${shown(name)} uses the HTTP challenge, and its entry point ${shown(httpChallenge)} is not open as port 80`,
        };
      if (tlsChallenge && !answers(undefined, 443))
        yield {
          container: traefik,
          at: "command",
          detail: `${shown(name)} tls`,
          message: `the resolver ${shown(name)} uses the TLS challenge, and no entry point is open as port 443`,
        };
    }
  },
});
