import type { Dropped, Unknown } from "../runtime.ts";
import type { EntryPoint, StaticConfiguration } from "../static/configuration.ts";
import type { Declared, DeclaredRouter, DeclaredService, Options, ProviderConfiguration } from "./declared.ts";
import { normalize } from "./default-rule.ts";

/** Go's math.MaxInt on 64 bits. */
const MAX = 2n ** 63n - 1n;

/** The routers, services and middlewares that Traefik makes itself (pkg/provider/traefik/internal.go). */
export function internalConfiguration(configuration: StaticConfiguration): ProviderConfiguration {
  const routers = new Map<string, DeclaredRouter>();
  const services = new Map<string, DeclaredService>();
  const middlewares = new Map<string, Declared>();
  const dropped: Dropped[] = [];
  const unknown: Unknown[] = [];
  const service = (name: string) => services.set(name, { options: table({}), origins: [], servers: [] });
  const router = (name: string, options: Options) =>
    routers.set(name, { options: table(options), origins: [], defaultRule: false });
  const own = (name: string, rule: string, priority: bigint, entryPoint: string, to = `${name}@internal`) =>
    router(name, { rule, priority, entrypoints: [entryPoint], service: to, rulesyntax: "default" });
  const { api, ping, prometheus, rest, entryPoints } = configuration;

  if (api !== undefined) {
    if (api.insecure) {
      own("api", "PathPrefix(`/api`)", MAX - 1n, "traefik");
      if (api.dashboard) {
        own("dashboard", "PathPrefix(`/`)", MAX - 2n, "traefik");
        (routers.get("dashboard") as DeclaredRouter).options.middlewares = [
          "dashboard_redirect@internal",
          "dashboard_stripprefix@internal",
        ];
        middlewares.set("dashboard_redirect", made({ redirectregex: table(DASHBOARD_REDIRECT) }));
        middlewares.set(
          "dashboard_stripprefix",
          made({ stripprefix: table({ prefixes: ["/dashboard/", "/dashboard"] }) }),
        );
      }
      if (api.debug) own("debug", "PathPrefix(`/debug`)", MAX - 1n, "traefik", "api@internal");
    }
    service("api");
    if (api.dashboard) service("dashboard");
  }
  if (ping !== undefined) {
    if (!ping.manualRouting) own("ping", "PathPrefix(`/ping`)", MAX, ping.entryPoint);
    service("ping");
  }
  if (rest !== undefined) {
    if (rest.insecure) own("rest", "PathPrefix(`/api/providers`)", MAX, "traefik");
    service("rest");
  }
  if (prometheus !== undefined) {
    if (!prometheus.manualRouting) own("prometheus", "PathPrefix(`/metrics`)", MAX, prometheus.entryPoint);
    service("prometheus");
  }
  for (const entryPoint of entryPoints.values()) {
    const redirect = redirection(entryPoint, entryPoints);
    if (redirect === undefined) continue;
    if ("problem" in redirect) {
      const message = `${entryPoint.name}: ${redirect.problem}, so nothing is redirected`;
      dropped.push({ what: "router", name: entryPoint.name, reason: "no-entry-points", message, origins: [] });
      continue;
    }
    const { name, scheme, permanent, port, priority } = redirect;
    const rule = "HostRegexp(`^.+$`)";
    const middleware = `redirect-${name}`;
    router(name, {
      rule,
      priority,
      entrypoints: [entryPoint.name],
      middlewares: [middleware],
      service: "noop@internal",
      rulesyntax: "default",
    });
    middlewares.set(middleware, made({ redirectscheme: table({ scheme, port, permanent }) }));
  }
  acme(configuration, router, service);
  service("noop");
  return {
    provider: "internal",
    routers,
    services,
    middlewares,
    tcpRouters: new Map(),
    serversTransports: new Set(["default"]),
    tlsOptions: new Set(),
    dropped,
    unknown,
  };
}

const DASHBOARD_REDIRECT = {
  regex: "^(http:\\/\\/(\\[[\\w:.]+\\]|[\\w\\._-]+)(:\\d+)?)\\/$",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it names a group of the expression
  replacement: "${1}/dashboard/",
  permanent: true,
};

function table(options: Options): Options {
  return Object.assign(Object.create(null) as Options, options);
}

function made(options: Options): Declared {
  return { options: table(options), origins: [] };
}

function redirection(entryPoint: EntryPoint, all: ReadonlyMap<string, EntryPoint>) {
  const { redirection: to, name } = entryPoint;
  if (to === undefined) return undefined;
  if (to.to === "") return { problem: "the redirection names no entry point and no port" };
  const port = /^:(\d+)$/.exec(to.to)?.[1] ?? portOf(all.get(to.to)?.address);
  if (port === undefined) return { problem: "'to' entry point field references a non-existing entry point" };
  const { scheme, permanent, priority } = to;
  return { name: normalize(`${name}-to-${to.to}`), scheme, permanent, priority, port };
}

function portOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : /:(\w*)$/.exec(address)?.[1];
}

/** The router of the HTTP challenge; entry points may let other routers answer it. */
function acme(
  { certificatesResolvers, entryPoints }: StaticConfiguration,
  router: (name: string, options: Options) => void,
  service: (name: string) => void,
): void {
  const challenged = new Set([...certificatesResolvers.values()].flatMap(({ httpChallenge }) => httpChallenge ?? []));
  const bypassed = [...challenged].filter((name) => entryPoints.get(name)?.allowAcmeByPass === true);
  const kept = [...challenged].filter((name) => !bypassed.includes(name));
  const rule = "PathPrefix(`/.well-known/acme-challenge/`)";
  const to = "acme-http@internal";
  if (kept.length > 0)
    router("acme-http", { rule, entrypoints: kept, service: to, priority: MAX, rulesyntax: "default" });
  if (bypassed.length > 0) router("acme-http-bypass", { rule, entrypoints: bypassed, service: to });
  if (challenged.size > 0) service("acme-http");
}
