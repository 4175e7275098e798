import { runRestores } from "../../../verifications/restore/restore.ts";
import type { RestoreTask } from "../../../verifications/restore/task.ts";

/** Restores as the command does, in a process that a test can end: `child.ts TASK SCRATCH`, the task as JSON. */
const [task = "", scratch = ""] = process.argv.slice(2);
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());
const { facts } = await runRestores([JSON.parse(task) as RestoreTask], {
  reach: {
    hosts: new Map([["here", { engine: undefined, publicAddress: undefined, vpnAddress: undefined, shell: "local" }]]),
    vantages: new Map(),
    resolvers: [],
    authority: undefined,
  },
  signal: stopping.signal,
  scratch: new Map([["here", scratch]]),
});
process.stdout.write(JSON.stringify(facts[0]?.observation));
