import { isAddress, isEveryAddress, isLoopback } from "../../../model/address.ts";
import type { Container } from "../../../model/container.ts";
import { askItself } from "../../cure/healthcheck.ts";
import { mayServe } from "../../healthcheck/served.ts";
import { type Look, lookOf, type Target } from "../../healthcheck/target.ts";
import { hasTest, testOf } from "../../healthcheck/test.ts";
import { cis, page } from "../../references.ts";
import { stackRule } from "../../rule.ts";

interface Asked {
  readonly look: Look;
  /** Names under which others reach this container. */
  readonly names: readonly string[];
  /** A port that it asks itself on and cannot serve. */
  readonly deadPort: number | undefined;
}

export default stackRule<Asked>({
  id: "healthcheck-tests-something-else",
  title: "The test of a healthcheck does not ask the service of its own container",
  why: "It is green while the service is dead, or red because somebody else is.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    cis("5.27"),
    page("Dockerfile reference: HEALTHCHECK", "https://docs.docker.com/reference/dockerfile/#healthcheck"),
  ],
  remedy: "Ask the service itself on 127.0.0.1 and the port that it serves.",
  cure: (_, container) => [askItself(container)],
  appliesTo: hasTest,
  collect(container) {
    const look = lookOf(testOf(container));
    const ports = look.kind === "asks" ? look.targets.map(({ port }) => port) : [];
    return {
      look,
      names: namesOf(container),
      deadPort:
        look.kind === "asks" && look.targets.every((target) => isSelf(target, container))
          ? ports.every((port) => port !== undefined && !mayServe(container, port))
            ? ports[0]
            : undefined
          : undefined,
    };
  },
  *check(contributions, { stack }) {
    const owners = new Map(stack.containers.map((container) => [container.name, container]));
    for (const { container, value } of contributions) for (const name of value.names) owners.set(name, container);
    for (const { container, value } of contributions) {
      const { look, deadPort } = value;
      const at = "healthcheck.test";
      if (look.kind === "blind")
        yield {
          container,
          at,
          detail: "blind",
          message: "its healthcheck looks at something that is there whether the service lives or not",
        };
      else if (deadPort !== undefined)
        yield {
          container,
          at,
          detail: String(deadPort),
          message: `its healthcheck asks port ${deadPort}, and nothing says that it serves that port`,
        };
      else if (look.kind === "asks") {
        const strangers = look.targets.map((target) => strangerOf(target, container, owners));
        if (strangers.every((stranger) => stranger !== undefined))
          yield {
            container,
            at,
            detail: "host",
            message: `its healthcheck asks ${strangers[0]} instead of its own service`,
          };
      }
    }
  },
});

function namesOf({ name, networks }: Container): string[] {
  return [name, ...networks.flatMap(({ aliases }) => aliases)];
}

function isSelf({ host }: Target, container: Container): boolean {
  const bare = host.replace(/^\[|\]$/g, "");
  return (
    isLoopback(bare) ||
    isEveryAddress(bare) ||
    bare === "ip6-localhost" ||
    namesOf(container).some((name) => name.toLowerCase() === bare) ||
    container.networks.some(({ ipv4 }) => ipv4 === bare)
  );
}

/**
 * In words whom a target is, where it is certainly not this container: a single name that belongs to
 * no other container may be its own host name.
 */
function strangerOf(target: Target, container: Container, owners: ReadonlyMap<string, Container>): string | undefined {
  if (isSelf(target, container)) return undefined;
  const owner = owners.get(target.host);
  if (owner !== undefined) return owner === container ? undefined : `the container ${owner.name}`;
  const bare = target.host.replace(/^\[|\]$/g, "");
  return isAddress(bare) || bare.includes(".") ? "another machine or name" : undefined;
}
