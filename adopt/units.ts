import type { Notes } from "./notes.ts";

const MEBIBYTE = 1024 * 1024;

/** Bytes in whole megabytes, which is all that the provider takes; rounded up, and said. */
export function megabytes(what: string, bytes: number, notes: Notes): number {
  const exact = bytes / MEBIBYTE;
  if (!Number.isInteger(exact))
    notes.lost(`${what} is rounded up to ${Math.ceil(exact)} MB: the provider takes whole megabytes`);
  return Math.ceil(exact);
}

const LONGEST = 8760 * 3_600_000;

/** Milliseconds as `1m30s` or `500ms`; undefined, and said, where they are more than the provider is told. */
export function durationText(what: string, milliseconds: number, notes: Notes): string | undefined {
  const whole = Math.max(1, Math.round(milliseconds));
  if (whole !== milliseconds) notes.lost(`${what} is rounded to ${whole} ms`);
  if (whole > LONGEST) {
    notes.lost(`${what} is not declared: it is longer than a year`);
    return undefined;
  }
  const units = [
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
    ["ms", 1],
  ] as const;
  let rest = whole;
  return units
    .map(([unit, size]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return count === 0 ? "" : `${count}${unit}`;
    })
    .join("");
}
