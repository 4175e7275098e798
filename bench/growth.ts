import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { exponent, median } from "./measure.ts";

/** Containers of one stack. */
const SIZES = [10, 100, 1000, 10_000];
const CHILD = fileURLToPath(new URL("growth-child.ts", import.meta.url));

/**
 * How time and memory grow with the number of containers, each size in a process of its own.
 * Below 1,000 what every process costs outweighs the containers, so the slope is also given for the
 * last two sizes, and memory is what the judgement adds to the heap, after collection.
 */
export async function benchGrowth(): Promise<void> {
  const points = SIZES.map((size) => {
    const runs = Array.from({ length: 3 }, () => measure(size));
    return { size, time: median(runs.map(({ time }) => time)), memory: median(runs.map(({ memory }) => memory)) };
  });
  for (const { size, time, memory } of points)
    console.log(
      `  ${String(size).padStart(6)} containers: ${((time / size) * 1e6).toFixed(0)} microseconds and ${(memory / size / 1024).toFixed(1)} KiB each`,
    );
  const ofMemory = points.map(({ size, memory }) => ({ size, time: memory }));
  console.log(
    `time grows with the ${exponent(points).toFixed(2)}th power of the number of containers (${exponent(points.slice(-2)).toFixed(2)} from 1,000 to 10,000), memory with the ${exponent(ofMemory).toFixed(2)}th (${exponent(ofMemory.slice(-2)).toFixed(2)}); 1 is linear`,
  );
}

function measure(size: number): { readonly time: number; readonly memory: number } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--expose-gc", "--max-old-space-size=4096", CHILD, String(size)],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`judging ${size} containers ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}
