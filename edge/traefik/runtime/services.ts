import { type DeclaredService, isOptions, member, type Options, text, whole } from "../dynamic/declared.ts";
import type { Fault, Service, Status } from "../runtime.ts";
import type { StaticConfiguration } from "../static/configuration.ts";
import { providerOf, qualify } from "./provider-names.ts";

const TYPES = ["loadbalancer", "weighted", "mirroring", "failover", "highestrandomweight"] as const;
const STRATEGIES = new Set(["", "wrr", "p2c", "hrw", "leasttime"]);

interface State {
  readonly declared: DeclaredService;
  status: Status;
  readonly faults: Fault[];
  built: boolean;
}

/**
 * Builds services as routers ask for them (pkg/server/service/service.go): a service that nothing uses is never
 * looked at and stays enabled, however wrong it is.
 */
export class ServiceBuilder {
  readonly #states = new Map<string, State>();
  readonly #transports: ReadonlySet<string>;
  readonly #configuration: StaticConfiguration;
  readonly #building = new Set<string>();

  /** @param declared services by qualified name; @param transports qualified names of serversTransports. */
  constructor(
    declared: ReadonlyMap<string, DeclaredService>,
    transports: ReadonlySet<string>,
    configuration: StaticConfiguration,
  ) {
    for (const [name, each] of declared)
      this.#states.set(name, { declared: each, status: "enabled", faults: [], built: false });
    this.#transports = transports;
    this.#configuration = configuration;
  }

  /** Undefined where the service of this qualified name can be built, else why it cannot. */
  build(name: string): Fault | undefined {
    if (name.endsWith("@internal")) {
      const problem = this.#internal(name);
      return problem === undefined ? undefined : { kind: "service", message: problem };
    }
    const state = this.#states.get(name);
    if (state === undefined) return { kind: "unknown-service", message: `the service "${name}" does not exist` };
    if (state.built) return undefined;
    if (state.status === "disabled") return state.faults[0];
    if (this.#building.has(name))
      return { kind: "recursion", message: `the service "${name}" leads to itself, on which Traefik ends` };
    this.#building.add(name);
    const fault = this.#check(name, state.declared.options);
    this.#building.delete(name);
    if (fault === undefined) state.built = true;
    else {
      state.status = "disabled";
      state.faults.push(fault);
    }
    return fault;
  }

  #internal(name: string): string | undefined {
    const { api, ping, prometheus, rest, certificatesResolvers } = this.#configuration;
    const enabled: Record<string, boolean> = {
      "noop@internal": true,
      "acme-http@internal": [...certificatesResolvers.values()].some(
        ({ httpChallenge }) => httpChallenge !== undefined,
      ),
      "api@internal": api !== undefined,
      "dashboard@internal": api?.dashboard === true,
      "rest@internal": rest !== undefined,
      "ping@internal": ping !== undefined,
      "prometheus@internal": prometheus !== undefined,
    };
    if (!Object.hasOwn(enabled, name)) return `unknown internal service ${name}`;
    return enabled[name] === true ? undefined : `${name.replace("@internal", "")} is not enabled`;
  }

  #check(name: string, options: Options): Fault | undefined {
    const types = TYPES.filter((type) => isOptions(options[type]));
    if (types.length > 1) return fault("cannot create service: multi-types service not supported");
    const provider = providerOf(name);
    const own = member(options, types[0] ?? "");
    switch (types[0]) {
      case "loadbalancer":
        return this.#loadBalancer(own as Options, provider);
      case "weighted":
      case "highestrandomweight":
        return this.#each(childrenOf(own as Options), provider, member(own, "healthcheck") !== undefined);
      case "mirroring":
        return this.#mirroring(own as Options, provider);
      case "failover":
        return this.#failover(own as Options, provider);
      default:
        return fault(`the service "${name}" does not have any type defined`);
    }
  }

  #loadBalancer(options: Options, provider: string): Fault | undefined {
    if (!STRATEGIES.has(text(options, "strategy"))) return fault("unsupported load-balancer strategy");
    const servers = (options.servers ?? []) as readonly Options[];
    if (servers.some((server) => !isUrl(text(server, "url")))) return fault("error parsing server URL");
    const named = text(options, "serverstransport");
    const transport = named === "" ? "default@internal" : qualify(named, provider);
    const used = servers.length > 0 || member(options, "healthcheck") !== undefined;
    return used && !this.#transports.has(transport) ? fault(`servers transport not found ${transport}`) : undefined;
  }

  #each(names: readonly string[], provider: string, watched: boolean): Fault | undefined {
    for (const name of names) {
      const child = qualify(name, provider);
      const problem = this.build(child) ?? (watched ? this.#watchable(child) : undefined);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #mirroring(options: Options, provider: string): Fault | undefined {
    const problem = this.#each([text(options, "service")], provider, false);
    if (problem !== undefined) return problem;
    for (const mirror of (options.mirrors ?? []) as readonly Options[]) {
      const wrong = this.#each([text(mirror, "name")], provider, false);
      if (wrong !== undefined) return wrong;
      const percent = whole(mirror, "percent");
      if (percent < 0n || percent > 100n) return fault("percent must be between 0 and 100");
    }
    return undefined;
  }

  #failover(options: Options, provider: string): Fault | undefined {
    return (
      this.#each([text(options, "service")], provider, true) ??
      this.#each([text(options, "fallback")], provider, member(options, "healthcheck") !== undefined)
    );
  }

  /** A parent that follows the health of its children needs each of them to report it. */
  #watchable(name: string): Fault | undefined {
    const options = this.#states.get(name)?.declared.options ?? {};
    const reports = TYPES.some((type) => member(member(options, type), "healthcheck") !== undefined);
    return reports ? undefined : fault(`the service "${name}" reports no health to its parent`);
  }

  /** All services with what came of them. */
  result(usedBy: ReadonlyMap<string, readonly string[]>): Map<string, Service> {
    const services = new Map<string, Service>();
    for (const [name, { declared, status, faults }] of this.#states) {
      const provider = providerOf(name);
      const type = provider === "internal" ? "internal" : TYPES.find((each) => isOptions(declared.options[each]));
      services.set(name, {
        name,
        provider,
        type,
        servers: declared.servers,
        children: allChildren(declared.options).map((child) => qualify(child, provider)),
        options: declared.options,
        status,
        faults,
        usedBy: usedBy.get(name) ?? [],
        origins: declared.origins,
      });
    }
    return services;
  }
}

function fault(message: string): Fault {
  return { kind: "service", message };
}

function childrenOf(options: Options): string[] {
  return ((options.services ?? []) as readonly Options[]).map((each) => text(each, "name"));
}

function allChildren(options: Options): string[] {
  const children: string[] = [];
  for (const [type, own] of TYPES.flatMap((each) => {
    const found = member(options, each);
    return found === undefined ? [] : [[each, found] as const];
  })) {
    if (type === "weighted" || type === "highestrandomweight") children.push(...childrenOf(own));
    for (const key of ["service", "fallback"]) if (text(own, key) !== "") children.push(text(own, key));
    for (const mirror of (own.mirrors ?? []) as readonly Options[]) children.push(text(mirror, "name"));
  }
  return children;
}

/** Go's net/url.Parse refuses little: control characters, broken escapes in the host, a colon where a scheme is due. */
function isUrl(url: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\x00-\x1f\x7f]/.test(url) || /%(?![0-9a-fA-F]{2})/.test(url)) return false;
  if (url.startsWith(":")) return false;
  const authority = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/([^/?#]*)/.exec(url)?.[1];
  if (authority === undefined) return !/^[^/?#]*:/.test(url) || /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(url);
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return !/\s/.test(host) && (!host.replace(/^\[[^\]]*\]/, "").includes(":") || /:\d*$/.test(host));
}
