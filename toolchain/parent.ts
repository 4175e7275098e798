/** How often a plugin looks whether the engine that started it still lives, in milliseconds. */
const LOOK = 1000;

/** Ends this process when the one that started it is gone: an engine that was killed leaves no plugins behind. */
export function exitWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, LOOK).unref();
}
