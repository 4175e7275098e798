import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { chmod, cp, mkdir, readdir, readFile, rm, rmdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { askDocker, type DockerRequest } from "../../toolchain/docker-api.ts";
import type { Place } from "../addresses.ts";
import { connect, disconnect } from "./network.ts";

/** How long the engine may take until it answers, and the host until it is gone, in milliseconds. */
const START_DEADLINE = 30_000;
const STOP_DEADLINE = 10_000;

/** Programs of the host that say what a real one would. */
const PROGRAMS = join(import.meta.dirname, "bin");
/** What those programs say of a host that is well. */
const WELL: Readonly<Record<string, string>> = {
  "units/docker.service": "LoadState=loaded\nUnitFileState=enabled\nActiveState=active\nRestart=always\n",
  "units/restarts": "Id=docker.service\nNRestarts=0\n",
  "units/failed": "",
  "units/active": "active\n",
  synchronized: "yes\n",
};

/** A host of the lab: namespaces of its own with a real Docker engine in them. */
export interface Machine {
  readonly name: string;
  /** Socket of the engine as it is, without what hurries health checks. */
  readonly socket: string;
  /** The host's files, as they are seen from here. */
  readonly root: string;
  /** Process id of the host's first process. */
  readonly pid: number;
  ask(request: DockerRequest): Promise<unknown>;
  /** Words that run a command in the host: put them before it. */
  readonly inside: readonly string[];
  /** Starts a program of the lab in the host, outside every container; it ends with the host. */
  start(...words: readonly string[]): void;
  /** Ends the host with everything in it. A second call does nothing. */
  stop(): Promise<void>;
}

/**
 * Starts a host. It ends with this process, however that ends.
 *
 * @param folder scratch folder of its own; holds all that the host ever writes.
 * @throws Error with the engine's last words where it does not come up.
 */
export async function startMachine(
  name: string,
  { folder, place, standIn }: { readonly folder: string; readonly place: Place; readonly standIn: string },
): Promise<Machine> {
  const root = join(folder, "root");
  const shared = join(folder, "lab");
  await mkdir(join(shared, "bin"), { recursive: true });
  await makeRoot(root);
  await cp(standIn, join(shared, "bin/stand-in"));
  await symlink("stand-in", join(shared, "bin/runc"));
  for (const program of await readdir(PROGRAMS)) await cp(join(PROGRAMS, program), join(shared, "bin", program));
  const cgroup = `readiness-lab-${process.pid}-${name}`;
  await writeFile(join(shared, "cgroup"), cgroup);
  const child = spawn(
    "unshare",
    [
      ...["--mount", "--net", "--uts", "--ipc", "--pid", "--fork", "--kill-child"],
      ...[join(import.meta.dirname, "setup.sh"), folder, name],
      ...["--host", "unix:///var/run/docker.sock", "--host", "unix:///lab/docker.sock", "--group", "root"],
      // What looks like systemd here makes no control groups.
      ...["--cgroup-parent", `/${cgroup}`, "--exec-opt", "native.cgroupdriver=cgroupfs", "--shutdown-timeout", "3"],
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  const log = join(folder, "host.log");
  const writing = createWriteStream(log);
  child.stdout.pipe(writing, { end: false });
  child.stderr.pipe(writing, { end: false });
  const socket = join(shared, "docker.sock");
  const ask = (request: DockerRequest) => askDocker(socket, request);
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= end(child, place, cgroup);
    return stopped;
  };
  try {
    const pid = await firstProcess(child);
    await waitUntilReady(ask, child, log);
    await connect(place, pid);
    const inside = insideOf(pid);
    const start = (...words: readonly string[]) => {
      const [program = "", ...rest] = inside;
      spawn(program, [...rest, ...words], { stdio: "ignore" }).once("error", (error) => console.error(`lab: ${error}`));
    };
    return { name, socket, root, pid, ask, inside, start, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function insideOf(pid: number): readonly string[] {
  return ["nsenter", "--target", String(pid), "--mount", "--net", "--uts", "--ipc", "--pid", "--"];
}

const FOLDERS = [
  ...["etc", "root", "run/dbus", "srv/docker", "var/lib/docker", "var/log/traefik", "media/frigate", "usr", "tmp"],
  "var/tmp",
  // By this a host is known to be run by systemd, sd_booted(3).
  "run/systemd/system",
];

async function makeRoot(root: string): Promise<void> {
  for (const folder of FOLDERS) await mkdir(join(root, folder), { recursive: true });
  await symlink("../run", join(root, "var/run"));
  for (const file of ["passwd", "group", "protocols", "services", "nsswitch.conf"])
    await cp(join("/etc", file), join(root, "etc", file)).catch(() => {});
  for (const [file, text] of Object.entries(WELL)) await putFile(root, `etc/lab/${file}`, text);
  await writeFile(join(root, "etc/hosts"), "127.0.0.1 localhost\n");
  await writeFile(join(root, "etc/resolv.conf"), "nameserver 127.0.0.1\n");
}

/** The first process of the host is the child of `unshare`. */
async function firstProcess(unshare: ChildProcess): Promise<number> {
  const file = `/proc/${unshare.pid}/task/${unshare.pid}/children`;
  for (const deadline = Date.now() + START_DEADLINE; Date.now() < deadline; await sleep(20)) {
    const [pid] = (await readFile(file, "utf8").catch(() => "")).trim().split(" ").filter(Boolean);
    if (pid !== undefined) return Number(pid);
    if (unshare.exitCode !== null) break;
  }
  throw new Error("lab: this machine lets nobody make namespaces, which a host of the lab consists of.");
}

async function waitUntilReady(ask: Machine["ask"], child: ChildProcess, log: string): Promise<void> {
  for (const deadline = Date.now() + START_DEADLINE; ; await sleep(50)) {
    if ((await ask({ path: "/_ping", deadline: 1000 }).catch(() => undefined)) === "OK") return;
    if (child.exitCode === null && Date.now() < deadline) continue;
    const said = (await readFile(log, "utf8").catch(() => "")).trim().split("\n").slice(-3).join(" | ");
    throw new Error(`lab: the engine of a host does not come up: ${said}`);
  }
}

/** The first process ends when its input does, and all others of the host with it. */
async function end(child: ChildProcess, { cable }: Place, cgroup: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, "exit");
    child.stdin?.end();
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_DEADLINE);
    await gone;
    clearTimeout(timer);
  }
  await disconnect(cable);
  await removeGroups((name) => name === cgroup);
}

/** Control groups outlive the processes in them. */
export async function removeGroups(isOurs: (name: string) => boolean): Promise<void> {
  const mounted = (await readFile("/proc/self/mounts", "utf8"))
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([, , kind]) => kind === "cgroup" || kind === "cgroup2")
    .map(([, place]) => place ?? "");
  for (const place of mounted)
    for (const name of await readdir(place).catch(() => [])) if (isOurs(name)) await removeTree(join(place, name));
}

async function removeTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeTree(join(folder, entry.name));
  for (const deadline = Date.now() + 2000; Date.now() < deadline; await sleep(50))
    try {
      await rmdir(folder);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EBUSY") return;
    }
}

/** Deletes a scratch folder once its hosts have ended. */
export async function removeScratch(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Makes a file of the host, or a folder where there is no text, with the folders above it. */
export async function putFile(root: string, path: string, text?: string, mode = 0o644): Promise<void> {
  const file = join(root, path);
  await mkdir(text === undefined ? file : dirname(file), { recursive: true });
  if (text === undefined) return;
  await writeFile(file, text);
  await chmod(file, mode);
}
