const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const pending: (() => void)[] = [];

/**
 * Does `work` and then `cleanup`, which is done as well when the process exits or is interrupted
 * meanwhile. Cleanups that wait are done last in, first out; they must not be asynchronous.
 */
export async function ensuring<T>(cleanup: () => void, work: () => Promise<T>): Promise<T> {
  if (pending.length === 0) listen();
  pending.push(cleanup);
  try {
    return await work();
  } finally {
    pending.splice(pending.lastIndexOf(cleanup), 1);
    if (pending.length === 0) unlisten();
    cleanup();
  }
}

function listen(): void {
  for (const signal of SIGNALS) process.on(signal, interrupted);
  process.on("exit", cleanUp);
}

function unlisten(): void {
  for (const signal of SIGNALS) process.off(signal, interrupted);
  process.off("exit", cleanUp);
}

/** Ends as the signal would have ended the process by itself, so that whoever started it is told. */
function interrupted(signal: NodeJS.Signals): void {
  cleanUp();
  unlisten();
  process.kill(process.pid, signal);
}

function cleanUp(): void {
  for (let cleanup = pending.pop(); cleanup !== undefined; cleanup = pending.pop()) cleanup();
}
