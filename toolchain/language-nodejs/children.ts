import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

/** How long a program may go on after it was interrupted, in milliseconds. */
const GRACE = 5000;

const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** Starts the Node binary that runs this plugin, whatever other `node` is on PATH, and remembers the child. */
export function startNode(args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(process.execPath, args, options);
  children.add(child);
  child.once("close", () => children.delete(child));
  return child;
}

/** Asks the child to stop, and stops it if it does not. */
export function interrupt(child: ChildProcess): void {
  child.kill("SIGINT");
  setTimeout(() => child.kill("SIGKILL"), GRACE).unref();
}

/** Asks every child to stop: the engine was cancelled. */
export function interruptChildren(): void {
  for (const child of children) interrupt(child);
}

/** Finds a module as the program or pack in `directory` would: in its own node_modules or in those above it. */
export function locateModule(module: string, directory: string): string {
  return createRequire(join(directory, "noop.js")).resolve(module);
}
