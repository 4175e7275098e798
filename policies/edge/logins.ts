import type { AutheliaConfiguration } from "../../edge/authelia/configuration.ts";
import { readAuthelia } from "../../edge/authelia/read.ts";
import { configurationFiles, isAuthelia } from "../../edge/request/portal.ts";
import { edgesOf } from "../../edge/traefik/of-stack.ts";
import type { Middleware } from "../../edge/traefik/runtime.ts";
import type { Container } from "../../model/container.ts";
import type { Stack } from "../../model/stack.ts";
import { UnknownValue } from "../../model/unknown.ts";
import { type Context, type StackOffence, type StackRule, stackRule, type Undecided } from "../rule.ts";
import { releaseOf } from "./release.ts";
import { chainOf, type Declared, declaredRouters, gapsOf, isOff } from "./routers.ts";
import type { Seen } from "./seen.ts";

/** A forwardAuth middleware and the server that it asks. */
export interface Asked {
  readonly middleware: Middleware;
  readonly url: URL;
  /** The container of that name in the stack. */
  readonly server: Container | undefined;
}

/** What a forwardAuth middleware asks; undefined for any other type, and for an address that is no URL. */
export function askedBy(middleware: Middleware, stack: Stack): Asked | undefined {
  if (!middleware.types.includes("forwardauth")) return undefined;
  const known = asking.get(middleware);
  if (known?.stack === stack) return known.asked;
  const address = addressOf(middleware);
  const url = address === undefined ? null : URL.parse(address);
  const asked = url === null ? undefined : { middleware, url, server: containerAt(url.hostname.toLowerCase(), stack) };
  asking.set(middleware, { stack, asked });
  return asked;
}

/** A middleware belongs to one stack only; asking again for each router that names it would cost more than the rules do. */
const asking = new WeakMap<Middleware, { readonly stack: Stack; readonly asked: Asked | undefined }>();

function addressOf({ types, options }: Middleware): string | undefined {
  if (!types.includes("forwardauth") || typeof options !== "object" || !("forwardauth" in options)) return undefined;
  const own = options.forwardauth;
  return typeof own === "object" && own !== null && "address" in own && typeof own.address === "string"
    ? own.address
    : undefined;
}

/** The container that answers to a name inside of the host. */
export function containerAt(name: string, { containers }: Stack): Container | undefined {
  return containers.find(
    (container) =>
      container.name.toLowerCase() === name ||
      container.networks.some(
        ({ aliases, ipv4 }) => ipv4 === name || aliases.some((alias) => alias.toLowerCase() === name),
      ),
  );
}

/** The routers that ask a container before they serve. */
export function guardedBy(server: Container, seen: Seen): Declared[] {
  return [...declaredRouters(seen)].filter(
    ({ router }) =>
      !isOff(router, seen) &&
      chainOf(router, seen).some((middleware) => askedBy(middleware, seen.stack)?.server === server),
  );
}

/** True where the configuration of an Authelia is a part of the declaration, else why it is not. */
export function isConfigured(container: Container): true | string {
  const files = configurationFiles(container);
  return typeof files === "string" ? `${files}, so only the running host shows it` : true;
}

/** @throws UnknownValue where a part of its configuration is not known. */
export function configurationOf(container: Container): AutheliaConfiguration {
  let configuration = configurations.get(container);
  if (configuration === undefined) {
    configuration = read(container);
    configurations.set(container, configuration);
  }
  return configuration;
}

const configurations = new WeakMap<Container, AutheliaConfiguration>();

function read(container: Container): AutheliaConfiguration {
  const files = configurationFiles(container);
  if (typeof files === "string") throw new UnknownValue("files", "Declare the configuration of Authelia.");
  const variables = new Map<string, string>();
  for (const variable of container.env)
    if (/^AUTHELIA_(?:ACCESS_CONTROL|SERVER)_/.test(variable.key)) variables.set(variable.key, variable.value ?? "");
  return readAuthelia(files, variables);
}

/** An Authelia with its configuration, and one Traefik whose routers ask it. */
export interface Portal {
  readonly container: Container;
  readonly configuration: AutheliaConfiguration;
  readonly guarded: readonly Declared[];
  readonly seen: Seen;
}

interface LoginRule extends Omit<StackRule<AutheliaConfiguration>, "scope" | "collect" | "check" | "appliesTo"> {
  check(portal: Portal): Iterable<StackOffence | Undecided>;
}

/** A rule over what Authelia is told, compared with the routers that ask it. Told about Authelia. */
export function loginRule({ check, ...description }: LoginRule): StackRule<AutheliaConfiguration> {
  return stackRule<AutheliaConfiguration>({
    ...description,
    appliesTo: (container) => (isAuthelia(container) ? isConfigured(container) : "it is not Authelia"),
    collect: configurationOf,
    *check(contributions, { stack, ...context }) {
      for (const { container, value: configuration } of contributions)
        for (const edge of edgesOf(stack)) {
          const at = configurationField(container);
          if (edge.runtime === undefined)
            yield { container, at, undecided: `nobody knows which routes ask ${container.name}: ${edge.problem}` };
          else yield* decided(container, configuration, { ...edge, runtime: edge.runtime }, stack, context, check);
        }
    },
  });
}

function* decided(
  container: Container,
  configuration: AutheliaConfiguration,
  { traefik, runtime }: Pick<Seen, "traefik" | "runtime">,
  stack: Stack,
  context: Context,
  check: LoginRule["check"],
): Iterable<StackOffence | Undecided> {
  const at = configurationField(container);
  const seen: Seen = { stack, context, traefik, runtime, release: releaseOf(traefik.image), exact: true };
  try {
    yield* check({ container, configuration, guarded: guardedBy(container, seen), seen });
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
    yield { container, at, undecided: `${error.path} is not known yet, and the routes depend on it` };
  }
  for (const gap of gapsOf(runtime).slice(0, 1))
    yield { container, at, undecided: `not every route that asks ${container.name} is known: ${gap}` };
}

/** The field of the model that holds its configuration. */
export function configurationField(container: Container): string {
  const file = container.files.find(({ target }) => /\.ya?ml$/i.test(target));
  return file === undefined ? "files" : `${file.at}.content`;
}
