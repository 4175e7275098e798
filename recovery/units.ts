import { storesOf } from "./job.ts";
import type { Item } from "./plan.ts";
import { line } from "./words.ts";

/** Where the job lies on the host. */
export function jobFile(host: string): string {
  return `/usr/local/sbin/readiness-backup-${host}`;
}

/** The units of systemd that run the job of a host. */
export interface Units {
  /** Without `.timer` and `.service`. */
  readonly name: string;
  readonly service: string;
  readonly timer: string;
}

/**
 * Units that run the job, under the name that the settings give its timer.
 *
 * @returns a sentence where the items are started by several timers, or a schedule is one that no calendar has.
 */
export function unitsOf(host: string, items: readonly Item[]): Units | string {
  const timers = [
    ...new Set(storesOf(items).flatMap(({ job }) => (job !== undefined && "timer" in job ? job.timer : []))),
  ];
  if (timers.length > 1)
    return `the settings start them by several timers (${timers.join(", ")}); print one for each place`;
  const schedules = [...new Set(items.map(({ policy }) => policy.schedule))];
  const odd = schedules.find((schedule) => calendarsOf(schedule) === undefined);
  if (odd !== undefined) return `the schedule ${line(odd)} is none that systemd could be told; write it as daily 02:30`;
  const calendars = [...new Set(schedules.flatMap((schedule) => calendarsOf(schedule) ?? []))];
  const name = (timers[0] ?? `readiness-backup-${host}.timer`).replace(/\.timer$/, "");
  return {
    name,
    service: service(host),
    timer: timer(host, calendars),
  };
}

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** A schedule as calendars of systemd; undefined where it is written in words that are none of those of docs/backup.md. */
export function calendarsOf(schedule: string): string[] | undefined {
  const text = schedule.trim();
  const lower = text.toLowerCase();
  if (/^(hourly|daily|weekly|monthly)$/.test(lower)) return [lower];
  const [, count = "", unit = ""] = /^every +([1-9]\d?) ?([mh])$/.exec(lower) ?? [];
  if (unit !== "") return every(Number(count), unit);
  if (/^(?:[A-Za-z]{3}(?:,[A-Za-z]{3})* )?\*-\*-[\d*]+ \d{1,2}:\d{2}(?::\d{2})?$/.test(text)) return [text];
  const [, days = "", times = ""] =
    /^(daily|monthly|(?:weekly +)?(?:[a-z]{3}(?:, ?)?)+) +(\d{1,2}:\d{2}(?:(?:, ?| and )\d{1,2}:\d{2})*)$/.exec(
      lower,
    ) ?? [];
  const clock = times.split(/, ?| and /).map(timeOf);
  const day = dayOf(days);
  if (day === undefined || clock.includes(undefined)) return undefined;
  return clock.map((time) => `${day} ${time}`);
}

/** Steps that a day, or an hour, has a whole number of: any other would be uneven. */
function every(count: number, unit: string): string[] | undefined {
  if (unit === "h") return 24 % count === 0 ? [`*-*-* 0/${count}:00:00`] : undefined;
  return 60 % count === 0 ? [`*-*-* *:0/${count}:00`] : undefined;
}

function dayOf(days: string): string | undefined {
  if (days === "daily") return "*-*-*";
  if (days === "monthly") return "*-*-01";
  const names = days
    .replace(/^weekly +/, "")
    .split(/, ?/)
    .filter((name) => name !== "");
  if (names.length === 0 || !names.every((name) => DAYS.includes(name))) return undefined;
  return `${names.map((name) => name.charAt(0).toUpperCase() + name.slice(1)).join(",")} *-*-*`;
}

function timeOf(text: string): string | undefined {
  const [, hour = "", minute = ""] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  return hour !== "" && Number(hour) < 24 && Number(minute) < 60 ? `${hour.padStart(2, "0")}:${minute}:00` : undefined;
}

function service(host: string): string {
  return `[Unit]
Description=Backup of ${line(host)}
Requires=docker.service
After=docker.service network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart=${jobFile(host)}
Nice=10
IOSchedulingClass=idle
UMask=0077
`;
}

function timer(host: string, calendars: readonly string[]): string {
  return `[Unit]
Description=Backup of ${line(host)}

[Timer]
${calendars.map((calendar) => `OnCalendar=${calendar}\n`).join("")}Persistent=true

[Install]
WantedBy=timers.target
`;
}
