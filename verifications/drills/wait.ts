import { setTimeout as sleep } from "node:timers/promises";
import type { ExpectedContainer } from "../expectation.ts";
import { EngineError } from "../facts/docker/engine-error.ts";
import type { TestValue } from "../facts/docker/values.ts";
import type { ControlledEngine, Looked } from "./engine.ts";
import type { Return } from "./values.ts";

export interface Waiting {
  /** Since when, of `performance.now()`. */
  readonly since: number;
  /** Milliseconds. */
  readonly bound: number;
  readonly poll: number;
  readonly signal: AbortSignal;
  /** When it started before the change: the run of then does not count. Undefined where it may have gone on. */
  readonly before?: string | null;
}

/** Milliseconds after which a container that was started has to be well: its start period, and all tries of its test. */
export function boundOf(declared: ExpectedContainer | undefined, inForce: TestValue | null, margin: number): number {
  const test = declared?.test ?? inForce;
  return margin + (test == null ? 0 : test.startPeriod + test.interval * test.retries);
}

/** True where it runs and its test passes; one without a test only has to run. */
export function isWell({ status, health }: Pick<Looked, "status" | "health">, needsTest = false): boolean {
  return status === "running" && (health === null ? !needsTest : health.status === "healthy");
}

/** Waits until a container is back. An engine that does not answer meanwhile is asked again. */
export async function waitBack(engine: ControlledEngine, name: string, waiting: Waiting): Promise<Return> {
  const { since, bound, poll, signal, before } = waiting;
  let last: Looked | undefined;
  let lost: EngineError | undefined;
  for (;;) {
    signal.throwIfAborted();
    try {
      last = await engine.look(name, signal);
      lost = undefined;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof EngineError)) throw error;
      lost = error;
    }
    const took = performance.now() - since;
    const isNew = before === undefined || last?.startedAt !== before;
    const isBack = lost === undefined && last !== undefined && isNew && isWell(last);
    if (isBack || took > bound) {
      // An engine that nobody reaches says nothing of its containers.
      if (lost !== undefined && lost.failure !== "missing") throw lost;
      return {
        container: name,
        seconds: isBack && took <= bound ? Math.round(took / 100) / 10 : null,
        bound: Math.ceil(bound / 1000),
        status: lost === undefined ? (last?.status ?? null) : null,
        health: lost === undefined ? (last?.health?.status ?? null) : null,
      };
    }
    await sleep(poll, undefined, { signal });
  }
}
