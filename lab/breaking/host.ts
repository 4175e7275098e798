import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { HostName } from "../../stacks/settings.ts";
import type { Machine } from "../host/machine.ts";
import type { Lab } from "../lab.ts";
import type { Mend } from "./containers.ts";

/** @throws Error where the lab has no such host. */
export function machineOf(lab: Lab, host: HostName): Machine {
  const machine = lab.machines.get(host);
  if (machine === undefined) throw new Error(`lab: has no host ${host}`);
  return machine;
}

/** Runs a command on a host and returns what it prints. */
export async function onHost(lab: Lab, host: HostName, ...words: readonly string[]): Promise<string> {
  const [program = "", ...rest] = machineOf(lab, host).inside;
  return (await promisify(execFile)(program, [...rest, ...words])).stdout;
}

/** Puts another text into a file of a host; the mending puts the old one back, or takes the file away. */
export async function replaceFile(
  lab: Lab,
  host: HostName,
  path: string,
  change: (text: string) => string | Promise<string>,
): Promise<Mend> {
  const { root } = machineOf(lab, host);
  const file = path.startsWith("/lab/") ? join(root, "..", path) : join(root, path);
  const before = await readFile(file, "utf8").catch(() => undefined);
  await writeFile(file, await change(before ?? ""));
  return async () => {
    if (before === undefined) await rm(file);
    else await writeFile(file, before);
  };
}

/** Starts something that listens on a host, outside every container. */
export async function listenOn(lab: Lab, host: HostName, address: string): Promise<Mend> {
  machineOf(lab, host).start("/lab/bin/stand-in", "native", address);
  return async () => {
    await onHost(lab, host, "pkill", "-f", `stand-in native ${address.replaceAll(".", "\\.")}`);
  };
}

/** Lets calls to the engine of a host go unanswered, as those to one that hangs, or to a host that is gone. */
export async function silenceEngine(lab: Lab, host: HostName): Promise<Mend> {
  const socket = (lab.engines.get(host) ?? "").replace(/^unix:\/\//, "");
  const away = `${socket}.away`;
  await rename(socket, away);
  const open = new Set<Socket>();
  const silent = createServer((connection) => {
    open.add(connection.on("error", () => {}));
  });
  await once(silent.listen(socket), "listening");
  return async () => {
    for (const connection of open) connection.destroy();
    await new Promise((resolve) => silent.close(resolve));
    await rm(socket, { force: true });
    await rename(away, socket);
  };
}
