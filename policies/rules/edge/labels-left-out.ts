import type { Dropped, DropReason } from "../../../edge/traefik/runtime.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

/** What Traefik leaves out, in words; what is not here is left out on purpose or told by another rule. */
const WORDS: Readonly<Partial<Record<DropReason, string>>> = {
  "too-many-services": "is linked to no service, although its container declares several",
  "url-and-port": "gives a server both a URL and a port or scheme",
  "no-address": "has no address that Traefik could reach",
  "no-port": "has no port that Traefik could reach",
  "no-load-balancer": "declares a service without a load balancer",
  "no-rule": "has no rule, and none is made for it",
  conflict: "is declared differently by two containers",
};

export default routeRule({
  id: "labels-left-out",
  title: "Traefik leaves out something that labels or files declare",
  why: "It says so in its log only: one option that does not exist takes all labels of a container with it, or all files.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: labels of containers",
      "https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/",
    ),
    page(
      "Traefik: file provider",
      "https://doc.traefik.io/traefik/reference/install-configuration/providers/others/file/",
    ),
  ],
  remedy:
    "Correct the option, name the service in the router, give each name one owner, and use only options of the Traefik version that runs.",
  cure: "Which of its parts is meant, only the author of the configuration knows.",
  *check({ runtime, exact }) {
    for (const dropped of runtime.dropped) {
      const wrong = wordsFor(dropped);
      if (wrong === undefined) continue;
      const certain = exact || !dropped.reason.startsWith("invalid-");
      for (const { container, at } of dropped.origins) {
        if (container === undefined) continue;
        if (certain) yield { container, at, detail: `${shown(dropped.name)} ${dropped.reason}`, message: wrong };
        else
          yield {
            container,
            at,
            undecided: `nobody can say what Traefik makes of ${shown(dropped.name)}: it holds options that are not those of the version known here`,
          };
      }
    }
  },
});

function wordsFor({ what, name, reason, message }: Dropped): string | undefined {
  // Two routers of one name are a rule of their own.
  if (reason === "conflict" && what === "router") return undefined;
  if (reason === "invalid-labels") return `all labels of ${shown(name)} are left out: ${rest(message)}`;
  if (reason === "invalid-file")
    return `the file ${shown(name)} is left out with all others beside it: ${rest(message)}`;
  const words = WORDS[reason];
  return words === undefined ? undefined : `the ${what} ${shown(name)} ${words}, so Traefik leaves it out`;
}

/** What stands after the subject; it names options and quotes no value. */
function rest(message: string): string {
  return message.slice(message.indexOf(": ") + 2);
}
