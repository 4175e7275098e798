import { readRule } from "../../edge/traefik/rule/read.ts";
import type { Rule } from "../../edge/traefik/rule/rule.ts";
import type { Middleware, Origin, Router, RuntimeConfiguration } from "../../edge/traefik/runtime.ts";
import type { Container } from "../../model/container.ts";
import { shown } from "../shown.ts";
import type { Seen } from "./seen.ts";

/** A router that somebody declared, with the container to be told about it. */
export interface Declared {
  readonly router: Router;
  readonly container: Container;
  readonly origin: Origin;
  /** As declared and as a message may show it, without provider and entry point. */
  readonly name: string;
}

/** Routers with a place in the declaration; one that two containers declare is there twice. */
export function declaredRouters({ runtime }: Pick<Seen, "runtime">): readonly Declared[] {
  let declared = declarations.get(runtime);
  if (declared === undefined) {
    declared = [...runtime.routers.values()].flatMap((router) =>
      router.origins.flatMap((origin) =>
        origin.container === undefined
          ? []
          : [{ router, container: origin.container, origin, name: shown(ownName(router, runtime)) }],
      ),
    );
    declarations.set(runtime, declared);
  }
  return declared;
}

/** Every rule over routes asks for them. */
const declarations = new WeakMap<RuntimeConfiguration, readonly Declared[]>();

/** The name in the declaration: Traefik puts that of the entry point before it where it makes copies. */
export function ownName({ name, using }: Router, { entryPoints }: RuntimeConfiguration): string {
  const bare = name.replace(/@[^@]*$/, "");
  const [only, ...more] = using;
  return only !== undefined && more.length === 0 && entryPoints.get(only)?.hasModel && bare.startsWith(`${only}-`)
    ? bare.slice(only.length + 1)
    : bare;
}

/** The field of the label that sets an option, else the place of the router as a whole. */
export function fieldOf({ container, origin, router }: Declared, option: string): string {
  if (origin.file !== undefined) return origin.at;
  const bare = router.name.replace(/@[^@]*$/, "").toLowerCase();
  for (const { key, at } of container.labels) {
    const small = key.toLowerCase();
    if (!small.startsWith("traefik.http.routers.") || !small.endsWith(`.${option}`)) continue;
    const name = small.slice("traefik.http.routers.".length, -option.length - 1);
    if (bare === name || bare.endsWith(`-${name}`)) return `${at}.value`;
  }
  return origin.at;
}

/** The rule of a router in the grammar of the image's major version; undefined where Traefik refuses it. */
export function ruleOf({ rule, parsed }: Router, { release }: Pick<Seen, "release">): Rule | undefined {
  if (release?.major !== 2) return parsed;
  const read = readRule(rule, "v2");
  return "error" in read ? undefined : read;
}

/** Exact host names of a router in lower case; negated ones are none. */
export function hostsOf(router: Router, seen: Pick<Seen, "release">): readonly string[] {
  const known = hosts.get(router);
  if (known !== undefined) return known;
  const names = readHosts(router, seen);
  hosts.set(router, names);
  return names;
}

/** A router belongs to one Traefik only, and so to one release. */
const hosts = new WeakMap<Router, readonly string[]>();

function readHosts(router: Router, seen: Pick<Seen, "release">): string[] {
  return (ruleOf(router, seen)?.matchers ?? [])
    .filter(({ name, negated }) => (name === "Host" || name === "HostHeader") && !negated)
    .flatMap(({ values }) => values.map((value) => value.toLowerCase()));
}

/** Chains multiply; of a longer one the rest is not followed. */
const MOST_MEMBERS = 1_000;

/** The middlewares of a router with chains taken apart, in the order in which a request meets them. */
export function chainOf(router: Router, { runtime }: Pick<Seen, "runtime">): readonly Middleware[] {
  let chain = chains.get(router);
  if (chain === undefined) {
    chain = followChain(router, runtime);
    chains.set(router, chain);
  }
  return chain;
}

const chains = new WeakMap<Router, readonly Middleware[]>();

function followChain({ middlewares }: Router, runtime: RuntimeConfiguration): Middleware[] {
  const found: Middleware[] = [];
  const waiting = middlewares.toReversed();
  for (let name = waiting.pop(), left = MOST_MEMBERS; name !== undefined && left > 0; name = waiting.pop(), left--) {
    const middleware = runtime.middlewares.get(name);
    if (middleware === undefined) continue;
    if (middleware.types[0] === "chain") waiting.push(...middleware.members.toReversed());
    else found.push(middleware);
  }
  return found;
}

/** Types that can keep a visitor out; what a plugin does nobody here knows. */
const GUARDS: ReadonlySet<string> = new Set([
  "basicauth",
  "digestauth",
  "forwardauth",
  "ipallowlist",
  "ipwhitelist",
  "plugin",
]);

export function isGuard({ types }: Middleware): boolean {
  return types.some((type) => GUARDS.has(type));
}

/** True where every visitor is sent elsewhere or asked something before the application answers. */
export function isKept(chain: readonly Middleware[]): boolean {
  return chain.some((middleware) => isGuard(middleware) || redirects(middleware));
}

export function redirects({ types }: Middleware): boolean {
  return types.includes("redirectscheme") || types.includes("redirectregex");
}

/** Why something that is found nowhere may be defined all the same; undefined where everything was read. */
export function doubtAbout(provider: string, { runtime, exact }: Seen): string | undefined {
  for (const { subject, why } of runtime.unknown) {
    const isFile = subject.startsWith("/");
    if (provider === "file" ? isFile : provider === "docker" && !isFile && !isAboutVersion(subject, why))
      return `${subject}: ${why}`;
    if (subject === `providers.${provider}`) return `${subject}: ${why}`;
  }
  const refused = runtime.dropped.find(({ what, reason }) =>
    provider === "file" ? what === "file" : reason === "invalid-labels",
  );
  if (refused !== undefined && !exact)
    return `${shown(refused.name)} holds options that are not those of the version which is known here`;
  return undefined;
}

/**
 * True where Traefik switches the router off whatever the parts hold that are not known: one that names a middleware
 * from a file which nobody has read may well answer.
 */
export function isOff(router: Router, seen: Seen): boolean {
  if (router.status !== "disabled") return false;
  return !router.faults.every(
    ({ kind }) =>
      (kind === "unknown-middleware" && gapIn(router, seen) !== undefined) ||
      (kind === "unknown-service" && doubtAbout(router.service?.split("@")[1] ?? "", seen) !== undefined),
  );
}

/** Why a middleware of the chain may be defined in a part that is not known; undefined where all of it is known. */
export function gapIn({ middlewares }: Router, seen: Seen): string | undefined {
  const waiting = [...middlewares];
  for (let name = waiting.pop(), left = MOST_MEMBERS; name !== undefined && left > 0; name = waiting.pop(), left--) {
    const middleware = seen.runtime.middlewares.get(name);
    const doubt = middleware === undefined ? doubtAbout(name.split("@")[1] ?? "", seen) : undefined;
    if (doubt !== undefined) return doubt;
    waiting.push(...(middleware?.members ?? []));
  }
  return undefined;
}

/** Parts of the configuration that are not known; that the version is another one is no such part. */
export function gapsOf({ unknown }: RuntimeConfiguration): string[] {
  return unknown
    .filter(({ subject, why }) => !isAboutVersion(subject, why))
    .map(({ subject, why }) => `${subject}: ${why}`);
}

function isAboutVersion(subject: string, why: string): boolean {
  return subject === "traefik" && why.startsWith("its image");
}
