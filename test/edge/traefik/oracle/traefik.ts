import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DockerContainer } from "../../../../edge/traefik/dynamic/docker-container.ts";
import { findTraefik } from "../../../../toolchain/traefik.ts";
import { DockerApi } from "./docker-api.ts";

/** A router, service or middleware as Traefik's API shows it; priorities are text, since JSON would round them. */
export interface Shown {
  readonly name: string;
  readonly status: string;
  readonly error?: readonly string[] | undefined;
  readonly rule?: string;
  readonly ruleSyntax?: string;
  readonly priority?: string;
  readonly entryPoints?: readonly string[];
  readonly using?: readonly string[];
  readonly middlewares?: readonly string[];
  readonly service?: string;
  readonly tls?: { readonly options?: string; readonly certResolver?: string };
  readonly usedBy?: readonly string[];
  readonly loadBalancer?: { readonly servers?: readonly { readonly url?: string }[] };
  readonly chain?: { readonly middlewares?: readonly string[] };
}

export interface ShownConfiguration {
  readonly routers: ReadonlyMap<string, Shown>;
  readonly services: ReadonlyMap<string, Shown>;
  readonly middlewares: ReadonlyMap<string, Shown>;
}

/** The router that tells that a configuration has arrived; its rule carries a number. */
const MARKER = "marker";

export interface RunningOptions {
  /** Flags beside those that make Traefik observable; entry points on loopback only. */
  readonly flags: readonly string[];
}

/** A real Traefik on loopback that takes its routes from a folder of files and from a Docker API made for it. */
export class RunningTraefik {
  readonly docker: DockerApi;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #api: string;
  #log = "";
  #round = 0;

  private constructor(docker: DockerApi, child: ChildProcess, folder: string, api: string) {
    this.docker = docker;
    this.#child = child;
    this.#folder = folder;
    this.#api = api;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#log = (this.#log + text).slice(-200_000);
      });
  }

  /** The arguments that Traefik was started with, for the reader of the static configuration. */
  args: readonly string[] = [];

  /** @returns undefined where Traefik was not built on this machine. */
  static async start({ flags }: RunningOptions): Promise<RunningTraefik | undefined> {
    const program = await findTraefik();
    if (program === undefined) return undefined;
    const folder = await mkdtemp(join(tmpdir(), "traefik-oracle-"));
    await mkdir(join(folder, "dynamic"));
    const docker = await DockerApi.start();
    const port = await freePort();
    const args = [
      "--global.checknewversion=false",
      "--global.sendanonymoususage=false",
      "--log.level=ERROR",
      `--entrypoints.traefik.address=127.0.0.1:${port}`,
      "--api.insecure=true",
      "--providers.providersthrottleduration=1ms",
      `--providers.docker.endpoint=${docker.endpoint}`,
      `--providers.file.directory=${join(folder, "dynamic")}`,
      ...flags,
    ];
    const env = { PATH: process.env.PATH ?? "", HOME: folder };
    const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    const running = new RunningTraefik(docker, child, folder, `http://127.0.0.1:${port}`);
    running.args = args;
    await running.#until(async () => (await fetch(`${running.#api}/api/version`)).ok);
    return running;
  }

  /** Gives Traefik these containers and files and returns what it makes of them. */
  async ask(
    containers: readonly DockerContainer[],
    files: ReadonlyMap<string, string> = new Map(),
  ): Promise<ShownConfiguration> {
    const round = ++this.#round;
    const rule = `Host(\`${MARKER}-${round}\`)`;
    const marker: DockerContainer = {
      id: MARKER,
      name: MARKER,
      labels: new Map([
        ["traefik.enable", "true"],
        ["team", "a"],
        [`traefik.http.routers.${MARKER}.entrypoints`, "traefik"],
        [`traefik.http.routers.${MARKER}.rulesyntax`, "v3"],
        [`traefik.http.routers.${MARKER}.rule`, rule],
        [`traefik.http.services.${MARKER}.loadbalancer.server.url`, "http://127.0.0.1:9"],
      ]),
      status: "running",
      health: "",
      networkMode: "bridge",
      networks: new Map([["bridge", "127.0.0.9"]]),
      ports: [],
      declared: undefined,
      labelFields: new Map(),
    };
    await this.#replaceFiles(files, round);
    this.docker.show([...containers, marker]);
    const arrived = async (provider: string) => {
      const answer = await fetch(`${this.#api}/api/http/routers/${MARKER}@${provider}`);
      return answer.ok && ((await answer.json()) as Shown).rule === rule;
    };
    const withFiles = files.size > 0;
    await this.#until(async () => (await arrived("docker")) && (!withFiles || (await arrived("file"))));
    return this.#shown();
  }

  async #replaceFiles(files: ReadonlyMap<string, string>, round: number): Promise<void> {
    const dynamic = join(this.#folder, "dynamic");
    const fresh = `${dynamic}.fresh`;
    if (files.size === 0) return;
    // One file holds all that a round needs: Traefik reads it as a whole or not at all.
    await mkdir(fresh, { recursive: true });
    const [[, content = ""] = []] = files;
    const text = content.replace("MARKER_RULE", `Host(\`${MARKER}-${round}\`)`);
    await writeFile(join(fresh, "routes.yml"), text);
    await rename(join(fresh, "routes.yml"), join(dynamic, "routes.yml"));
  }

  async #shown(): Promise<ShownConfiguration> {
    const [routers, services, middlewares] = await Promise.all(
      ["routers", "services", "middlewares"].map((kind) => this.#all(kind)),
    );
    return { routers, services, middlewares } as ShownConfiguration;
  }

  async #all(kind: string): Promise<Map<string, Shown>> {
    const found = new Map<string, Shown>();
    for (let page = 1; ; page++) {
      const answer = await fetch(`${this.#api}/api/http/${kind}?per_page=1000&page=${page}`);
      if (!answer.ok) break;
      const exact = (await answer.text()).replace(/"priority":(-?\d+)/g, '"priority":"$1"');
      for (const each of JSON.parse(exact) as Shown[])
        if (!each.name.startsWith(`${MARKER}@`)) found.set(each.name, each);
      if (Number(answer.headers.get("x-next-page")) <= page) break;
    }
    return found;
  }

  async #until(holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline) {
      if (this.#child.exitCode !== null) throw new Error(`Traefik ended: ${this.#log}`);
      if (await holds().catch(() => false)) return;
      await sleep(15);
    }
    throw new Error(`Traefik did not take its configuration within 30 s: ${this.#log.slice(-3000)}`);
  }

  /** What Traefik wrote last. */
  log(): string {
    return this.#log;
  }

  async stop(): Promise<void> {
    this.docker.stop();
    if (this.#child.exitCode === null) {
      const closed = new Promise((resolve) => this.#child.once("close", resolve));
      this.#child.kill();
      // It finishes open requests first; there are none that anybody waits for.
      const impatient = setTimeout(() => this.#child.kill("SIGKILL"), 3000);
      await closed;
      clearTimeout(impatient);
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
