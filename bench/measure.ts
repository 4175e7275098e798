import { spawnSync } from "node:child_process";

/** Seconds of one process from start to end. */
export function seconds(command: readonly string[], cwd: string, accept: readonly number[] = [0]): number {
  const [file = "", ...args] = command;
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(file, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  if (status === null || !accept.includes(status))
    throw new Error(`${command.join(" ")} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** The middle value; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/**
 * Measures two things in turn, so that a machine that slows down slows both, and returns the median
 * of the ratios of neighbours.
 */
export async function compare(
  runs: number,
  one: () => number | Promise<number>,
  rival: () => number | Promise<number>,
): Promise<{ readonly ratio: number; readonly one: number; readonly rival: number }> {
  const pairs: [number, number][] = [];
  await one();
  await rival();
  for (let run = 0; run < runs; run++) pairs.push([await one(), await rival()]);
  return {
    ratio: median(pairs.map(([a, b]) => a / b)),
    one: median(pairs.map(([a]) => a)),
    rival: median(pairs.map(([, b]) => b)),
  };
}

/** The exponent with which time grows: 1 is linear. Slope of the line through the logarithms. */
export function exponent(points: readonly { readonly size: number; readonly time: number }[]): number {
  const xs = points.map(({ size }) => Math.log(size));
  const ys = points.map(({ time }) => Math.log(time));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const covariance = xs.reduce((sum, x, index) => sum + (x - mx) * ((ys[index] as number) - my), 0);
  return covariance / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
}
