import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createPlainServer, type RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDeclared } from "../gate/declared.ts";
import { authority } from "../test/verifications/support/certificates.ts";
import { fakeEngine } from "../test/verifications/support/engine.ts";
import { expect } from "../verifications/expect.ts";
import type { Expectation } from "../verifications/expectation.ts";
import type { Fact } from "../verifications/fact.ts";
import { dockerSource } from "../verifications/facts/docker/source.ts";
import { hostSource } from "../verifications/facts/host/source.ts";
import { httpSource } from "../verifications/facts/http/source.ts";
import { printer } from "../verifications/print.ts";
import type { Reach } from "../verifications/reach.ts";
import { gather } from "../verifications/run/gather.ts";
import type { FactSource } from "../verifications/source.ts";
import { plan } from "../verifications/verify.ts";
import { compare, median } from "./measure.ts";

const RUNS = 5;
const GROWTH = 10;
const LOCAL = "127.0.0.1";

/** What looking at the whole estate costs on loopback: engines, routes and a shell, all answered by this process. */
export async function benchVerify(): Promise<void> {
  const print = printer();
  const { stacks } = await readDeclared(".", []);
  const once = expect(stacks, { print });
  const grown = repeated(once);
  const folder = mkdtempSync(join(tmpdir(), "rdy-bench-"));
  const { key, cert } = authority(folder).issue(["*.quietly.online", "quietly.online"]);
  const answer: RequestListener = (_, response) => response.end("ok");
  const https = createServer({ key, cert }, answer);
  const http = createPlainServer(answer);
  const engines = new Map<string, Awaited<ReturnType<typeof fakeEngine>>>();
  for (const { name, containers } of grown.hosts)
    engines.set(name, await fakeEngine(containers.map((one) => one.name)));
  const ports = { https: await listening(https), http: await listening(http) };
  const reach = (shell: string | undefined): Reach => ({
    hosts: new Map(
      [...engines].map(([name, { address }]) => [
        name,
        { engine: address, shell, publicAddress: LOCAL, vpnAddress: LOCAL },
      ]),
    ),
    vantages: new Map([["outside", { name: "outside", calls: "public", localAddress: undefined }]]),
    resolvers: [],
    authority: undefined,
  });
  const look = async (expectation: Expectation, sources: readonly FactSource[], shell?: string) => {
    const docker = dockerSource({ print, steady: 0 });
    const start = performance.now();
    const facts = await gather(plan([docker, ...sources], expectation, reach(shell)));
    const took = (performance.now() - start) / 1000;
    docker.close();
    return { took, slowest: Math.max(...facts.map(seconds)), count: facts.length };
  };
  try {
    const runs: Awaited<ReturnType<typeof look>>[] = [];
    for (let run = 0; run <= RUNS; run++) runs.push(await look(once, [hostSource(), httpSource({ ports })], "local"));
    const [, ...measured] = runs;
    const took = median(measured.map((run) => run.took));
    const ratio = median(measured.map((run) => run.took / run.slowest));
    console.log(
      `verify of ${once.hosts.flatMap(({ containers }) => containers).length} containers and all routes on loopback: ${took.toFixed(2)} s for ${measured[0]?.count} questions (goal below 1), ${ratio.toFixed(2)} times its slowest single fact (goal 1.30)`,
    );
    const growth = await compare(
      RUNS,
      async () => (await look(grown, [httpSource({ ports })])).took,
      async () => (await look(once, [httpSource({ ports })])).took,
    );
    console.log(
      `and ${GROWTH} times the estate takes ${growth.ratio.toFixed(1)} times as long (${growth.one.toFixed(2)} s, ${growth.rival.toFixed(2)} s; goal at most ${GROWTH})`,
    );
  } finally {
    for (const engine of engines.values()) engine.close();
    for (const server of [https, http]) server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function seconds({ started, finished }: Fact): number {
  return (Date.parse(finished) - Date.parse(started)) / 1000;
}

/** Every container and route some times more, under names of its own. */
function repeated({ hosts }: Expectation): Expectation {
  const times = <T>(items: readonly T[], rename: (item: T, index: number) => T) =>
    Array.from({ length: GROWTH }, (_, index) =>
      items.map((item) => (index === 0 ? item : rename(item, index))),
    ).flat();
  return {
    hosts: hosts.map((host) => ({
      ...host,
      containers: times(host.containers, (one, index) => ({ ...one, name: `${one.name}-${index}` })),
      routes: times(host.routes, (one, index) => ({ ...one, host: `n${index}.${one.host}` })),
    })),
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, LOCAL, resolve));
  return (server.address() as AddressInfo).port;
}
