import { readDeclared } from "../gate/declared.ts";
import { NO_WAIVERS } from "../policies/settings/waivers.ts";
import { text } from "../reports/verification/text.ts";
import { CRITERIA } from "../verifications/check.ts";
import { CHECKS } from "../verifications/checks/index.ts";
import { proxiesOf } from "../verifications/edge/traefik.ts";
import { expect } from "../verifications/expect.ts";
import type { Expectation } from "../verifications/expectation.ts";
import type { Fact } from "../verifications/fact.ts";
import { dockerSource } from "../verifications/facts/docker/source.ts";
import { hostSource } from "../verifications/facts/host/source.ts";
import { httpSource } from "../verifications/facts/http/source.ts";
import { tlsSource } from "../verifications/facts/tls/source.ts";
import { traefikSource } from "../verifications/facts/traefik/source.ts";
import { NO_ATTESTATIONS } from "../verifications/judgement/attestations.ts";
import { judgeRun } from "../verifications/judgement/judge.ts";
import { printer } from "../verifications/print.ts";
import type { Reach } from "../verifications/reach.ts";
import { readRecord, writeRecord } from "../verifications/run/record.ts";
import { plan, verify } from "../verifications/verify.ts";
import { compare, median } from "./measure.ts";
import { LOCAL, type Peers, withPeers } from "./verify-peers.ts";

const RUNS = 5;
const GROWTH = 10;

/**
 * What it costs to look at the whole estate on loopback and to judge it: engines and pages that answer at once, and a
 * shell that runs the script on this machine. What the declaration costs is measured by the gate.
 */
export async function benchVerify(): Promise<void> {
  const print = printer();
  const { stacks } = await readDeclared(".", []);
  const once = expect(stacks, { print });
  const grown = repeated(once);
  const names = new Map(grown.hosts.map(({ name, containers }) => [name, containers.map((one) => one.name)]));
  await withPeers(names, async (peers) => {
    const run = (expectation: Expectation, shell?: string) => look(expectation, peers, shell, print);
    const runs: Look[] = [];
    for (let turn = 0; turn <= RUNS; turn++) runs.push(await run(once, "local"));
    const [, ...measured] = runs;
    const figure = (of: (one: Look) => number) => median(measured.map(of)).toFixed(2);
    console.log(
      `verify of ${once.hosts.flatMap(({ containers }) => containers).length} containers and all routes on loopback: ${figure(({ looked, judged }) => looked + judged)} s in all (goal below 1), of which ${figure(({ looked }) => looked)} s for ${measured[0]?.count} questions and ${figure(({ judged }) => judged)} s to judge and report; its slowest single fact took ${figure(({ slowest }) => slowest)} s, and all of them ${figure(({ looked, slowest }) => looked / slowest)} times as long (goal 1.30)`,
    );
    const processor: Record<"once" | "grown", number[]> = { once: [], grown: [] };
    const timed = async (which: keyof typeof processor) => {
      const one = await run(which === "once" ? once : grown);
      processor[which].push(one.processor);
      return one.looked;
    };
    const growth = await compare(
      RUNS,
      () => timed("grown"),
      () => timed("once"),
    );
    const [much, little] = [median(processor.grown), median(processor.once)];
    console.log(
      `and ${GROWTH} times the estate takes ${growth.ratio.toFixed(1)} times as long (${growth.one.toFixed(2)} s, ${growth.rival.toFixed(2)} s; goal at most ${GROWTH}), and ${(much / little).toFixed(1)} times the time of the processor (${much.toFixed(2)} s, ${little.toFixed(2)} s)`,
    );
  });
}

/** All in seconds. */
interface Look {
  readonly looked: number;
  readonly judged: number;
  readonly slowest: number;
  /** Time of the processor in this thread, which other programs on the machine do not lengthen. */
  readonly processor: number;
  readonly count: number;
}

async function look(
  expectation: Expectation,
  { engines, ports }: Peers,
  shell: string | undefined,
  print: ReturnType<typeof printer>,
): Promise<Look> {
  const reach: Reach = {
    hosts: new Map(
      [...engines].map(([name, engine]) => [name, { engine, shell, publicAddress: LOCAL, vpnAddress: LOCAL }]),
    ),
    vantages: new Map([["outside", { name: "outside", calls: "public", localAddress: undefined }]]),
    resolvers: [],
    authority: undefined,
  };
  const before = process.threadCpuUsage();
  const start = performance.now();
  const docker = dockerSource({ print, steady: 0 });
  const sources = [
    docker,
    hostSource(),
    httpSource({ ports }),
    tlsSource({ ports: new Map([[443, ports.https]]) }),
    traefikSource({ port: ports.https, login: () => undefined }),
  ];
  const run = await verify({
    expectation,
    reach,
    questions: plan(sources, expectation, reach),
    judging: { criteria: CRITERIA, waivers: NO_WAIVERS, attestations: NO_ATTESTATIONS },
    tool: "bench",
  });
  docker.close();
  const seen = performance.now();
  text(judgeRun(readRecord("the record of this run", writeRecord(run)), CHECKS, "bench"));
  const done = performance.now();
  const { user, system } = process.threadCpuUsage(before);
  return {
    looked: (seen - start) / 1000,
    judged: (done - seen) / 1000,
    processor: (user + system) / 1e6,
    slowest: Math.max(...run.facts.map(seconds)),
    count: run.facts.length,
  };
}

function seconds({ started, finished }: Fact): number {
  return (Date.parse(finished) - Date.parse(started)) / 1000;
}

/** Every container and route some times more, under names of its own; a proxy has its host's ports, so there is one still. */
function repeated({ hosts }: Expectation): Expectation {
  const times = <T>(items: readonly T[], rename: (item: T, index: number) => T) =>
    Array.from({ length: GROWTH }, (_, index) =>
      items.map((item) => (index === 0 ? item : rename(item, index))),
    ).flat();
  return {
    hosts: hosts.map((host) => ({
      ...host,
      containers: [
        ...host.containers.filter(({ name }) => proxiesOf(host).includes(name)),
        ...times(
          host.containers.filter(({ name }) => !proxiesOf(host).includes(name)),
          (one, index) => ({ ...one, name: `${one.name}-${index}` }),
        ),
      ],
      routes: times(host.routes, (one, index) => ({ ...one, host: `n${index}.${one.host}` })),
    })),
  };
}
