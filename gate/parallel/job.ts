import { ranges } from "../../model/address.ts";
import { type FoundProject, readFound } from "../../model/from-compose/discover.ts";
import type { ComposeInput } from "../../model/from-compose/input.ts";
import { readCompose } from "../../model/from-compose/read-compose.ts";
import { unreadStack } from "../../model/from-compose/unread-stack.ts";
import type { Stack } from "../../model/stack.ts";
import { type AskedRules, askedRules, type JudgedStack, judgeAlone } from "../../policies/judge/judged-stack.ts";
import type { Cures } from "../../policies/judge/judgement.ts";
import type { Pack } from "../../policies/packs/pack.ts";
import type { Context } from "../../policies/rule.ts";
import { RULES } from "../../policies/rules/index.ts";

/** What reading every project takes besides its files. */
export type Around = Pick<ComposeInput, "envFiles" | "environment" | "root">;

/** Projects to read and judge, as data that can be handed to another thread. */
export interface Job {
  readonly projects: readonly FoundProject[];
  readonly around: Around;
  readonly pack: Pack;
  /** A {@link Context} without what cannot be handed over. */
  readonly context: Omit<Context, "vpn"> & { readonly vpn: readonly string[] };
  readonly cures: Cures;
}

/** Projects that a thread takes at a time. */
const BATCH = 8;

/** How many batches a job has. */
export function batchesOf({ projects }: Pick<Job, "projects">): number {
  return Math.ceil(projects.length / BATCH);
}

/** One counter for all threads that work on a job. */
export function newCounter(): SharedArrayBuffer {
  return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
}

/** Reads and judges one batch after the other, each taken by exactly one of the threads that share the counter. */
export function* takeBatches(
  job: Job,
  counter: SharedArrayBuffer,
): Iterable<{ readonly batch: number; readonly judged: readonly JudgedStack[] }> {
  const taken = new Int32Array(counter);
  const asked = askedRules(RULES, job.pack);
  const context = contextOf(job);
  for (let batch = Atomics.add(taken, 0, 1); batch < batchesOf(job); batch = Atomics.add(taken, 0, 1)) {
    const projects = job.projects.slice(batch * BATCH, (batch + 1) * BATCH);
    yield { batch, judged: projects.map((project) => judgeProject(project, job.around, asked, context)) };
  }
}

function judgeProject(project: FoundProject, around: Around, asked: AskedRules, context: Context): JudgedStack {
  return judgeAlone(readStackOf(project, around), asked, context);
}

/** Reads a project; where it cannot be opened, the stack says so. */
export function readStackOf(project: FoundProject, around: Around): Stack {
  const input = readFound(project);
  return "refused" in input ? unreadStack(input.file, input.refused) : readCompose({ ...input, ...around });
}

function contextOf({ context }: Job): Context {
  return { ...context, vpn: ranges(context.vpn) };
}
