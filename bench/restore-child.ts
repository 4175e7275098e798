import { readFileSync } from "node:fs";
import type { RestoreValue } from "../verifications/facts/backup/values.ts";
import { runRestores } from "../verifications/restore/restore.ts";
import type { RestoreTask } from "../verifications/restore/task.ts";

/** Restores what the task names, and prints its seconds and the most memory that this process had, in bytes. */
const [task = "", scratch = ""] = process.argv.slice(2);
const { facts } = await runRestores([JSON.parse(task) as RestoreTask], {
  reach: {
    hosts: new Map([["here", { engine: undefined, publicAddress: undefined, vpnAddress: undefined, shell: "local" }]]),
    vantages: new Map(),
    resolvers: [],
    authority: undefined,
  },
  scratch: new Map([["here", scratch]]),
  limit: 0,
});
const observation = facts[0]?.observation;
if (observation?.status !== "seen") throw new Error(observation?.message ?? "there is no fact");
const { bytes, seconds } = observation.value as RestoreValue;
const memory = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
process.stdout.write(JSON.stringify({ bytes, seconds, memory }));
