import type { ExecutionContext } from "ava";
import { type Absent, isAbsent } from "../../../toolchain/absent.ts";
import { type Dockerd, startDockerd } from "../../../toolchain/dockerd.ts";
import { type Engine, findEngine } from "../../../toolchain/engine.ts";

let engine: Promise<Engine | Absent> | undefined;

/**
 * The engine, or undefined where there is none. Then the test has said in one line why it was skipped, or it has
 * failed where the engine is promised (CI, or READINESS_REQUIRE_ENGINE); either way it just returns.
 */
export async function needEngine(t: ExecutionContext): Promise<Engine | undefined> {
  engine ??= findEngine();
  return present(t, await engine);
}

/** A fresh Docker daemon that stops with the test, or undefined as above. */
export async function needDockerd(t: ExecutionContext): Promise<Dockerd | undefined> {
  const dockerd = present(t, await startDockerd());
  if (dockerd !== undefined) t.teardown(() => dockerd.stop());
  return dockerd;
}

/** Reports what is missing, the way that needEngine describes. */
export function present<Thing extends object>(t: ExecutionContext, thing: Thing | Absent): Thing | undefined {
  if (!isAbsent(thing)) return thing;
  if (process.env.CI || process.env.READINESS_REQUIRE_ENGINE) t.fail(`required here and missing: ${thing.absent}`);
  else {
    t.log(`skipped: ${thing.absent}`);
    t.pass();
  }
  return undefined;
}
