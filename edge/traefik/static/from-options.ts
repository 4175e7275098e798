import { entries, flag, isOptions, member, text, texts, whole } from "../dynamic/declared.ts";
import type { Configured } from "../schema/configured.ts";
import { Refused } from "../schema/node.ts";
import { structureOf } from "../schema/structures.ts";
import type {
  CertificatesResolver,
  DockerProvider,
  EntryPoint,
  FileProvider,
  OwnRoute,
  StaticConfiguration,
} from "./configuration.ts";

const OWN_ENTRY_POINT = "traefik";

/**
 * Turns decoded options into the configuration that Traefik starts with, with what it adds of itself
 * (pkg/config/static/static_config.go, `SetEffectiveConfiguration` and `ValidateConfiguration`).
 *
 * @throws Refused where Traefik would not start.
 */
export function staticConfiguration(options: Configured, source: StaticConfiguration["source"]): StaticConfiguration {
  const core = member(options, "core");
  const syntax = core === undefined ? undefined : text(core, "defaultrulesyntax");
  if (syntax !== undefined && syntax !== "v2" && syntax !== "v3")
    throw new Refused("core.defaultRuleSyntax is neither v2 nor v3");
  const entryPoints = new Map(
    entries(options, "entrypoints").map(([name, each]) => [name, entryPoint(name, each, syntax !== undefined)]),
  );
  if (entryPoints.size === 0) entryPoints.set("http", plainEntryPoint("http", ":80", syntax !== undefined));
  const api = member(options, "api");
  const ping = ownRoute(member(options, "ping"));
  const prometheus = ownRoute(member(member(options, "metrics"), "prometheus"));
  const providers = member(options, "providers");
  const rest = member(providers, "rest");
  const needsOwn =
    (api !== undefined && flag(api, "insecure")) ||
    (rest !== undefined && flag(rest, "insecure")) ||
    [ping, prometheus].some((each) => each?.entryPoint === OWN_ENTRY_POINT && !each.manualRouting);
  if (needsOwn && !entryPoints.has(OWN_ENTRY_POINT))
    entryPoints.set(OWN_ENTRY_POINT, plainEntryPoint(OWN_ENTRY_POINT, ":8080", syntax !== undefined));
  return {
    source,
    entryPoints,
    docker: dockerProvider(member(providers, "docker")),
    file: fileProvider(member(providers, "file")),
    otherProviders: Object.keys(providers ?? {}).filter(
      (name) => !["docker", "file", "rest", "providersthrottleduration", "precedence"].includes(name),
    ),
    certificatesResolvers: new Map(
      entries(options, "certificatesresolvers").map(([name, each]) => [name, resolver(name, each)]),
    ),
    api: api && { insecure: flag(api, "insecure"), dashboard: flag(api, "dashboard"), debug: flag(api, "debug") },
    ping,
    prometheus,
    rest: rest && { insecure: flag(rest, "insecure") },
    defaultRuleSyntax: syntax,
    plugins: ["plugins", "localplugins"].flatMap((key) =>
      Object.keys(member(member(options, "experimental"), key) ?? {}),
    ),
    all: options,
  };
}

function plainEntryPoint(name: string, address: string, hasSyntax: boolean): EntryPoint {
  return entryPoint(name, { ...structureOf("static.EntryPoint").defaults(), address }, hasSyntax);
}

function entryPoint(name: string, options: Configured, hasSyntax: boolean): EntryPoint {
  const [address = "", protocol = "tcp"] = splitOnce(text(options, "address"));
  const kind = protocol.toLowerCase();
  if (kind !== "tcp" && kind !== "udp") throw new Refused("the address of an entry point names no known protocol");
  const http = member(options, "http");
  const to = member(member(http, "redirections"), "entrypoint");
  const tls = member(http, "tls");
  const middlewares = texts(http, "middlewares");
  const proxy = member(options, "proxyprotocol");
  return {
    name,
    address,
    port: portOf(address),
    protocol: kind,
    asDefault: flag(options, "asdefault"),
    allowAcmeByPass: flag(options, "allowacmebypass"),
    redirection: to && {
      to: text(to, "to"),
      scheme: text(to, "scheme"),
      permanent: flag(to, "permanent"),
      priority: whole(to, "priority"),
    },
    middlewares,
    tls: tls && { options: text(tls, "options") || undefined, certResolver: text(tls, "certresolver") || undefined },
    forwardedHeaders: trust(member(options, "forwardedheaders")),
    proxyProtocol: proxy && trust(proxy),
    hasModel:
      middlewares.length > 0 ||
      tls !== undefined ||
      hasSyntax ||
      member(options, "observability") !== undefined ||
      member(http, "encodedcharacters") !== undefined,
  };
}

function splitOnce(address: string): string[] {
  const slash = address.indexOf("/");
  return slash < 0 ? [address] : [address.slice(0, slash), address.slice(slash + 1)];
}

function portOf(address: string): number | undefined {
  const port = /:(\d{1,5})$/.exec(address)?.[1];
  return port === undefined ? undefined : Number(port);
}

function trust(options: Configured) {
  return { insecure: flag(options, "insecure"), trustedIPs: texts(options, "trustedips") };
}

function ownRoute(options: Configured): OwnRoute | undefined {
  if (!isOptions(options)) return undefined;
  return { entryPoint: text(options, "entrypoint"), manualRouting: flag(options, "manualrouting") };
}

function dockerProvider(options: Configured): DockerProvider | undefined {
  if (!isOptions(options)) return undefined;
  return {
    exposedByDefault: flag(options, "exposedbydefault"),
    constraints: text(options, "constraints"),
    allowEmptyServices: flag(options, "allowemptyservices"),
    network: text(options, "network"),
    useBindPortIP: flag(options, "usebindportip"),
    defaultRule: text(options, "defaultrule"),
    endpoint: text(options, "endpoint"),
  };
}

function fileProvider(options: Configured): FileProvider | undefined {
  if (!isOptions(options)) return undefined;
  return { directory: text(options, "directory"), filename: text(options, "filename") };
}

function resolver(name: string, options: Configured): CertificatesResolver {
  const acme = member(options, "acme");
  const storage = text(acme, "storage");
  if (acme !== undefined && storage === "")
    throw new Refused("a certificates resolver has no storage location for the certificates");
  return {
    name,
    acme: acme !== undefined,
    httpChallenge: text(member(acme, "httpchallenge"), "entrypoint") || undefined,
    tlsChallenge: member(acme, "tlschallenge") !== undefined,
    storage: storage || undefined,
    caServer: text(acme, "caserver") || undefined,
  };
}
