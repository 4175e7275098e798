import { edgesOf } from "../../../edge/traefik/of-stack.ts";
import { releaseOf } from "../../edge/release.ts";
import { isKnown, isProxy, liesOnTheHost } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";

/** Options that version 3 has taken out; with each of them it ends at once. */
const REMOVED = new Set([
  "pilot",
  "swarmmode",
  "marathon",
  "rancher",
  "influxdb",
  "http3",
  "jaeger",
  "caoptional",
  "zipkin",
  "datadog",
  "instana",
  "haystack",
  "elastic",
]);

export default stackRule<true>({
  id: "proxy-does-not-start",
  title: "Traefik is told something that it refuses to start with",
  why: "It ends at once and is started again for ever, and no name of the host answers.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page("Traefik: migration from v2 to v3", "https://doc.traefik.io/traefik/migrate/v2-to-v3-details/"),
    page(
      "Traefik: configuration options",
      "https://doc.traefik.io/traefik/reference/install-configuration/configuration-options/",
    ),
  ],
  remedy: "Take the option out, or write it as the version of the image knows it.",
  cure: "What the option was to do, and what does it in this version, is for a person to say.",
  appliesTo: (container) => isProxy(container) || "it is not Traefik",
  collect: () => true,
  *check(_contributions, { stack }) {
    for (const { traefik, problem, undecided } of edgesOf(stack)) {
      if (problem === undefined) continue;
      if (liesOnTheHost({ traefik, runtime: undefined, problem, undecided })) {
        yield {
          container: traefik,
          at: "mounts",
          undecided: `${problem.split(" ", 1)[0]} is no part of the declaration, so nobody can say what ${traefik.name} makes of any route`,
        };
        continue;
      }
      const release = releaseOf(traefik.image);
      const known = isKnown(release);
      const removed = /the option (\S+) does not exist/.exec(problem)?.[1]?.toLowerCase();
      const gone = release !== undefined && release.major >= 3 && removed !== undefined && REMOVED.has(removed);
      if (undecided || (!known && !gone))
        yield {
          container: traefik,
          at: "command",
          undecided: undecided
            ? problem
            : `${traefik.name} may not start: ${problem}, as far as the version known here goes`,
        };
      else yield { container: traefik, at: "command", message: `${traefik.name} ends at once: ${problem}` };
    }
  },
});
