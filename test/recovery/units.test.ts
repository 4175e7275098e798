import { spawnSync } from "node:child_process";
import test from "ava";
import { calendarsOf, unitsOf } from "../../recovery/units.ts";
import { policy } from "./support/host.ts";

const SCHEDULES: Readonly<Record<string, readonly string[] | undefined>> = {
  hourly: ["hourly"],
  "daily 02:30": ["*-*-* 02:30:00"],
  "daily 2:30, 14:30": ["*-*-* 02:30:00", "*-*-* 14:30:00"],
  "weekly sun 03:00": ["Sun *-*-* 03:00:00"],
  "mon,thu 03:00": ["Mon,Thu *-*-* 03:00:00"],
  "every 6h": ["*-*-* 0/6:00:00"],
  "every 15m": ["*-*-* *:0/15:00"],
  "*-*-* 02:30:00": ["*-*-* 02:30:00"],
  "every 7h": undefined,
  "daily 25:00": undefined,
  "30 2 * * *": undefined,
  "daily\nOnCalendar=*:*": undefined,
  nightly: undefined,
};

for (const [schedule, calendars] of Object.entries(SCHEDULES))
  test(`${JSON.stringify(schedule)} is ${calendars === undefined ? "no calendar" : calendars.join(" and ")}`, (t) => {
    t.deepEqual(calendarsOf(schedule), calendars as string[] | undefined);
    for (const calendar of calendars ?? []) {
      const { status, error } = spawnSync("systemd-analyze", ["calendar", calendar]);
      if (error === undefined) t.is(status, 0, calendar);
    }
  });

const item = (schedule: string, timer: string | undefined) => {
  const store = {
    ...{ name: timer ?? "none", host: "lady", tool: "restic" as const, repository: "/r", passwordFile: "/k" },
    ...{ job: timer === undefined ? undefined : { timer }, log: undefined, borgmatic: undefined, copies: [] },
  };
  const data = { source: "v", kind: "volume" as const, containers: [], backup: null, database: null };
  const kept = policy("restic", "x", { kind: "stop" }, { schedule });
  return { data, policy: kept, store, mark: "v", dump: undefined, stops: [], every: 86_400 };
};

test("the timer has the name that the settings give it, and a calendar for every schedule", (t) => {
  const units = unitsOf("lady", [item("daily 02:30", "nightly.timer"), item("every 6h", "nightly.timer")]);
  if (typeof units === "string") return t.fail(units);
  t.is(units.name, "nightly");
  t.deepEqual(units.timer.match(/^OnCalendar=.*$/gm), ["OnCalendar=*-*-* 02:30:00", "OnCalendar=*-*-* 0/6:00:00"]);
  t.regex(units.service, /^ExecStart=\/usr\/local\/sbin\/readiness-backup-lady$/m);
});

test("what one timer cannot start gets no units", (t) => {
  t.regex(String(unitsOf("lady", [item("daily 02:30", "a.timer"), item("daily 02:30", "b.timer")])), /several timers/);
  t.regex(String(unitsOf("lady", [item("when it rains", undefined)])), /the schedule when it rains is none/);
});
