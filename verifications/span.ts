const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago something was, in whole units, of which there are at least two: `for 8 h`; empty where it is not known. */
export function spanOf(since: string, now: string): string {
  const span = Date.parse(now) - Date.parse(since);
  if (!(span >= 0)) return "";
  if (span >= 2 * DAY) return `for ${Math.floor(span / DAY)} d`;
  if (span >= 2 * HOUR) return `for ${Math.floor(span / HOUR)} h`;
  return span >= 2 * MINUTE ? `for ${Math.floor(span / MINUTE)} min` : `for ${Math.floor(span / 1000)} s`;
}
