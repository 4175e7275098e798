import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type Absent, absent } from "./absent.ts";
import { type Bridge, makeBridge } from "./bridge.ts";
import { askDocker, DOCKER_API_VERSION, type DockerRequest } from "./docker-api.ts";
import { findOnPath } from "./path.ts";

/** How long the daemon may take until it answers, and until it is gone after it was asked to stop, in milliseconds. */
const START_DEADLINE = 60_000;
const STOP_DEADLINE = 30_000;
/** Daemons that start in the same moment disturb each other at the firewall, and then one of them ends. */
const ATTEMPTS = 5;
const INSTALL = "apt-get install --no-install-recommends docker.io iproute2 iptables";

/** A Docker daemon of our own. Everything in it goes when it stops. */
export type Dockerd = {
  /** Its address, as DOCKER_HOST and the Pulumi provider take it: `unix:///…`. */
  host: string;
  socket: string;
  pid: number;
  /** For the `docker` program and for the provider: DOCKER_HOST and an API version that a daemon 20.10 knows. */
  env: { DOCKER_HOST: string; DOCKER_API_VERSION: string };
  /** Asks the daemon through its HTTP API. */
  ask(request: DockerRequest): Promise<unknown>;
  /** What the daemon has written so far. */
  log(): Promise<string>;
  /** Removes the containers and networks, stops the daemon and deletes its data. A second call does nothing. */
  stop(): Promise<void>;
};

/**
 * Starts a real Docker daemon with data, socket, bridge and containerd names of its own, so that several run beside
 * each other and beside the machine's own. Needs root and Debian's docker.io or another `dockerd`.
 */
export async function startDockerd(): Promise<Dockerd | Absent> {
  if (process.getuid?.() !== 0) return absent("dockerd: needs root, and this user is not root.");
  for (const program of ["dockerd", "ip", "iptables"])
    if (!(await findOnPath(program))) return absent(`${program}: is not on PATH. Run \`${INSTALL}\`.`);
  for (let attempt = 1; ; attempt++) {
    const dockerd = await tryToStart();
    if (!("absent" in dockerd) || attempt === ATTEMPTS) return dockerd;
    await sleep(1000 * attempt * (1 + Math.random()));
  }
}

async function tryToStart(): Promise<Dockerd | Absent> {
  const folder = await mkdtemp(join(tmpdir(), "rdy-docker-"));
  let bridge: Bridge | undefined;
  try {
    bridge = await makeBridge();
    const daemon = launch(folder, bridge);
    const dockerd = describe(daemon, folder, bridge);
    await waitUntilReady(dockerd, daemon);
    return dockerd;
  } catch (error) {
    await bridge?.remove().catch(() => {});
    await removeFolder(folder);
    return absent(error instanceof Error ? error.message : String(error));
  }
}

function launch(folder: string, bridge: Bridge): ChildProcess {
  const daemon = spawn(
    "dockerd",
    [
      ...["--data-root", join(folder, "data"), "--exec-root", join(folder, "exec")],
      ...["--host", `unix://${join(folder, "docker.sock")}`, "--pidfile", join(folder, "docker.pid")],
      ...["--storage-driver", "vfs", "--bridge", bridge.name],
      ...["--containerd-namespace", bridge.name, "--containerd-plugins-namespace", `${bridge.name}-plugins`],
      ...["--group", "root", "--shutdown-timeout", "5"],
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const log = createWriteStream(join(folder, "dockerd.log"));
  daemon.stdout.pipe(log, { end: false });
  daemon.stderr.pipe(log, { end: false });
  return daemon;
}

function describe(daemon: ChildProcess, folder: string, bridge: Bridge): Dockerd {
  const socket = join(folder, "docker.sock");
  const host = `unix://${socket}`;
  // A test run that ends early takes its daemon with it.
  const endWithUs = () => daemon.kill("SIGTERM");
  process.once("exit", endWithUs);
  const ask = (request: DockerRequest) => askDocker(socket, request);
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    process.removeListener("exit", endWithUs);
    if (daemon.exitCode === null) {
      await clear(ask);
      await end(daemon);
    }
    await bridge.remove().catch(() => {});
    await removeFolder(folder);
  };
  return {
    host,
    socket,
    pid: daemon.pid ?? 0,
    env: { DOCKER_HOST: host, DOCKER_API_VERSION },
    ask,
    log: () => readFile(join(folder, "dockerd.log"), "utf8"),
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function waitUntilReady(dockerd: Dockerd, daemon: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_DEADLINE;
  let failure: unknown;
  daemon.once("error", (error) => {
    failure = error;
  });
  for (;;) {
    const answer = await dockerd.ask({ path: "/_ping", deadline: 1000 }).catch(() => undefined);
    if (answer === "OK") return;
    if (failure !== undefined || daemon.exitCode !== null || Date.now() > deadline) {
      const said = (await dockerd.log().catch(() => "")).trim().split("\n").at(-1) ?? "";
      daemon.kill("SIGKILL");
      throw new Error(`dockerd: does not come up here: ${failure ?? said}`);
    }
    await sleep(100);
  }
}

/** Containers and networks leave mounts, bridges and firewall rules behind if the daemon only stops. */
async function clear(ask: Dockerd["ask"]): Promise<void> {
  try {
    const containers = (await ask({ path: "/containers/json?all=true" })) as { Id: string }[];
    await Promise.all(
      containers.map(({ Id }) => ask({ method: "DELETE", path: `/containers/${Id}?force=true&v=true` })),
    );
    const networks = (await ask({ path: "/networks" })) as { Id: string; Name: string }[];
    for (const { Id, Name } of networks) if (!["bridge", "host", "none"].includes(Name)) await removeNetwork(ask, Id);
  } catch (error) {
    console.error(`dockerd: could not be cleared before its end: ${error instanceof Error ? error.message : error}`);
  }
}

/** An endpoint of a container that is gone can linger and would keep the bridge and its firewall rules. */
async function removeNetwork(ask: Dockerd["ask"], id: string): Promise<void> {
  const { Containers } = (await ask({ path: `/networks/${id}` })) as { Containers?: Record<string, unknown> };
  for (const container of Object.keys(Containers ?? {}))
    await ask({ method: "POST", path: `/networks/${id}/disconnect`, body: { Container: container, Force: true } });
  await ask({ method: "DELETE", path: `/networks/${id}` });
}

async function end(daemon: ChildProcess): Promise<void> {
  const gone = once(daemon, "exit");
  daemon.kill("SIGTERM");
  const timer = setTimeout(() => daemon.kill("SIGKILL"), STOP_DEADLINE);
  await gone;
  clearTimeout(timer);
}

async function removeFolder(folder: string): Promise<void> {
  const mounts = (await readFile("/proc/self/mounts", "utf8")).split("\n").map((line) => line.split(" ")[1] ?? "");
  for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).reverse())
    await promisify(execFile)("umount", ["--lazy", mount]).catch(() => {});
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
