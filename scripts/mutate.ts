/**
 * `node scripts/mutate.ts [rule ...]`: changes each rule in many small ways, one at a time, judges the
 * rule's own examples by what came out, and tells which changes none of them notices.
 * For developers; no part of the tests, because a survivor may be a change that changes nothing.
 */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { ruleFiles } from "./generate-rules.ts";
import type { Told, Work } from "./mutation-worker.ts";

/** Milliseconds without a word after which a mutant counts as one that never ends, which anybody notices. */
const LONGEST_SILENCE = 10_000;
const MEGABYTES = 1024;

/** What became of the mutants of one rule. */
async function mutate(file: string): Promise<readonly Told[]> {
  const told: Told[] = [];
  while (!(await work({ file, from: told.length }, told))) told.push({ line: 0, change: "never ends", noticed: true });
  return told;
}

/** True where the worker came to its end. */
function work(workerData: Work, told: Told[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("mutation-worker.ts", import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
    });
    let hangs = false;
    const hang = () => {
      hangs = true;
      void worker.terminate();
    };
    let watch = setTimeout(hang, LONGEST_SILENCE);
    worker.on("message", (one: Told) => {
      told.push(one);
      clearTimeout(watch);
      watch = setTimeout(hang, LONGEST_SILENCE);
    });
    worker.on("error", (error: Error & { code?: string }) => {
      hangs = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      if (!hangs) reject(error);
    });
    worker.on("exit", () => {
      clearTimeout(watch);
      resolve(!hangs);
    });
  });
}

const chosen = process.argv.slice(2);
let noticed = 0;
let survived = 0;
for (const file of ruleFiles(fileURLToPath(new URL("../policies/rules/", import.meta.url)))) {
  const id = file.replace(/^.*\//, "").replace(/\.ts$/, "");
  if (chosen.length > 0 && !chosen.includes(id)) continue;
  for (const one of await mutate(file))
    if (one.noticed) noticed++;
    else {
      survived++;
      console.log(`policies/rules/${file}:${one.line} ${one.change}`);
    }
}
const rate = ((100 * noticed) / (noticed + survived)).toFixed(1);
console.log(`${noticed + survived} mutants, ${noticed} noticed (${rate} %), ${survived} survived`);
