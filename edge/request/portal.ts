import type { Container } from "../../model/container.ts";
import type { Stack } from "../../model/stack.ts";
import { UnknownValue } from "../../model/unknown.ts";
import type { AutheliaConfiguration } from "../authelia/configuration.ts";
import { readAuthelia } from "../authelia/read.ts";

/** Who answers a forwardAuth middleware. */
export type Portal =
  | { readonly kind: "authelia"; readonly what: string; readonly configuration: AutheliaConfiguration }
  /** Another login whose rules are not in the declaration; it asks every stranger for a login. */
  | { readonly kind: "portal"; readonly what: string }
  /** Refuses addresses that misbehaved, and nobody else. */
  | { readonly kind: "bouncer"; readonly what: string }
  | { readonly kind: "unreachable"; readonly what: string; readonly why: string }
  | { readonly kind: "unknown"; readonly what: string; readonly why: string };

/**
 * Paths of other portals: authentik (https://docs.goauthentik.io/add-secure-apps/providers/proxy/server_traefik),
 * oauth2-proxy (https://oauth2-proxy.github.io/oauth2-proxy/configuration/integration/) and tinyauth
 * (https://tinyauth.app/docs/getting-started).
 */
const PORTAL_PATHS = ["/outpost.goauthentik.io/auth/traefik", "/oauth2/auth", "/api/auth/traefik"];
/** https://github.com/fbonalair/traefik-crowdsec-bouncer */
const BOUNCER_PATHS = ["/api/v1/forwardauth"];

/** The server at the address of a forwardAuth middleware, as far as the stack knows it. */
export function portalAt(address: string, stack: Stack, traefik: Container): Portal {
  if (!URL.canParse(address)) return { kind: "unknown", what: "a server", why: "its address is no URL" };
  const url = new URL(address);
  const path = url.pathname.toLowerCase().replace(/\/+$/, "");
  const container = containerAt(url.hostname.toLowerCase(), stack);
  const what = container?.name ?? url.hostname;
  if (BOUNCER_PATHS.includes(path)) return { kind: "bouncer", what };
  if (PORTAL_PATHS.some((end) => path.endsWith(end))) return { kind: "portal", what };
  const isAuthz = /\/api\/(?:authz\/[^/]+|verify)$/.test(path);
  if (container === undefined)
    return isAuthz
      ? { kind: "unknown", what, why: "it is not declared on this host, so its rules are not known" }
      : { kind: "unknown", what, why: "it is no login portal that is known here" };
  if (!isAuthelia(container)) return { kind: "unknown", what, why: "it is no login portal that is known here" };
  return autheliaAt(container, url, path, what, traefik);
}

function autheliaAt(container: Container, url: URL, path: string, what: string, traefik: Container): Portal {
  try {
    const unreachable = (why: string): Portal => ({ kind: "unreachable", what, why });
    if (!sharesNetwork(container, traefik)) return unreachable("shares no network with Traefik");
    const configuration = configurationOf(container);
    if (typeof configuration === "string") return { kind: "unknown", what, why: configuration };
    const { server, problems } = configuration;
    const fatal = problems.find((problem) => problem.fatal);
    if (fatal !== undefined)
      return unreachable(`does not start, because of ${fatal.path || "its configuration"}: ${fatal.message}`);
    const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
    if (port !== server.port || (url.protocol === "https:") !== server.tls)
      return unreachable(`listens on port ${server.port} with ${server.tls ? "https" : "plain http"}`);
    const endpoint = path.slice(server.basePath.toLowerCase().length);
    const name = /^\/api\/authz\/([^/]+)$/.exec(endpoint)?.[1] ?? (endpoint === "/api/verify" ? "legacy" : undefined);
    const implementation = name === undefined ? undefined : server.authorization.get(name);
    if (!path.startsWith(server.basePath.toLowerCase()) || implementation === undefined)
      return { kind: "unknown", what, why: "it has no such endpoint, and then answers what is no decision" };
    if (implementation !== "ForwardAuth")
      return { kind: "unknown", what, why: `that endpoint is for another kind of proxy (${implementation})` };
    return { kind: "authelia", what, configuration };
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
    return { kind: "unknown", what, why: `${error.path} is not known yet` };
  }
}

/** Each middleware that asks the same portal asks for it. */
const configurations = new WeakMap<Container, AutheliaConfiguration | string>();

/** What the portal is told, or why that is not known. */
function configurationOf(container: Container): AutheliaConfiguration | string {
  let configuration = configurations.get(container);
  if (configuration === undefined) {
    const files = configurationFiles(container);
    const env = new Map(
      container.env.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const])),
    );
    configuration = typeof files === "string" ? files : readAuthelia(files, env);
    configurations.set(container, configuration);
  }
  return configuration;
}

/** What it reads by default: https://www.authelia.com/configuration/methods/files/ */
const DEFAULT_CONFIGURATION = "/config/configuration.yml";

/** Contents of its configuration files, or why they are not known. */
export function configurationFiles(container: Container): readonly string[] | string {
  const filtered =
    container.env.some(({ key }) => key === "X_AUTHELIA_CONFIG_FILTERS") ||
    container.command.some(({ value }) => value.startsWith("--config.experimental.filters"));
  if (filtered) return "its configuration is a template, which only Authelia renders";
  const named = [
    ...flagValues(container),
    ...container.env.filter(({ key }) => key === "X_AUTHELIA_CONFIG").flatMap(({ value = "" }) => value.split(",")),
  ];
  const paths = named.length > 0 ? named.map((path) => path.trim()) : [DEFAULT_CONFIGURATION];
  const contents: string[] = [];
  for (const path of paths) {
    const found = container.files.filter(({ target }) => target === path || target.startsWith(`${path}/`));
    if (found.length === 0) return `its configuration ${path} is not in the declaration`;
    for (const { content } of found.sort((a, b) => (a.target < b.target ? -1 : 1))) {
      if (content === undefined) return `the content of its configuration ${path} is not in the declaration`;
      contents.push(content);
    }
  }
  return contents;
}

function flagValues({ command }: Container): string[] {
  const words = command.map(({ value }) => value);
  return words.flatMap((word, index) => {
    const inline = /^(?:--config|-c)=(.*)$/s.exec(word)?.[1];
    const value = inline ?? (word === "--config" || word === "-c" ? words[index + 1] : undefined);
    return value === undefined ? [] : value.split(",");
  });
}

export function isAuthelia({ image }: Container): boolean {
  return image?.repository.replace(/^.*\//, "") === "authelia";
}

function containerAt(name: string, stack: Stack): Container | undefined {
  return stack.containers.find(
    (container) =>
      container.name.toLowerCase() === name ||
      container.networks.some(
        ({ aliases, ipv4 }) => ipv4 === name || aliases.some((alias) => alias.toLowerCase() === name),
      ),
  );
}

export function sharesNetwork(one: Container, other: Container): boolean {
  if (other.networkMode === "host" || one.networkMode === "host") return true;
  const names = new Set(one.networks.map(({ name }) => name));
  return other.networks.some(({ name }) => names.has(name));
}
