import { Draft } from "../model/from-compose/draft.ts";
import type { ComposeInput } from "../model/from-compose/input.ts";
import { isExtension, SERVICE_KEYS } from "../model/from-compose/keys.ts";
import { readAssignments, readNames } from "../model/from-compose/lists.ts";
import { loadProject } from "../model/from-compose/project.ts";
import { parseBoolean, parseInteger } from "../model/from-compose/scalars.ts";
import { Exhausted, entriesOf, entryOf, itemsOf, kindOf, rawText, type Value } from "../model/from-compose/value.ts";
import { type Code, type Entry, literal } from "./code.ts";
import { listOf, map } from "./entries.ts";

/** What a service says that no rule judges and that the model therefore does not hold. */
export interface Beyond {
  /** Fields of `asFound`. */
  readonly entries: readonly Entry[];
  /** Keys that say something for which there is no input, as paths below the service. */
  readonly lost: readonly string[];
  /** Keys of which nothing is known. */
  readonly unread: readonly string[];
}

/** What a whole project says beyond the model. */
export interface BeyondProject {
  /** By the path of the service. */
  readonly services: ReadonlyMap<string, Beyond>;
  /** Paths of what is said about networks and volumes. */
  readonly lost: readonly string[];
}

/**
 * Reads from a compose project what a declaration needs and the model leaves out, and names what neither of
 * them has, so that nothing is lost in silence. Empty for a project that cannot be read: its reader says so.
 */
export function readBeyond(input: ComposeInput): BeyondProject {
  const services = new Map<string, Beyond>();
  try {
    const { root } = loadProject(input, new Draft(undefined));
    for (const service of entriesOf(entryOf(root, "services") ?? NOTHING).values())
      if (kindOf(service) === "map") services.set(service.path, beyondOf(service));
    return { services, lost: root === undefined ? [] : unsaid(root, TOP) };
  } catch (error) {
    if (error instanceof Exhausted) return { services, lost: [] };
    throw error;
  }
}

const NOTHING = { made: { kind: "map", entries: new Map() } } as unknown as Value;

function beyondOf(service: Value): Beyond {
  const draft = new Draft("service");
  const unread: string[] = [];
  const field = <T>(
    key: string,
    read: (value: Value) => { known?: T | undefined },
    code: (value: T) => Code | undefined,
  ) => {
    const value = entryOf(service, key);
    const reading = value === undefined ? undefined : read(value);
    if (value !== undefined && reading?.known === undefined) unread.push(key);
    return reading?.known === undefined ? undefined : code(reading.known);
  };
  const word = (key: string) => field(key, (value) => draft.text(value, "a text"), literal);
  const flag = (key: string) =>
    field(
      key,
      (value) => draft.parsed(value, "true or false", parseBoolean),
      (on) => (on ? literal(true) : undefined),
    );
  const texts = (key: string) =>
    field(
      key,
      (value) => ({ known: textsOf(draft, value) }),
      (all) => listOf(all.map(literal)),
    );
  const entries: Entry[] = [
    ["workingDir", word("working_dir")],
    ["hostname", word("hostname")],
    ["domainname", word("domainname")],
    ["platform", word("platform")],
    ["tty", flag("tty")],
    ["stdinOpen", flag("stdin_open")],
    ["cpuSet", word("cpuset")],
    [
      "cpuShares",
      field(
        "cpu_shares",
        (value) => draft.parsed(value, "a number", parseInteger),
        (shares) => (shares > 0 ? literal(shares) : undefined),
      ),
    ],
    ["dnsSearch", texts("dns_search")],
    ["dnsOptions", texts("dns_opt")],
    [
      "hosts",
      field(
        "extra_hosts",
        (value) => ({ known: hostsOf(draft, value) }),
        (hosts) => map(hosts),
      ),
    ],
  ];
  return { entries, lost: unsaid(service, SERVICE), unread };
}

function textsOf(draft: Draft, value: Value): string[] | undefined {
  try {
    return readNames(draft, "beyond", value).map(({ name }) => name);
  } catch {
    return undefined;
  }
}

/** `name=address`, `name:address`, or a map. An IPv6 address may stand in brackets. */
function hostsOf(draft: Draft, value: Value): [string, Code][] | undefined {
  const written: (readonly [string | undefined, string | undefined])[] =
    kindOf(value) === "map"
      ? readAssignments(draft, "beyond", value).map(({ key, value: address }) => [key.known, address.known])
      : itemsOf(value).map((item) => {
          const [, name, address] = /^([^:=]+)[:=](.+)$/s.exec(draft.text(item, "a host").known ?? "") ?? [];
          return [name, address];
        });
  const hosts = written.map(([name, address]): [string, Code] | undefined =>
    name === undefined || address === undefined ? undefined : [name, literal(address.replace(/^\[(.*)\]$/, "$1"))],
  );
  return hosts.includes(undefined) ? undefined : (hosts as [string, Code][]);
}

/** Keys that are carried over, with those below them where not all of them are. */
type Said = { readonly [key: string]: true | Said };

const SIZES: Said = { memory: true, cpus: true, pids: true, devices: true };
/** Keys whose meaning ends with compose, and those that {@link beyondOf} and the model read. */
const SERVICE: Said = {
  ...Object.fromEntries([...SERVICE_KEYS].map((key) => [key, true as const])),
  ...Object.fromEntries(
    `annotations blkio_config cpu_count cpu_percent cpu_rt_period cpu_rt_runtime credential_spec external_links
    isolation mac_address mem_swappiness models oom_kill_disable oom_score_adj post_start pre_stop profiles pull_policy
    pull_refresh_after storage_opt`
      .split(/\s+/)
      .map((key) => [key, {}]),
  ),
  deploy: {
    resources: { limits: SIZES, reservations: SIZES },
    restart_policy: { condition: true, max_attempts: true },
    replicas: true,
    mode: true,
  },
  healthcheck: { test: true, disable: true, interval: true, timeout: true, retries: true, start_period: true },
  networks: { "*": { aliases: true, ipv4_address: true } },
  ports: {
    "*": { target: true, published: true, host_ip: true, protocol: true, mode: true, name: true, app_protocol: true },
  },
  volumes: {
    "*": {
      type: true,
      source: true,
      target: true,
      read_only: true,
      consistency: true,
      bind: { propagation: true, create_host_path: true },
      tmpfs: { size: true, mode: true },
      volume: {},
    },
  },
  configs: { "*": { source: true, target: true } },
  secrets: { "*": { source: true, target: true } },
  depends_on: { "*": { condition: true } },
};
const TOP: Said = {
  ...Object.fromEntries("version name include services configs secrets".split(" ").map((key) => [key, true as const])),
  networks: {
    "*": { name: true, external: true, driver: true, internal: true, ipam: { config: { "*": { subnet: true } } } },
  },
  volumes: { "*": { name: true, external: true, driver: true, driver_opts: true } },
};

/** Paths of the keys below a value that nobody carries over. A list's elements count as `*`. */
function unsaid(value: Value, said: Said): string[] {
  if (kindOf(value) === "list")
    return itemsOf(value).flatMap((item) =>
      typeof said["*"] === "object" ? [...unsaid(item, said["*"]), ...unsaidModes(item)] : [],
    );
  if (kindOf(value) !== "map") return [];
  return [...entriesOf(value)].flatMap(([key, inner]) => {
    if (isExtension(key) || kindOf(inner) === "nothing") return [];
    const below = Object.hasOwn(said, key) ? said[key] : said["*"];
    if (below === true) return [];
    if (below === undefined) return [inner.path];
    return Object.keys(below).length === 0 ? [inner.path] : unsaid(inner, below);
  });
}

/** `z`, `Z` and `nocopy` behind a mount in short syntax. */
function unsaidModes(item: Value): string[] {
  const modes = /:(?:[a-z]+,)*(?:z|nocopy)(?:,[a-z]+)*$/i.test(rawText(item) ?? "");
  return modes && item.path.includes(".volumes[") ? [`${item.path} (its mode)`] : [];
}
