import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { JudgedStack } from "../../policies/judge/judged-stack.ts";
import { batchesOf, type Job, newCounter, takeBatches } from "./job.ts";
import { fromMessage, type Message } from "./message.ts";
import type { Handed } from "./worker.ts";

/** With fewer projects, another thread would still be starting when all are judged. */
const FEW = 32;
const MOST_THREADS = 8;

/** How many threads judge that many projects best, this one among them. */
export function threadsFor(projects: number): number {
  return projects <= FEW ? 1 : Math.min(availableParallelism(), MOST_THREADS, Math.ceil(projects / FEW));
}

/**
 * Reads and judges the projects of a job in several threads, this one among them.
 *
 * @param takesPart false leaves everything to the others; then there must be some.
 * @returns one judged stack for each project, in their order, whichever thread judged it.
 * @throws Error where a thread ends before its work is done: nothing of the rest is told then.
 */
export async function judgeProjects(job: Job, threads: number, takesPart = true): Promise<JudgedStack[]> {
  const counter = newCounter();
  const batches: (readonly JudgedStack[] | undefined)[] = new Array(batchesOf(job));
  const workers = Array.from({ length: threads - 1 }, () => start({ job, counter }));
  const ends = Promise.all(
    workers.map((worker) =>
      ended(worker, (message) => {
        batches[message.batch] = fromMessage(message);
      }),
    ),
  );
  // Where this thread fails first, what becomes of the others is of no interest.
  ends.catch(() => {});
  try {
    if (takesPart) for (const { batch, judged } of takeBatches(job, counter)) batches[batch] = judged;
    await ends;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  const judged = batches.flatMap((batch) => batch ?? []);
  if (judged.length !== job.projects.length)
    throw new Error(`a thread ended early, and only ${judged.length} of ${job.projects.length} projects were judged`);
  return judged;
}

function start(handed: Handed): Worker {
  // Beside the sources in a checkout, beside `dist` in the published package.
  const file = ["../../bin/worker.mjs", "../../../bin/worker.mjs"]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error("the thread bin/worker.mjs is not part of this installation");
  return new Worker(file, { workerData: handed });
}

function ended(worker: Worker, take: (message: Message) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const broke = (how: string) =>
      reject(new Error(`a thread that judges ${how}, so not all projects were judged; judge fewer files at a time`));
    worker
      .on("message", take)
      .once("messageerror", () => broke("sent what cannot be read"))
      .once("error", (error) => broke(`broke (${error.message})`))
      .once("exit", (code) => {
        if (code === 0) resolve();
        else broke(`ended with ${code}`);
      });
  });
}
