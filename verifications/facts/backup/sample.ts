import type { Reply } from "../host/shell.ts";
import { wellDone } from "./script.ts";
import type { ArchiveValue } from "./values.ts";

const NEWEST = 4;
const MOST = 10;

/**
 * The archives that are looked into: the newest, and the two newest that were made of the same folders, so that each can
 * be compared with the one before it. Looking into one takes a moment, so it is not done for all.
 */
export function sampleOf<One extends Pick<ArchiveValue, "id" | "paths">>(archives: readonly One[]): One[] {
  const seen = new Map<string, number>();
  return archives
    .filter(({ paths }, index) => {
      const made = JSON.stringify(paths);
      const before = seen.get(made) ?? 0;
      seen.set(made, before + 1);
      return index < NEWEST || before < 2;
    })
    .slice(0, MOST);
}

export type Sum = Pick<ArchiveValue, "bytes" | "files">;

/** Reads lines `sum ID BYTES FILES`. Anything else says nothing. @throws Unseen */
export function sizesOf(reply: Reply, tool: string): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const line of wellDone(reply, "sums", tool)) {
    const [, id, bytes, files] = /^sum ([0-9a-f]{1,64}) (\d{1,16}) (\d{1,16})$/.exec(line) ?? [];
    if (id !== undefined) sums.set(id, { bytes: Number(bytes), files: Number(files) });
  }
  return sums;
}
