import { setTimeout as sleep } from "node:timers/promises";
import { proxiesOf } from "../../edge/traefik.ts";
import type { ExpectedHost } from "../../expectation.ts";
import type { Json } from "../../fact.ts";
import type { Print } from "../../print.ts";
import { type FactSource, type Observed, type Question, Unseen } from "../../source.ts";
import type { DockerEnvironment } from "./address.ts";
import { Engine } from "./engine.ts";
import { engineError } from "./engine-error.ts";
import { readContainer, readEngine, readList, readNetworks, readSample, readUsage, readVolumes } from "./read.ts";
import { LOG_LINES, LOG_SECONDS, readRenewals } from "./renewals.ts";
import { readStore } from "./store.ts";
import type { Sample, SteadyValue } from "./values.ts";

export interface DockerOptions {
  /** Of the run, as in its expectation. */
  readonly print: Print;
  /** Milliseconds that one answer may take. */
  readonly deadline?: number;
  /** Seconds between the two looks at every container; 0 looks only once, and then nobody can say what is steady. */
  readonly steady?: number;
  readonly env?: DockerEnvironment;
  /** The ssh to run. */
  readonly ssh?: string;
}

/** A source that holds connections. */
export interface ClosableSource extends FactSource {
  close(): void;
}

const DEADLINE = 10_000;
/** A minute shows a container that dies and comes back: the engine waits at most that long between two tries. */
export const STEADY = 60;
/** Looks at the same time. */
const AT_ONCE = 8;

/** What the engine of each host says of what runs there. Only reads. */
export function dockerSource(options: DockerOptions): ClosableSource {
  const engines: Engine[] = [];
  return {
    id: "docker",
    title: "the Docker engine of each host",
    plan(expectation, reach) {
      return expectation.hosts.flatMap((host) => {
        const there = reach.hosts.get(host.name);
        if (there === undefined) return [];
        const engine = new Engine(host.name, there.engine, options.env ?? {}, options.ssh);
        engines.push(engine);
        return questionsOf(host, engine, options);
      });
    },
    close: () => {
      for (const engine of engines) engine.close();
    },
  };
}

function questionsOf(host: ExpectedHost, engine: Engine, options: DockerOptions): Question[] {
  const { print, deadline = DEADLINE, steady = STEADY } = options;
  const question = (
    source: string,
    subject: string,
    read: (signal: AbortSignal) => Promise<object>,
    within = deadline,
  ): Question => ({
    key: { source: `docker.${source}`, host: host.name, subject, vantage: "engine" },
    deadline: within,
    ask: async (signal) => observed(host.name, () => read(signal)),
  });
  const names = host.containers.map(({ name }) => name);
  // The wait comes first, so that everything else happens meanwhile.
  return [
    steady > 0
      ? question("steady", "-", (signal) => steadyOf(engine, names, steady, signal), steady * 1000 + 2 * deadline)
      : question("steady", "-", async () => {
          throw new Unseen("not-asked", `the engine of ${host.name}: this run looks at each container only once`);
        }),
    question("engine", "-", async (signal) => readEngine(await engine.shared("/info", signal))),
    question("containers", "-", async (signal) => readList(await engine.get("/containers/json?all=true", signal))),
    question("networks", "-", async (signal) => readNetworks(await engine.get("/networks", signal))),
    question("volumes", "-", async (signal) => readVolumes(await engine.get("/volumes", signal))),
    ...names.map((name) =>
      question("container", name, async (signal) => {
        const body = await engine.get(`/containers/${encodeURIComponent(name)}/json`, signal);
        return readContainer(body, await imageOf(body, engine, signal), print);
      }),
    ),
    ...host.containers.flatMap(({ name, stores = [] }) =>
      stores.map((path) => question("store", `${name}:${path}`, (signal) => readStore(engine, name, path, signal))),
    ),
    ...proxiesOf(host).map((name) =>
      question("renewals", name, async (signal) =>
        readRenewals(
          await engine.text(
            `/containers/${encodeURIComponent(name)}/logs?stdout=true&stderr=true&timestamps=true&tail=${LOG_LINES}&since=${Math.floor(Date.now() / 1000) - LOG_SECONDS}`,
            signal,
          ),
        ),
      ),
    ),
    ...names.map((name) =>
      question("usage", name, async (signal) =>
        readUsage(await engine.get(`/containers/${encodeURIComponent(name)}/stats?stream=false&one-shot=true`, signal)),
      ),
    ),
  ];
}

/** The value stands for the answer: the answer itself holds the variables of the container, among them its secrets. */
async function observed(host: string, read: () => Promise<object>): Promise<Observed> {
  try {
    const value = (await read()) as Json;
    return { value, raw: JSON.stringify(value) };
  } catch (error) {
    if (error instanceof Unseen) throw error;
    const { failure, message } = engineError(error);
    throw new Unseen(failure, `the engine of ${host}: ${message}`);
  }
}

/** An image that cannot be inspected leaves its names unknown, and the rest of the container as it is. */
async function imageOf(body: unknown, engine: Engine, signal: AbortSignal): Promise<unknown> {
  const id = (body as { Image?: unknown } | null)?.Image;
  if (typeof id !== "string" || !/^sha256:[0-9a-f]{64}$/.test(id)) return undefined;
  return await engine.shared(`/images/${id}/json`, signal).catch(() => undefined);
}

async function steadyOf(
  engine: Engine,
  names: readonly string[],
  seconds: number,
  signal: AbortSignal,
): Promise<SteadyValue> {
  const first = await samplesOf(engine, names, signal);
  const between = performance.now();
  await sleep(seconds * 1000, undefined, { signal }).catch(() => {
    throw new Unseen("aborted", "the second look at the containers never came");
  });
  const waited = (performance.now() - between) / 1000;
  const second = await samplesOf(engine, names, signal);
  const both = [...first.keys()].filter((name) => second.has(name));
  return {
    seconds: Math.round(waited * 10) / 10,
    containers: Object.fromEntries(
      both.map((name) => [name, { first: first.get(name) ?? null, second: second.get(name) ?? null }]),
    ),
  };
}

/** Null for those that do not exist; those of which nothing can be said are left out. */
async function samplesOf(engine: Engine, names: readonly string[], signal: AbortSignal) {
  const samples = new Map<string, Sample | null>();
  const next = names[Symbol.iterator]();
  const work = async () => {
    for (const name of next)
      try {
        samples.set(name, readSample(await engine.get(`/containers/${encodeURIComponent(name)}/json`, signal)));
      } catch (error) {
        if (error instanceof Unseen && error.failure === "missing") samples.set(name, null);
        else if (error instanceof Unseen && error.failure !== "protocol") throw error;
      }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return samples;
}
