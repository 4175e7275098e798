import { setTimeout as sleep } from "node:timers/promises";
import { engineError } from "../facts/docker/engine-error.ts";
import { DrillError, type Pace } from "./drill.ts";
import type { ControlledEngine, Looked } from "./engine.ts";
import type { Journal } from "./journal.ts";
import type { HostShell } from "./shell.ts";
import { boundOf, isWell } from "./wait.ts";

export interface PuttingBack {
  readonly engine: ControlledEngine;
  readonly shell: HostShell;
  readonly pace: Pace;
  /** A drill of another process may still have a stop under way, which an earlier start would not survive. */
  readonly settle: boolean;
}

/**
 * Makes a host again what the journal says that it was: what ran runs and is well, what did not run does not.
 *
 * @throws DrillError naming what is not as it was.
 */
export async function putBack(journal: Journal, { engine, shell, pace, settle }: PuttingBack): Promise<void> {
  if (journal.drill === "engine-restart") await engineBack(journal.host, engine, shell, pace);
  if (settle) await sleep(pace.settle);
  const problems: string[] = [];
  const each = async (names: readonly string[], work: (name: string) => Promise<string | undefined>) => {
    const told = names.map((name) =>
      work(name).catch((error: unknown) => `${name} could not be put back: ${engineError(error).message}`),
    );
    problems.push(...(await Promise.all(told)).filter((problem) => problem !== undefined));
  };
  await each(journal.well, (name) => runAgain(name, engine, pace, isWell));
  await each(journal.running, (name) => runAgain(name, engine, pace, isStarting));
  await each(journal.stopped, async (name) => {
    // One that a drill removed by stopping it (`--rm`), or somebody else did, is as stopped as can be.
    const { status } = await engine.look(name).catch(ignoreMissing);
    if (status === "running" || status === "restarting") await engine.stop(name);
    return undefined;
  });
  if (problems.length > 0) throw new DrillError(`${journal.host} is not as it was: ${problems.join("; ")}`);
}

async function engineBack(host: string, engine: ControlledEngine, shell: HostShell, pace: Pace): Promise<void> {
  const until = performance.now() + pace.engine;
  let isTold = false;
  for (;;) {
    try {
      await engine.list();
      return;
    } catch (error) {
      if (!isTold) await shell.startEngine();
      isTold = true;
      if (performance.now() > until)
        throw new DrillError(`the engine of ${host} does not answer: ${engineError(error).message}`);
      await sleep(pace.poll);
    }
  }
}

async function runAgain(
  name: string,
  engine: ControlledEngine,
  pace: Pace,
  isBack: (seen: Looked) => boolean,
): Promise<string | undefined> {
  const since = performance.now();
  for (;;) {
    const seen = await engine.look(name);
    if (isBack(seen)) return undefined;
    if (!isStarting(seen)) await engine.start(name);
    if (performance.now() - since > boundOf(undefined, seen.test, pace.margin))
      return `${name} is ${seen.status ?? "in no known state"}${seen.health === null ? "" : `, ${seen.health.status}`}`;
    await sleep(pace.poll);
  }
}

function isStarting({ status }: Looked): boolean {
  return status === "running" || status === "restarting";
}

function ignoreMissing(error: unknown): { status: string } {
  if (engineError(error).failure === "missing") return { status: "missing" };
  throw error;
}
