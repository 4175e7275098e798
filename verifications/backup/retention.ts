import type { Keep } from "../../model/backup.ts";

const DAY = 86_400;
/** Seconds of a unit of time by which archives are kept. */
const LENGTH = {
  hourly: 3600,
  daily: DAY,
  weekly: 7 * DAY,
  monthly: 30.5 * DAY,
  yearly: 365.25 * DAY,
} as const;
type Unit = keyof typeof LENGTH;

/** What is shown within this time is believed of what would take longer. */
const LONG_ENOUGH = 31 * DAY;
/** A run may have been missed, and a clock may be set an hour. */
const MISSED = 0.2;

export type Retention =
  | { readonly state: "kept" }
  | { readonly state: "young" }
  | { readonly state: "never-applied" | "kept-too-few"; readonly message: string };

/**
 * Whether archives are kept as `keep` says, judged with much room to both sides: tools count days in their own time zone,
 * keep the oldest while there are too few, and prune before or after a run.
 *
 * @param ages in seconds of the archives of the same things, the smallest first.
 * @param count how many there are, where more than those that were listed.
 */
export function retentionOf(ages: readonly number[], keep: Keep, count: number): Retention {
  const promised = Object.entries(keep).filter(([, many]) => many > 0);
  if (promised.length === 0) return { state: "young" };
  const sum = promised.reduce((all, [, many]) => all + many, 0);
  const oldest = Math.max(0, ages.at(-1) ?? 0);
  const units = promised.filter((entry): entry is [Unit, number] => Object.hasOwn(LENGTH, entry[0]));
  if (count > 2 * sum + 2)
    return { state: "never-applied", message: `there are ${count} archives, and ${sum} are to be kept,` };
  if (units.length > 0) {
    const longest = Math.max(...units.map(([unit]) => LENGTH[unit]));
    const due = lastKept(ages, units, keep.last ?? 0);
    if (oldest - due > longest + 2 * DAY)
      return {
        state: "never-applied",
        message: `there is one of ${Math.floor(oldest / DAY)} days ago, and those older than ${Math.ceil(due / DAY)} days are to be gone,`,
      };
  }
  for (const [unit, many] of units) {
    const length = LENGTH[unit];
    const since = Math.min(many, Math.floor(oldest / length));
    const there = new Set(ages.filter((age) => age < (since + 1) * length).map((age) => Math.floor(-age / length)))
      .size;
    if (there < Math.floor(since * (1 - MISSED)))
      return {
        state: "kept-too-few",
        message: `there are ${there} of the ${since} ${unit} archives that are to be there`,
      };
  }
  const shown = Math.max(0, ...units.map(([unit, many]) => (many - 2) * LENGTH[unit]));
  const isOldEnough = oldest >= Math.min(shown, LONG_ENOUGH) - DAY / 2 && count >= (keep.last ?? 0);
  return isOldEnough ? { state: "kept" } : { state: "young" };
}

/** Age of the oldest archive that the tools would keep: the newest of each hour, day, week and so on. */
function lastKept(ages: readonly number[], units: readonly (readonly [Unit, number])[], last: number): number {
  const reach = units.map(([unit, many]) => {
    const kept = new Map<number, number>();
    for (const age of ages) {
      const bucket = Math.floor(age / LENGTH[unit]);
      if (!kept.has(bucket)) kept.set(bucket, age);
    }
    const all = [...kept.values()];
    return all.length < many ? (ages.at(-1) ?? 0) : (all[many - 1] ?? 0);
  });
  return Math.max(0, ages[last - 1] ?? 0, ...reach);
}
