import type { Reply } from "../host/shell.ts";
import { wellDone } from "./script.ts";
import type { ArchiveValue } from "./values.ts";

const NEWEST = 4;

/**
 * The archives that are looked into, `most` of them: the newest one of the same folders each, then the one before it,
 * so that the two can be compared, and the newest of all. Looking into one takes a moment, so it is not done for all, and
 * those that come first are looked into also where the time runs out.
 *
 * @param archives newest first.
 */
export function sampleOf<One extends Pick<ArchiveValue, "id" | "paths">>(
  archives: readonly One[],
  most: number,
): One[] {
  const seen = new Map<string, number>();
  const ranked = archives.map((archive, index) => {
    const made = JSON.stringify(archive.paths);
    const before = seen.get(made) ?? 0;
    seen.set(made, before + 1);
    return { archive, rank: before < 2 ? before : index < NEWEST ? 2 : undefined };
  });
  return [0, 1, 2].flatMap((rank) => ranked.flatMap((one) => (one.rank === rank ? one.archive : []))).slice(0, most);
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
