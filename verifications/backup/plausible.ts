import type { DataValue } from "../facts/backup/values.ts";
import type { Archive } from "./archives.ts";
import { size } from "./words.ts";

/** What is wrong with the size of an archive. */
export interface Implausible {
  readonly cause: "empty" | "smaller-than-source" | "shrunk";
  readonly message: string;
}

/** Bytes: a compressed tar of one file of one byte is larger. */
const NOTHING = 128;
/** Share of the live data that an archive holds at least: data changes between the two looks, and not by half. */
const OF_SOURCE = 0.5;
/** The same for what is stored compressed. */
const COMPRESSED = 0.005;
/** Share of the archives before it. A dump that was cut in its middle is for the drill to find. */
const OF_HISTORY = 1 / 3;

/**
 * What is wrong with the size of an archive, the first thing that is; undefined where nothing is. Less in it never makes
 * it more plausible.
 *
 * @param before archives of the same things that were made before.
 * @param live the live data that it holds as files; undefined where that was not counted.
 */
export function implausible(
  archive: Archive,
  before: readonly Archive[],
  live: Pick<DataValue, "bytes" | "files"> | undefined,
): Implausible | undefined {
  const { bytes, files, stored } = archive;
  const hasNothing = live !== undefined && live.files === 0;
  if (!hasNothing) {
    if (files === 0) return { cause: "empty", message: "holds no file" };
    if (bytes === 0 && live?.bytes !== 0) return { cause: "empty", message: "holds no byte" };
    if (stored !== null && stored < NOTHING)
      return { cause: "empty", message: `is ${size(stored)} long, in which there is room for nothing` };
  }
  if (live !== undefined) {
    if (bytes !== null && bytes < live.bytes * OF_SOURCE)
      return {
        cause: "smaller-than-source",
        message: `holds ${size(bytes)}, and the live data is ${size(live.bytes)}`,
      };
    if (bytes === null && stored !== null && stored < live.bytes * COMPRESSED)
      return {
        cause: "smaller-than-source",
        message: `is ${size(stored)} long, and the live data is ${size(live.bytes)}`,
      };
    if (files !== null && files < live.files * OF_SOURCE)
      return { cause: "smaller-than-source", message: `holds ${files} files, and the live data has ${live.files}` };
  }
  for (const { of, show } of MEASURES) {
    const now = of(archive);
    const usual = median(before.flatMap((one) => of(one) ?? []));
    if (now !== null && usual !== undefined && now < usual * OF_HISTORY)
      return { cause: "shrunk", message: `holds ${show(now)}, and those before it ${show(usual)}` };
  }
  return undefined;
}

const MEASURES: readonly {
  readonly of: (archive: Archive) => number | null;
  readonly show: (value: number) => string;
}[] = [
  { of: ({ bytes }) => bytes, show: size },
  { of: ({ files }) => files, show: (files) => `${files} files` },
  { of: ({ stored }) => stored, show: size },
];

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}
