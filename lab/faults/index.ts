import { readdirSync } from "node:fs";
import type { Fault } from "./fault.ts";

const OTHERS = new Set(["fault.ts", "index.ts"]);

/** Names of all faults, sorted: each is a file in this folder. */
export const FAULTS: readonly string[] = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && !OTHERS.has(file))
  .map((file) => file.slice(0, -3))
  .sort();

/** @throws RangeError where there is none of that name. */
export async function findFault(name: string): Promise<Fault> {
  if (!FAULTS.includes(name)) throw new RangeError(`lab: there is no fault ${name}. There are ${FAULTS.join(", ")}.`);
  return ((await import(`./${name}.ts`)) as { default: Fault }).default;
}
