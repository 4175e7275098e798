import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { DRILLS, DrillError, type DrillName } from "./drill.ts";

/** Beside the settings. It exists while a drill changes a host, and after one that was cut off. */
export const JOURNAL_FILE = ".readiness-drill.json";

/** What a host was like before a drill touched it. */
export interface Journal {
  readonly drill: DrillName;
  readonly host: string;
  /** Names of containers that ran and were well, of those that it may touch. */
  readonly well: readonly string[];
  /** Of those that ran and were not. */
  readonly running: readonly string[];
  /** And of those that did not. */
  readonly stopped: readonly string[];
  /** ISO 8601. */
  readonly started: string;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/** Writes it to the disk before anything is changed. @throws DrillError where there is one already. */
export function openJournal(file: string, journal: Journal): void {
  let descriptor: number;
  try {
    descriptor = openSync(file, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw unfinished(file);
    throw new DrillError(
      `${file} cannot be written (${(error as NodeJS.ErrnoException).code}), so nothing was changed`,
    );
  }
  try {
    writeSync(descriptor, `${JSON.stringify(journal)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export function unfinished(file: string): DrillError {
  return new DrillError(
    `${file} says that a drill is under way or was cut off; when none is, run \`readiness verify --put-back\``,
  );
}

export function closeJournal(file: string): void {
  rmSync(file, { force: true });
}

/**
 * Undefined where there is none. One that was cut off while it was written says nothing, and nothing had been changed.
 *
 * @throws DrillError where it is something else.
 */
export function readJournal(file: string): Journal | "empty" | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new DrillError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (!text.endsWith("\n")) return "empty";
  const wrong = () => new DrillError(`${file} is no journal of a drill; nothing was put back`);
  try {
    const journal = JSON.parse(text) as Journal;
    const areNames = (names: unknown) => Array.isArray(names) && names.every((name) => NAME.test(String(name)));
    const fits =
      DRILLS.includes(journal.drill) &&
      NAME.test(journal.host) &&
      areNames(journal.well) &&
      areNames(journal.running) &&
      areNames(journal.stopped) &&
      !Number.isNaN(Date.parse(journal.started));
    if (!fits) throw wrong();
    return journal;
  } catch {
    throw wrong();
  }
}
