import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import type { Server as NetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOSTS, type HostName } from "../stacks/settings.ts";
import { type Absent, isAbsent } from "../toolchain/absent.ts";
import { findEngine } from "../toolchain/engine.ts";
import { findTraefik } from "../toolchain/traefik.ts";
import { PLACES, RESOLVERS } from "./addresses.ts";
import { prepareBackups, takeAwayData } from "./backup/prepare.ts";
import { layWire } from "./backup/wire.ts";
import { claim, lacks } from "./claim.ts";
import { issue } from "./data/certificates.ts";
import { prepareHost } from "./data/prepare.ts";
import { deploy, makeProject, type Project, verifyUpdates } from "./deploy.ts";
import { untilWell } from "./engine.ts";
import { servicesOf } from "./estate.ts";
import { hurryHealth } from "./host/hurry.ts";
import { type Machine, removeScratch, startMachine } from "./host/machine.ts";
import { ensureImages } from "./images/archive.ts";
import { loadImages } from "./images/load.ts";
import { PREFIX, removeLeftOver } from "./left-over.ts";
import { type NameServer, startNameServer } from "./names/server.ts";
import { labZone } from "./names/zone.ts";
import { writeSettings } from "./settings.ts";
import { writeSsh } from "./ssh.ts";
import { certify, ensureStandIn, type Pair } from "./stand-in.ts";

/** Both hosts of the estate on this machine, with everything around them that they need. */
export interface Lab {
  /** Scratch folder; it goes with the lab. */
  readonly folder: string;
  readonly project: Project;
  readonly machines: ReadonlyMap<HostName, Machine>;
  /** Address of each engine as it is given to Pulumi and to the verifier: `unix:///…`. */
  readonly engines: ReadonlyMap<HostName, string>;
  readonly names: readonly NameServer[];
  /** The authority that signed every certificate of the lab, and the file of its certificate. */
  readonly authority: Pair & { readonly file: string };
  /** The program of the stand-ins. */
  readonly standIn: string;
  /** Ends a host with everything on it, and makes an empty one in its place, as somebody who lost it would find. */
  replace(host: HostName): Promise<void>;
  /** Ends everything and leaves nothing behind. A second call does nothing. */
  stop(): Promise<void>;
}

export interface LabOptions {
  /** Deploys both stacks; on where it is left out. */
  readonly deployed?: boolean;
  /** Lets `pulumi up` verify each host, from the first time on: it fails where one is not ready. Off where it is left out. */
  readonly verified?: boolean;
  /** Waits until all health checks succeed; on where it is left out. */
  readonly healthy?: boolean;
  /** Real databases, places for backups and a way between the hosts; off where it is left out. */
  readonly backups?: boolean;
  /** Told what is going on, for a person who waits. */
  readonly say?: (line: string) => void;
  /** Socket that a running lab is spoken to at; noted in the claim. */
  readonly control?: string;
}

/**
 * Starts a lab.
 *
 * @returns what this machine lacks for one.
 * @throws Error where another lab runs here, or where it does not come up.
 */
export async function startLab({
  deployed = true,
  verified = false,
  healthy = true,
  backups = false,
  say = () => {},
  control = "",
}: LabOptions = {}): Promise<Lab | Absent> {
  const lacking = await lacks();
  if (lacking !== undefined) return lacking;
  const engine = await findEngine();
  if (isAbsent(engine)) return engine;
  const traefik = await findTraefik();
  if (traefik === undefined) return { absent: "traefik: is not built. Run `npm run toolchain`." };
  const release = await claim(control);
  const ends: (() => Promise<unknown>)[] = [release];
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= endAll(ends);
    return stopped;
  };
  try {
    await removeLeftOver();
    const standIn = await ensureStandIn();
    const images = await ensureImages(
      HOSTS.flatMap((host) => servicesOf(host).map(({ image }) => image)),
      { standIn, traefik, databases: backups },
    );
    if (isAbsent(images)) {
      await stop();
      return images;
    }
    const folder = await mkdtemp(join(tmpdir(), PREFIX));
    ends.push(() => removeScratch(folder));
    await chmod(folder, 0o755);
    const { authority } = await certify(standIn, { authorityName: "Lab authority", certificates: [] });
    const authorityFile = join(folder, "authority.pem");
    await writeFile(authorityFile, authority.certificate);
    const names = await Promise.all(
      RESOLVERS.map(async (at) => {
        const server = await startNameServer(at, labZone());
        ends.push(() => server.stop());
        return server;
      }),
    );
    const machines = new Map<HostName, Machine>();
    const start = async (host: HostName, given: "all" | "read-only") => {
      const own = join(folder, host);
      await mkdir(own, { recursive: true });
      const root = join(own, "root");
      await prepareHost(host, root, await issue(standIn, authority, host));
      if (given === "read-only") await takeAwayData(host, root);
      if (backups) await prepareBackups(host, root);
      const machine = await startMachine(host, { folder: own, place: PLACES[host], standIn });
      machines.set(host, machine);
      ends.push(() => machine.stop());
      if (backups) {
        const wire = await layWire(join(own, "lab"), (name) => machines.get(name as HostName));
        ends.push(() => close(wire));
      }
      machine.start("/lab/bin/stand-in", "resolver", "127.0.0.1:53");
      // The control server of the VPN runs outside every container.
      if (host === "master") machine.start("/lab/bin/stand-in", "native", "172.18.0.1:8085");
      await loadImages(machine, images.file);
      return machine;
    };
    const started = await Promise.all(
      HOSTS.map(async (host): Promise<[HostName, string]> => {
        const machine = await start(host, "all");
        const socket = join(folder, host, "engine.sock");
        const front = await hurryHealth(machine.socket, socket);
        ends.push(() => close(front));
        return [host, `unix://${socket}`];
      }),
    );
    say("both hosts are up");
    const engines = new Map(started);
    const bin = await writeSsh(folder, machines);
    const project = await makeProject(engine, { folder, engines });
    project.environment.PATH = `${bin}:${project.environment.PATH}`;
    await writeSettings(project.folder, { engines, authority: authorityFile });
    if (deployed) {
      if (verified) await Promise.all(HOSTS.map((host) => verifyUpdates(project, host)));
      await Promise.all(HOSTS.map((host) => deploy(project, host)));
      say("both stacks are deployed");
    }
    const replace = async (host: HostName) => {
      await machines.get(host)?.stop();
      for (const part of ["root", "lab"]) await removeScratch(join(folder, host, part));
      await start(host, "read-only");
      await writeSsh(folder, machines);
    };
    const lab: Lab = {
      ...{ folder, project, machines, engines, names, standIn, replace, stop },
      authority: { ...authority, file: authorityFile },
    };
    if (deployed && healthy) {
      await Promise.all(HOSTS.map((host) => untilWell(lab, host)));
      say("all containers are well");
    }
    return lab;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs `use` in a lab of its own, which ends with it. */
export async function withLab<T>(use: (lab: Lab) => Promise<T>, options: LabOptions = {}): Promise<T | Absent> {
  const lab = await startLab(options);
  if (isAbsent(lab)) return lab;
  try {
    return await use(lab);
  } finally {
    await lab.stop();
  }
}

/** The last thing that was started ends first. */
async function endAll(ends: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const end of [...ends].reverse())
    await end().catch((error) => console.error(`lab: ${error instanceof Error ? error.message : error}`));
}

async function close(server: Server | NetServer): Promise<void> {
  if ("closeAllConnections" in server) server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
