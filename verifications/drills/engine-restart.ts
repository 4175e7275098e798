import { setTimeout as sleep } from "node:timers/promises";
import { engineError } from "../facts/docker/engine-error.ts";
import { drillFact, type Sight, type Site } from "./drill.ts";
import type { EngineRestart } from "./values.ts";
import { boundOf, waitBack } from "./wait.ts";

/** Restarts the engine of a host, and sees every declared container come back by itself. */
export async function engineRestart(site: Site): Promise<Sight[]> {
  const { step, host, engine, shell, pace, signal } = site;
  const services = host.containers.filter(({ runsOnce, stopped }) => !runsOnce && !stopped);
  const before = await Promise.all(services.map(({ name }) => engine.look(name, signal)));
  signal.throwIfAborted();
  const started = new Date().toISOString();
  const since = performance.now();
  await shell.restartEngine();
  const seconds = await answering(site, since);
  const containers =
    seconds === null
      ? []
      : await Promise.all(
          services.map((declared, index) =>
            waitBack(engine, declared.name, {
              since,
              bound: seconds * 1000 + boundOf(declared, before[index]?.test ?? null, pace.margin),
              poll: pace.poll,
              signal,
            }),
          ),
        );
  const value: EngineRestart = { seconds, bound: Math.ceil(pace.engine / 1000), containers };
  return [{ key: drillFact("engine-restart", step.host), started, finished: new Date().toISOString(), value }];
}

async function answering({ engine, pace, signal }: Site, since: number): Promise<number | null> {
  for (;;) {
    try {
      await engine.list(signal);
      return Math.round((performance.now() - since) / 100) / 10;
    } catch (error) {
      signal.throwIfAborted();
      engineError(error);
    }
    if (performance.now() - since > pace.engine) return null;
    await sleep(pace.poll, undefined, { signal });
  }
}
