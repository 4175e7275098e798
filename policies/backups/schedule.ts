const DAY = 1_440;
const WEEK = 7 * DAY;
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/** Minutes; the longest month and the longest year. */
const BY_WORD: Readonly<Record<string, number>> = {
  hourly: 60,
  daily: DAY,
  weekly: WEEK,
  monthly: 31 * DAY,
  yearly: 366 * DAY,
};
const UNITS: Readonly<Record<string, number>> = { m: 1, h: 60, d: DAY };
const LONGEST = 200;

/**
 * The longest time between two runs of a schedule, as far as it can be read: `hourly`, `every 6h`,
 * `daily 02:30, 14:30`, `weekly sun 03:00`, `mon,thu 03:00`, a line of cron (`30 2 * * *`) or a calendar of
 * systemd (`*-*-* 02:30:00`). A change of the clock in spring or autumn is not counted.
 *
 * @returns seconds; undefined where nobody can tell.
 */
export function longestGap(schedule: string): number | undefined {
  if (schedule.length > LONGEST) return undefined;
  const text = schedule.trim().toLowerCase().replace(/^@/, "");
  const minutes = BY_WORD[text] ?? everyOf(text) ?? gapOf(timesOf(text));
  return minutes === undefined ? undefined : minutes * 60;
}

function everyOf(text: string): number | undefined {
  const [, count = "", unit = ""] = /^every +([1-9]\d{0,3}) ?([mhd])$/.exec(text) ?? [];
  const size = UNITS[unit];
  return size === undefined ? undefined : Number(count) * size;
}

/** The longest time between two of these minutes of a week that goes on and on. */
function gapOf(minutes: readonly number[] | undefined): number | undefined {
  if (minutes === undefined || minutes.length === 0) return undefined;
  const sorted = [...new Set(minutes)].sort((a, b) => a - b);
  return Math.max(...sorted.map((minute, index) => (sorted[index + 1] ?? (sorted[0] as number) + WEEK) - minute));
}

/** Minutes of the week at which it runs. */
function timesOf(text: string): number[] | undefined {
  const fields = text.split(/ +/);
  if (fields.length === 5 && fields.every((field) => /^[\d*/,a-z-]+$/.test(field))) return ofCron(fields);
  const [, days, times = ""] = /^(?:(daily|\*-\*-\*|(?:weekly +)?(?:[a-z]{3}(?:, ?)?)+) +)?(\d.*)$/.exec(text) ?? [];
  const minutes = times.split(/, ?| and /).map(minuteOf);
  if (days === undefined || minutes.includes(undefined)) return undefined;
  const every = days === "daily" || days === "*-*-*";
  const named = every
    ? DAYS
    : days
        .replace(/^weekly +/, "")
        .split(/, ?/)
        .filter((day) => day !== "");
  return combined(
    named.map((day) => DAYS.indexOf(day)),
    minutes as number[],
  );
}

function minuteOf(text: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})(?::00)?$/.exec(text.trim()) ?? [];
  const [hours, minutes] = [Number(hour), Number(minute)];
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}

/** Minute, hour, and days of the week; what names days of a month runs less often than anybody can tell here. */
function ofCron([minute = "", hour = "", day, month, weekday = ""]: readonly string[]): number[] | undefined {
  if (day !== "*" || month !== "*") return undefined;
  const minutes = listOf(minute, 60);
  const hours = listOf(hour, 24);
  const days = listOf(weekday, 8)?.map((one) => one % 7);
  if (minutes === undefined || hours === undefined || days === undefined) return undefined;
  return combined(
    days,
    hours.flatMap((one) => minutes.map((other) => one * 60 + other)),
  );
}

/** `*`, `*` with a step, numbers. https://man7.org/linux/man-pages/man5/crontab.5.html */
function listOf(field: string, count: number): number[] | undefined {
  const step = field === "*" ? 1 : Number(/^\*\/([1-9]\d?)$/.exec(field)?.[1]);
  if (step >= 1) return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
  const numbers = field.split(",").map((text) => (/^\d{1,2}$/.test(text) ? Number(text) : count));
  return numbers.every((number) => number < count) ? numbers : undefined;
}

function combined(days: readonly number[], minutes: readonly number[]): number[] | undefined {
  if (days.includes(-1)) return undefined;
  return days.flatMap((day) => minutes.map((minute) => day * DAY + minute));
}
