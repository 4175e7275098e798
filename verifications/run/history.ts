import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { RecordError, type RecordedRun, readRecord, textOf } from "./record.ts";

/** Runs of a folder that are read at most, the newest by the name of their file. */
const MOST = 200;
/** Bytes of a record that is read. */
const LARGEST = 64 * 1024 * 1024;

export interface History {
  /** Oldest first, each once. */
  readonly runs: readonly RecordedRun[];
  /** Files that are no record, or not any more, each a sentence. */
  readonly problems: readonly string[];
}

/**
 * Reads the records of a folder, its files that end in `.jsonl`. One that cannot be read, or was changed
 * after its run, is left out and told.
 *
 * @throws Error where the folder cannot be read.
 */
export function readHistory(folder: string): History {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".jsonl"))
    .sort();
  const problems: string[] = [];
  const runs = new Map<string, RecordedRun>();
  for (const file of files.slice(-MOST)) {
    const path = join(folder, file);
    try {
      if (statSync(path).size > LARGEST) throw new RecordError(`${path} is too large to be the record of a run`);
      const run = readRecord(path, textOf(path, readFileSync(path)));
      runs.set(run.digest, run);
    } catch (error) {
      if (error instanceof RecordError) problems.push(error.message);
      else problems.push(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`);
    }
  }
  const sorted = [...runs.values()].sort((a, b) =>
    a.finished === b.finished ? (a.digest < b.digest ? -1 : 1) : a.finished < b.finished ? -1 : 1,
  );
  return { runs: sorted, problems };
}
