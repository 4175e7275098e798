import { edgesOf } from "../../../edge/traefik/of-stack.ts";
import { isLoopback } from "../../../model/address.ts";
import type { Container, Port } from "../../../model/container.ts";
import { portName } from "../../../model/port.ts";
import type { Stack } from "../../../model/stack.ts";
import { askedBy } from "../../edge/logins.ts";
import { chainOf, declaredRouters, gapsOf } from "../../edge/routers.ts";
import { page } from "../../references.ts";
import { type StackOffence, stackRule, type Undecided } from "../../rule.ts";
import { shown } from "../../shown.ts";

/** Flags of Prometheus that let whoever reaches it delete, stop and reload. https://prometheus.io/docs/operating/security/ */
const FLAGS = ["web.enable-admin-api", "web.enable-lifecycle"] as const;
/** Where its container listens: https://prometheus.io/docs/introduction/first_steps/, https://grafana.com/docs/loki/latest/configure/ */
const PORTS = { prometheus: 9090, loki: 3100 } as const;

/** What a container lets be done without a login of its own. */
interface Powers {
  readonly port: number;
  /** What is not known of it; undefined where everything is. */
  readonly doubt?: string;
  /** One for each power, with its field and what it allows. */
  readonly powers: readonly { readonly detail: string; readonly at: string; readonly allows: string }[];
}

export default stackRule<Powers>({
  id: "admin-api-without-login",
  title: "An interface that deletes or accepts data asks nobody for a login",
  why: "An address list limits where a client is and not who it is: any device of the VPN deletes series, stops the server or writes logs.",
  premises: { precondition: "reach", impact: "container", qualifiers: ["integrity-only"] },
  references: [
    page("Prometheus: security model", "https://prometheus.io/docs/operating/security/"),
    page("Grafana Loki: authentication", "https://grafana.com/docs/loki/latest/operations/authentication/"),
  ],
  remedy:
    "Take out --web.enable-admin-api and --web.enable-lifecycle, or put a login into the chain of its router and publish no port beside it; let Loki be reached through a login only.",
  cure: "Who uses the interface, and by which login, only its owner knows.",
  appliesTo: (container) => kindOf(container) !== undefined || "it is neither Prometheus nor Loki",
  collect: powersOf,
  *check(contributions, { stack }) {
    for (const { container, value } of contributions)
      if (value.powers.length > 0 || value.doubt !== undefined) yield* reached(container, value, stack);
  },
});

function kindOf({ image }: Container): keyof typeof PORTS | undefined {
  const name = image?.repository.replace(/^.*\//, "");
  return name === "prometheus" || name === "loki" ? name : undefined;
}

function powersOf(container: Container): Powers {
  const kind = kindOf(container) ?? "loki";
  if (kind === "prometheus") {
    const powers = FLAGS.flatMap((flag) => {
      const word = container.command.find(({ value }) => new RegExp(`^--?${flag}(?:=true)?$`).test(value));
      return word === undefined
        ? []
        : [{ detail: flag, at: `${word.at}.value`, allows: `has its API switched on (--${flag})` }];
    });
    return { port: PORTS.prometheus, powers };
  }
  const file = container.files.find(({ content }) => content === undefined || /^\s*auth_enabled\s*:/m.test(content));
  if (file?.content === undefined)
    return {
      port: PORTS.loki,
      powers: [],
      doubt: `nobody knows whether ${container.name} accepts writes from everyone`,
    };
  const open = /^\s*auth_enabled\s*:\s*false\b/m.test(file.content);
  return {
    port: PORTS.loki,
    powers: open ? [{ detail: "push", at: `${file.at}.content`, allows: "accepts writes from everyone" }] : [],
  };
}

function* reached(
  container: Container,
  { port, powers, doubt }: Powers,
  stack: Stack,
): Iterable<StackOffence | Undecided> {
  const published = container.ports.find((each) => leadsTo(each, port) && !isLoopback(each.ip));
  const ways: string[] = published === undefined ? [] : [`port ${portName(published)}`];
  const gaps: string[] = [];
  for (const { runtime, traefik, problem } of edgesOf(stack)) {
    if (runtime === undefined) {
      gaps.push(problem ?? "Traefik is not known");
      continue;
    }
    gaps.push(...gapsOf(runtime));
    for (const { router, name } of declaredRouters({ runtime })) {
      const { servers = [] } = runtime.services.get(router.service ?? "") ?? {};
      if (router.status === "disabled" || !servers.some((server) => server.container === container)) continue;
      const chain = chainOf(router, { runtime });
      const login = chain.some(
        (middleware) =>
          middleware.types.some((type) => type === "basicauth" || type === "digestauth") ||
          (middleware.types.includes("forwardauth") &&
            !/forwardauth$/i.test(askedBy(middleware, stack)?.url.pathname ?? "")),
      );
      if (!login && container !== traefik) ways.push(`its router ${shown(name)}`);
    }
  }
  if (doubt !== undefined && (ways.length > 0 || gaps.length > 0))
    yield { container, at: "image", undecided: `${doubt}: its configuration is not in the declaration` };
  const [gap] = gaps;
  const [power] = powers;
  if (ways.length > 0)
    for (const { detail, at, allows } of powers)
      yield {
        container,
        at,
        detail,
        message: `${container.name} ${allows}, and nothing asks for a login at ${ways.join(" and ")}`,
      };
  else if (power !== undefined && gap !== undefined)
    yield {
      container,
      at: power.at,
      undecided: `${container.name} ${power.allows}, and nobody knows all of its routes: ${gap}`,
    };
}

function leadsTo({ internal, count }: Port, port: number): boolean {
  return internal <= port && port < internal + count;
}
