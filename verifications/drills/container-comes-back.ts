import { setTimeout as sleep } from "node:timers/promises";
import { DrillError, drillFact, type Sight, type Site } from "./drill.ts";
import type { ControlledEngine } from "./engine.ts";
import { boundOf, waitBack } from "./wait.ts";

/** Milliseconds that an engine has to notice that a process is gone; until then it calls the container healthy. */
const NOTICE = 10_000;
const UNSURE = 2_000;
const POLL = 50;

/** Kills the main process of one container, and sees it come back by itself. */
export async function containerComesBack({ step, host, engine, shell, pace, signal }: Site): Promise<Sight[]> {
  const name = step.container as string;
  const declared = host.containers.find((one) => one.name === name);
  const before = await engine.look(name, signal);
  if (before.pid === 0) throw new DrillError(`${name} has no main process, so none was killed`);
  signal.throwIfAborted();
  const started = new Date().toISOString();
  const since = performance.now();
  try {
    await shell.killProcess(before.pid, before.id);
  } catch (error) {
    // It may have been killed all the same: a connection that breaks off says nothing.
    await noticed(engine, name, before.pid, UNSURE);
    throw error;
  }
  await noticed(engine, name, before.pid, NOTICE);
  const bound = boundOf(declared, before.test, pace.margin);
  const value = await waitBack(engine, name, { since, bound, poll: pace.poll, signal, before: before.startedAt });
  return [{ key: drillFact("container-comes-back", step.host), started, finished: new Date().toISOString(), value }];
}

/** Waits whatever the signal says: who puts back has to see what was done. */
async function noticed(engine: ControlledEngine, name: string, pid: number, most: number): Promise<void> {
  const until = performance.now() + most;
  while (performance.now() < until) {
    const now = await engine.look(name).catch(() => undefined);
    if (now !== undefined && now.pid !== pid) return;
    await sleep(POLL);
  }
}
