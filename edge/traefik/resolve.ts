import {
  type Declared,
  type DeclaredRouter,
  type DeclaredService,
  flag,
  member,
  type Options,
  type ProviderConfiguration,
  text,
  texts,
  whole,
} from "./dynamic/declared.ts";
import { internalConfiguration } from "./dynamic/internal.ts";
import { readRule, rulePriority } from "./rule/read.ts";
import type { Syntax } from "./rule/rule.ts";
import { MiddlewareBuilder } from "./runtime/middlewares.ts";
import { applyModels, defaultEntryPoints, type Modelled } from "./runtime/models.ts";
import { providerOf, qualify } from "./runtime/provider-names.ts";
import { ServiceBuilder } from "./runtime/services.ts";
import { tlsConflicts } from "./runtime/tls-conflicts.ts";
import type { Dropped, Fault, Router, RuntimeConfiguration, Status, TcpRouter, Unknown } from "./runtime.ts";
import type { StaticConfiguration } from "./static/configuration.ts";

/** Traefik keeps the highest priorities for its own routers (pkg/server/router/router.go, `maxUserPriority`). */
const MAX_USER_PRIORITY = 2n ** 63n - 1n - 1000n;

/**
 * Puts the configurations of all providers together and builds what Traefik builds of them: which routers answer, on
 * which entry points, with which chain, and what is wrong with each.
 *
 * @param unknown parts that could not be read before; they are handed on.
 */
export function resolve(
  configuration: StaticConfiguration,
  providers: readonly ProviderConfiguration[],
  unknown: readonly Unknown[] = [],
): RuntimeConfiguration {
  const all = [...providers, internalConfiguration(configuration)];
  const entryPoints = [...configuration.entryPoints.values()];
  const tcp = new Set(entryPoints.filter(({ protocol }) => protocol === "tcp").map(({ name }) => name));
  const fallback = defaultEntryPoints(configuration);
  const declared = new Map<string, DeclaredRouter>();
  const services = new Map<string, DeclaredService>();
  const middlewares = new Map<string, Declared>();
  const tcpRouters = new Map<string, TcpRouter>();
  for (const each of all) {
    const { provider } = each;
    for (const [name, router] of each.routers) declared.set(`${name}@${provider}`, withEntryPoints(router, fallback));
    for (const [name, service] of each.services) services.set(`${name}@${provider}`, service);
    for (const [name, middleware] of each.middlewares) middlewares.set(`${name}@${provider}`, middleware);
    for (const [name, router] of each.tcpRouters)
      tcpRouters.set(`${name}@${provider}`, tcpRouter(`${name}@${provider}`, provider, router, fallback));
  }
  const transports = new Set(
    all.flatMap((each) => [...each.serversTransports].map((name) => `${name}@${each.provider}`)),
  );
  const serviceBuilder = new ServiceBuilder(services, transports, configuration);
  const middlewareBuilder = new MiddlewareBuilder(middlewares, serviceBuilder, configuration.plugins);
  const tlsOptions = knownTlsOptions(all);
  const models = applyModels(declared, configuration);
  const routers = new Map<string, Router>();
  const build = { tcp, tlsOptions, serviceBuilder, middlewareBuilder };
  for (const each of models.routers) routers.set(each.name, buildRouter(each, build));
  for (const [name, fault] of tlsConflicts(routers.values()))
    routers.set(name, warned(routers.get(name) as Router, fault));

  const dropped: Dropped[] = all.flatMap((each) => [...each.dropped]);
  for (const name of models.lost)
    dropped.push({
      what: "router",
      name,
      reason: "no-entry-points",
      message: `${name}: it names no entry point and none is taken by default`,
      origins: declared.get(name)?.origins ?? [],
    });
  const nested = [...declared].filter(([, { options }]) => texts(options, "parentrefs").length > 0);
  return {
    static: configuration,
    entryPoints: configuration.entryPoints,
    routers,
    services: serviceBuilder.result(usersOf(routers, ({ service }) => (service === undefined ? [] : [service]))),
    middlewares: middlewareBuilder.result(usersOf(routers, ({ middlewares }) => middlewares)),
    tcpRouters,
    dropped,
    unknown: [
      ...unknown,
      ...all.flatMap((each) => [...each.unknown]),
      ...nested.map(([name, { origins }]) => ({
        subject: name,
        why: "it has parent routers, and routers within routers are not followed",
        container: origins[0]?.container,
      })),
      ...configuration.otherProviders.map((name) => ({
        subject: `providers.${name}`,
        why: "what this provider adds is not read",
        container: undefined,
      })),
    ],
  };
}

function withEntryPoints(router: DeclaredRouter, fallback: readonly string[]): DeclaredRouter {
  const nested = router.options.parentrefs !== undefined;
  if (nested || texts(router.options, "entrypoints").length > 0) return router;
  return { ...router, options: { ...router.options, entrypoints: fallback } };
}

/** Qualified names; `default` has none, and is missing where two providers declare it. */
function knownTlsOptions(providers: readonly ProviderConfiguration[]): ReadonlySet<string> {
  const names = new Set<string>();
  let defaults = 0;
  for (const { provider, tlsOptions } of providers)
    for (const name of tlsOptions)
      if (name === "default") defaults += 1;
      else names.add(`${name}@${provider}`);
  if (defaults < 2) names.add("default");
  return names;
}

interface Builders {
  readonly tcp: ReadonlySet<string>;
  readonly tlsOptions: ReadonlySet<string>;
  readonly serviceBuilder: ServiceBuilder;
  readonly middlewareBuilder: MiddlewareBuilder;
}

function buildRouter({ name, declared, options }: Modelled, builders: Builders): Router {
  const provider = providerOf(name);
  const rule = text(options, "rule");
  const syntax: Syntax = text(options, "rulesyntax") === "v2" ? "v2" : "v3";
  const read = readRule(rule, syntax);
  const entryPoints = texts(options, "entrypoints");
  const using = [...new Set(entryPoints.filter((each) => builders.tcp.has(each)))].sort();
  const middlewares = texts(options, "middlewares").map((each) => qualify(each, provider));
  const service = text(options, "service") === "" ? undefined : qualify(text(options, "service"), provider);
  const tls = member(options, "tls");
  const priority = whole(options, "priority") === 0n ? rulePriority(rule) : whole(options, "priority");
  const faults: Fault[] = [];
  let status: Status = "enabled";
  for (const each of new Set(entryPoints))
    if (!builders.tcp.has(each)) {
      faults.push({ kind: "unknown-entry-point", message: `entryPoint "${each}" doesn't exist` });
      status = "warning";
    }
  const critical =
    (service === undefined &&
      ({ kind: "no-service", message: "router has no service and no child routers" } as const)) ||
    undefined;
  if (critical !== undefined) faults.push(critical);
  const problem =
    using.length === 0
      ? ({ kind: "no-entry-point", message: "no valid entryPoint for this router" } as const)
      : priority > MAX_USER_PRIORITY && provider !== "internal"
        ? ({ kind: "priority", message: "the router priority exceeds the max user-defined priority" } as const)
        : (handlerProblem(tls, provider, service, middlewares, builders) ??
          ("error" in read
            ? ({ kind: "rule", message: `error while parsing rule: ${read.error.message}` } as const)
            : undefined));
  if (problem !== undefined) faults.push(problem);
  if (critical !== undefined || problem !== undefined) status = "disabled";
  return {
    name,
    provider,
    rule,
    syntax,
    parsed: "error" in read ? undefined : read,
    ruleError: "error" in read ? read.error : undefined,
    priority,
    entryPoints,
    using,
    middlewares,
    service,
    tls: tls && { options: text(tls, "options") || undefined, certResolver: text(tls, "certresolver") || undefined },
    status,
    faults,
    defaultRule: declared.defaultRule,
    origins: declared.origins,
  };
}

function warned(router: Router, fault: Fault): Router {
  const status: Status = router.status === "disabled" ? "disabled" : "warning";
  return { ...router, status, faults: [...router.faults, fault] };
}

/** In the order in which Traefik builds a handler: TLS options, service, chain from its end. */
function handlerProblem(
  tls: Options | undefined,
  provider: string,
  service: string | undefined,
  middlewares: readonly string[],
  { tlsOptions, serviceBuilder, middlewareBuilder }: Builders,
): Fault | undefined {
  if (tls !== undefined) {
    const named = text(tls, "options");
    const options = named === "" || named === "default" ? "default" : qualify(named, provider);
    if (!tlsOptions.has(options)) return { kind: "tls-options", message: `unknown TLS options: ${options}` };
  }
  if (service === undefined)
    return { kind: "no-service", message: "router must have either a service or child routers" };
  return serviceBuilder.build(service) ?? middlewareBuilder.buildChain(middlewares);
}

function tcpRouter(
  name: string,
  provider: string,
  { options, origins }: Declared,
  fallback: readonly string[],
): TcpRouter {
  const entryPoints = texts(options, "entrypoints");
  const service = text(options, "service");
  const tls = member(options, "tls");
  return {
    name,
    provider,
    rule: text(options, "rule"),
    entryPoints: entryPoints.length > 0 ? entryPoints : fallback,
    service: service === "" ? undefined : qualify(service, provider),
    tls: tls !== undefined,
    passthrough: flag(tls, "passthrough"),
    origins,
  };
}

function usersOf(
  routers: ReadonlyMap<string, Router>,
  names: (router: Router) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const router of routers.values())
    for (const name of names(router)) {
      const known = users.get(name);
      if (known === undefined) users.set(name, [router.name]);
      else known.push(router.name);
    }
  for (const each of users.values()) each.sort();
  return users;
}
