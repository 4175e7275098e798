import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isAbsent } from "../../../toolchain/absent.ts";
import { askDocker } from "../../../toolchain/docker-api.ts";
import { type Dockerd, startDockerd } from "../../../toolchain/dockerd.ts";
import { importStandInImage } from "../../../toolchain/stand-in-image.ts";

export const PORTAL_IMAGE = "authelia/authelia:4.39";

/** A real engine that can be restarted. */
export interface Restartable {
  /** `unix:///…` */
  readonly address: string;
  create(name: string, restart: string, image?: string): Promise<void>;
  ask: Dockerd["ask"];
  /** What `systemctl restart docker` does, to this engine. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** @returns a sentence where this machine cannot run one. */
export async function restartable(): Promise<Restartable | string> {
  // Two that start at the same time get in each other's way over the firewall.
  let dockerd = await startDockerd();
  for (let tries = 0; isAbsent(dockerd) && /does not come up/.test(dockerd.absent) && tries < 2; tries++) {
    await sleep(2_000);
    dockerd = await startDockerd();
  }
  if (isAbsent(dockerd)) return dockerd.absent;
  const image = await importStandInImage(dockerd, ["web:1", PORTAL_IMAGE]);
  if (image !== undefined) {
    await dockerd.stop();
    return image.absent;
  }
  const [program = "", ...words] = readFileSync(`/proc/${dockerd.pid}/cmdline`, "utf8").split("\0").slice(0, -1);
  const ask: Dockerd["ask"] = (request) => askDocker(dockerd.socket, request);
  let pid = dockerd.pid;
  const end = async () => {
    process.kill(pid, "SIGTERM");
    while (isAlive(pid)) await sleep(50);
  };
  return {
    address: dockerd.host,
    ask,
    async create(name, restart, image = "web:1") {
      const Healthcheck = { Test: ["CMD", "wget", "-q", "-O", "-", "http://127.0.0.1/"], Interval: 5e8, Retries: 4 };
      const body = { Image: image, Healthcheck, HostConfig: { NetworkMode: "none", RestartPolicy: { Name: restart } } };
      await ask({ method: "POST", path: `/containers/create?name=${name}`, body });
      await ask({ method: "POST", path: `/containers/${name}/start` });
    },
    async restart() {
      await end();
      const daemon = spawn(program, words, { stdio: "ignore" });
      pid = daemon.pid as number;
      while ((await ask({ path: "/_ping", deadline: 1000 }).catch(() => undefined)) !== "OK") {
        if (daemon.exitCode !== null) throw new Error(`dockerd ended with ${daemon.exitCode}`);
        await sleep(50);
      }
    },
    async stop() {
      const all = (await ask({ path: "/containers/json?all=true" })) as { Id: string }[];
      for (const { Id } of all) await ask({ method: "DELETE", path: `/containers/${Id}?force=true` });
      if (pid !== dockerd.pid) await end();
      await dockerd.stop();
    },
  };
}

/** A process that has ended and that nobody has asked about is gone, too. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
