import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ExecutionContext } from "ava";
import { stringify } from "yaml";
import { readAuthelia } from "../../../../edge/authelia/read.ts";
import type { Portal } from "../../../../edge/request/portal.ts";
import { Traveller } from "../../../../edge/request/travel.ts";
import { resolveAs } from "../../traefik/oracle/ask.ts";
import { freePorts } from "../../traefik/oracle/flavours.ts";
import { RunningTraefik } from "../../traefik/oracle/traefik.ts";
import { configurationOf } from "./portal.ts";
import { type PortalRule, type Servers, startServers } from "./servers.ts";

/** Ports of the entry points `web` and `websecure`. */
export interface Ports {
  readonly web: number;
  readonly websecure: number;
}

/** What a test declares: dynamic configuration and the portal's rules. `PORTAL`, `BOUNCER` and `NOBODY` are addresses. */
export interface Declared {
  readonly routers: Readonly<Record<string, object>>;
  readonly middlewares: Readonly<Record<string, object>>;
  readonly rules: readonly PortalRule[];
  readonly tcp?: object;
}

/** Flags of the two entry points that every test has. */
export function entryPointFlags({ web, websecure }: Ports): string[] {
  return [`--entrypoints.web.address=127.0.0.1:${web}`, `--entrypoints.websecure.address=127.0.0.1:${websecure}`];
}

function fileOf({ routers, middlewares, tcp }: Declared, { services, addresses }: Servers): string {
  const marker = { rule: "MARKER_RULE", entryPoints: ["traefik"], service: "noop@internal", priority: 1000 };
  const text = stringify({
    http: {
      routers: { ...routers, marker },
      ...(Object.keys(middlewares).length === 0 ? {} : { middlewares }),
      services,
    },
    ...(tcp === undefined ? {} : { tcp }),
  });
  return text
    .replaceAll("PORTAL", addresses.portal)
    .replaceAll("BOUNCER", addresses.bouncer)
    .replaceAll("NOBODY", addresses.nobody);
}

/** The simulator over the same flags and the same file. */
export function simulator(args: readonly string[], declared: Declared, servers: Servers, ports: Ports): Traveller {
  const runtime = resolveAs(args, [], fileOf(declared, servers));
  const configuration = readAuthelia([configurationOf(declared.rules)]);
  return new Traveller({
    runtime,
    entryPointAt: (port) =>
      runtime.entryPoints.get(port === ports.web ? "web" : port === ports.websecure ? "websecure" : ""),
    portalAt(address): Portal {
      if (address === servers.addresses.portal) return { kind: "authelia", what: "authelia", configuration };
      if (address === servers.addresses.bouncer) return { kind: "bouncer", what: "bouncer" };
      return { kind: "unreachable", what: "nobody", why: "is not there" };
    },
    reach: () => "yes",
  });
}

/** A stand-in for the servers where no request is sent. */
export const NO_SERVERS: Servers = {
  services: Object.fromEntries(
    ["one", "two", "three"].map((name, at) => [
      name,
      { loadBalancer: { servers: [{ url: `http://127.0.0.1:${at + 2}` }] } },
    ]),
  ),
  addresses: { portal: "http://127.0.0.1:91/", bouncer: "http://127.0.0.1:92/", nobody: "http://127.0.0.1:1/" },
  rule() {},
  close() {},
};
Object.assign(NO_SERVERS.services, {
  both: { weighted: { services: [{ name: "one", weight: 0 }, { name: "two" }] } },
  copied: { mirroring: { service: "three", mirrors: [{ name: "one", percent: 100 }] } },
});

/** A real Traefik with its back ends, which tells which router took each request. */
export class RunningEdge {
  readonly ports: Ports;
  readonly servers: Servers;
  readonly #traefik: RunningTraefik;
  readonly #folder: string;

  private constructor(traefik: RunningTraefik, servers: Servers, ports: Ports, folder: string) {
    this.#traefik = traefik;
    this.servers = servers;
    this.ports = ports;
    this.#folder = folder;
  }

  /** @returns undefined where Traefik was not built on this machine, which the test then says. */
  static async start(t: ExecutionContext, flags: readonly string[]): Promise<RunningEdge | undefined> {
    const [web = 0, websecure = 0] = await freePorts(2);
    const folder = mkdtempSync(join(tmpdir(), "requests-"));
    const traefik = await RunningTraefik.start({
      flags: [
        ...entryPointFlags({ web, websecure }),
        "--accesslog.format=json",
        `--accesslog.filepath=${join(folder, "access.log")}`,
        "--accesslog.fields.headers.names.X-Visit=keep",
        ...flags,
      ],
    });
    if (traefik === undefined) {
      rmSync(folder, { recursive: true });
      if (process.env.CI) t.fail("Traefik was not built on this machine: run `npm run toolchain`");
      else t.pass("Traefik was not built on this machine: run `npm run toolchain`");
      return undefined;
    }
    const edge = new RunningEdge(traefik, await startServers(), { web, websecure }, folder);
    t.teardown(() => edge.stop());
    return edge;
  }

  async declare(declared: Declared): Promise<Traveller> {
    this.servers.rule(declared.rules);
    await this.#traefik.ask([], new Map([["routes.yml", fileOf(declared, this.servers)]]));
    return simulator(this.#traefik.args, declared, this.servers, this.ports);
  }

  /** The router of each request by its number; undefined where none took it. */
  async routers(numbers: readonly number[]): Promise<ReadonlyMap<number, string | undefined>> {
    for (let round = 0; ; round++) {
      const found = new Map<number, string | undefined>();
      for (const line of readFileSync(join(this.#folder, "access.log"), "utf8").split("\n")) {
        if (line === "") continue;
        const { RouterName, "request_X-Visit": number } = JSON.parse(line) as Record<string, string>;
        if (number !== undefined) found.set(Number(number), RouterName);
      }
      if (round > 40 || numbers.every((number) => found.has(number))) return found;
      await sleep(20);
    }
  }

  async stop(): Promise<void> {
    this.servers.close();
    await this.#traefik.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
