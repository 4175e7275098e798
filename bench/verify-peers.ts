import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createPlainServer, type RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { authority } from "../test/verifications/support/certificates.ts";
import { fakeEngine } from "../test/verifications/support/engine.ts";

/** What answers in place of the hosts: an engine for each, and one server for all pages. */
export interface Peers {
  /** Addresses by the name of the host. */
  readonly engines: ReadonlyMap<string, string>;
  readonly ports: { readonly https: number; readonly http: number };
}

export const LOCAL = "127.0.0.1";

/** Starts the peers in a thread of their own, as hosts are no part of who asks them. */
export async function withPeers<T>(
  containers: ReadonlyMap<string, readonly string[]>,
  work: (peers: Peers) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "rdy-bench-"));
  const worker = new Worker(new URL(import.meta.url), { workerData: { folder, containers } });
  try {
    const peers = await new Promise<Peers>((resolve, reject) => {
      worker.once("message", resolve).once("error", reject);
    });
    return await work(peers);
  } finally {
    const gone = new Promise((resolve) => worker.once("exit", resolve));
    worker.postMessage("end");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function serve(folder: string, containers: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const { key, cert } = authority(folder).issue(["*.quietly.online", "quietly.online"]);
  const answer: RequestListener = (_, response) => response.end("ok");
  const engines = new Map<string, Awaited<ReturnType<typeof fakeEngine>>>();
  for (const [name, names] of containers) engines.set(name, await fakeEngine(names));
  const servers = [createServer({ key, cert }, answer), createPlainServer(answer)] as const;
  const peers: Peers = {
    engines: new Map([...engines].map(([name, { address }]) => [name, address])),
    ports: { https: await listening(servers[0]), http: await listening(servers[1]) },
  };
  parentPort?.once("message", () => {
    for (const engine of engines.values()) engine.close();
    for (const server of servers) server.close();
  });
  parentPort?.postMessage(peers);
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, LOCAL, resolve));
  return (server.address() as AddressInfo).port;
}

if (parentPort !== null) {
  const { folder, containers } = workerData as { folder: string; containers: ReadonlyMap<string, readonly string[]> };
  await serve(folder, containers);
}
