import { parentPort, workerData } from "node:worker_threads";
import { type Job, takeBatches } from "./job.ts";
import { toMessage } from "./message.ts";

/** What the main thread hands over. */
export interface Handed {
  readonly job: Job;
  readonly counter: SharedArrayBuffer;
}

const { job, counter } = workerData as Handed;
for (const { batch, judged } of takeBatches(job, counter))
  parentPort?.postMessage(toMessage(batch, judged, job.cures, job.pack));
