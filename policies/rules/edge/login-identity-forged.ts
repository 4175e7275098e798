import { isTraefik } from "../../../edge/traefik/of-stack.ts";
import { Refused } from "../../../edge/traefik/schema/node.ts";
import { parseFlags } from "../../../edge/traefik/static/flags.ts";
import type { Container } from "../../../model/container.ts";
import { traefikFiles } from "../../../model/routes/traefik-files.ts";
import { definitionsOf, ofType } from "../../edge/definitions.ts";
import { isAtLeast, type Release, releaseOf } from "../../edge/release.ts";
import { isProxy } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";
import { shown } from "../../shown.ts";

/** What one Traefik says of headers with underscores at each of its entry points. */
interface Strategies {
  readonly release: Release | undefined;
  readonly keeping: readonly string[];
}

export default stackRule<Strategies | undefined>({
  id: "login-identity-forged",
  title: "An entry point hands on headers with underscores beside the identity that the login gives",
  why: "An application that reads Remote_User as Remote-User takes whoever writes it into a request for that user.",
  premises: { precondition: "reach", impact: "container" },
  references: [
    page("Traefik: entry points", "https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/"),
    page("Authelia: trusted header SSO", "https://www.authelia.com/integration/trusted-header-sso/introduction/"),
  ],
  remedy:
    "Set entrypoints.<name>.http.underscoreHeadersStrategy to delete or reject; it is there from 3.6.20 and 3.7.6.",
  cure: "Whether an application needs such headers from its clients, only its owner knows.",
  appliesTo: (container) =>
    isProxy(container)
      ? hasOption(releaseOf(container.image)) !== false || "its version has no such option"
      : routesIdentity(container) || "it is not Traefik",
  collect: (container) => (isTraefik(container) ? strategiesOf(container) : undefined),
  *check(contributions, { stack }) {
    const giving = stack.containers.flatMap((container) =>
      ofType(definitionsOf(container), "forwardauth").filter(({ options }) =>
        options.get("forwardauth.authresponseheaders")?.list.some((header) => /^remote-/i.test(header)),
      ),
    );
    const [first] = giving;
    if (first === undefined) return;
    for (const { container, value } of contributions) {
      if (value === undefined) continue;
      for (const name of value.keeping)
        if (hasOption(value.release) === undefined)
          yield {
            container,
            at: "command",
            undecided: `the entry point ${name} keeps headers with underscores, and the image of ${container.name} does not say whether it could do otherwise`,
          };
        else
          yield {
            container,
            at: "command",
            detail: name,
            message: `the entry point ${name} hands on headers with underscores, and ${first.name} gives the identity in headers that they are taken for`,
          };
    }
  },
});

/** Undefined where the tag does not tell. */
function hasOption(release: Release | undefined): boolean | undefined {
  if (release === undefined) return undefined;
  if (release.major !== 3 || release.minor === undefined)
    return release.major > 3 || (release.major === 3 ? undefined : false);
  if (release.minor === 6 || release.minor === 7)
    return release.patch === undefined ? undefined : isAtLeast(release, 3, release.minor, release.minor === 6 ? 20 : 6);
  return release.minor > 7;
}

/** Containers that define the login are compared with, and told nothing. */
function routesIdentity(container: Container): boolean {
  return ofType(definitionsOf(container), "forwardauth").length > 0;
}

const SAFE = new Set(["delete", "reject"]);

function strategiesOf(container: Container): Strategies {
  const strategies = new Map<string, string>();
  const note = (name: string, option: string, value: string) => {
    const small = name.toLowerCase();
    if (option === "http.underscoreheadersstrategy") strategies.set(small, value.trim().toLowerCase());
    else if (!strategies.has(small)) strategies.set(small, "keep");
  };
  for (const [key, value] of flagsOf(container)) {
    const match = /^traefik\.entrypoints\.([^.]+)\.(.+)$/i.exec(key);
    if (match !== null) note(match[1] as string, (match[2] as string).toLowerCase(), value);
  }
  for (const variable of container.env) {
    const match = /^traefik_entrypoints_([^_]+)_(.+)$/i.exec(variable.key);
    if (match !== null)
      note(match[1] as string, (match[2] as string).toLowerCase().replaceAll("_", "."), variable.value ?? "");
  }
  const { entryPoints, unread } = traefikFiles(container);
  if (unread !== undefined) throw unread;
  for (const [name, options] of entryPoints) for (const [option, { text }] of options) note(name, option, text);
  const keeping = [...strategies].filter(([, strategy]) => !SAFE.has(strategy)).map(([name]) => shown(name));
  return { release: releaseOf(container.image), keeping };
}

function flagsOf({ entrypoint, command }: Container): Iterable<[string, string]> {
  const words = [...entrypoint, ...command].map(({ value }) => value);
  while (words[0] !== undefined && !words[0].startsWith("-")) words.shift();
  try {
    return parseFlags(words);
  } catch (error) {
    // Traefik does not start with them, which a rule of its own tells.
    if (error instanceof Refused) return [];
    throw error;
  }
}
