import { Unseen } from "../../source.ts";
import type { Reply } from "../host/shell.ts";
import { doneOf, odd, wellDone } from "./script.ts";
import type { JobValue } from "./values.ts";

/** States of a unit's file in which the system starts it by itself. https://www.freedesktop.org/software/systemd/man/systemctl.html */
const STARTED = ["enabled", "enabled-runtime", "generated", "alias"];

/** What systemd says of a timer and of the service that it starts. @throws Unseen */
export function timerOf(reply: Reply): JobValue {
  const timer = propertiesOf(wellDone(reply, "timer", "systemctl"));
  if (timer.get("LoadState") === undefined) return odd("systemctl");
  const isLoaded = timer.get("LoadState") === "loaded";
  return {
    enabled: isLoaded && STARTED.includes(timer.get("UnitFileState") ?? ""),
    active: isLoaded && timer.get("ActiveState") === "active",
    lastRun: systemdTime(timer.get("LastTriggerUSec")),
    nextRun: systemdTime(timer.get("NextElapseUSecRealtime")),
    succeeded: isLoaded ? succeeded(reply) : null,
  };
}

/** A service that has not ended yet, or never began, says nothing about its last run. */
function succeeded(reply: Reply): boolean | null {
  if (!reply.parts.has("service")) return null;
  const service = propertiesOf(wellDone(reply, "service", "systemctl"));
  const result = service.get("Result");
  if (service.get("LoadState") !== "loaded" || result === undefined) return null;
  if (result !== "success") return false;
  if (systemdTime(service.get("ExecMainExitTimestamp")) === null) return null;
  return service.get("ActiveState") === "inactive" ? true : null;
}

function propertiesOf(lines: readonly string[]): Map<string, string> {
  return new Map(lines.flatMap((line) => (/^[A-Za-z]+=/.test(line) ? [split(line)] : [])));
}

function split(line: string): [string, string] {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}

/** `Mon 2026-11-23 02:30:00 UTC`, as systemd writes it where its zone is UTC; null for anything else, as for `n/a`. */
export function systemdTime(text: string | undefined): string | null {
  const [, day, time] = /^[A-Z][a-z]{2} (\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d+)? UTC$/.exec(text ?? "") ?? [];
  const date = new Date(`${day}T${time}Z`);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Signs of an entry: five fields or a word for them, and a command. https://manpages.debian.org/bookworm/cron/crontab.5.en.html */
const ENTRY =
  /^\s*(?:@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)|(?:[\d*,/~A-Za-z-]+\s+){5})\s*\S/;
const ONLY_AT_BOOT = /^\s*@reboot\b/;
const VARIABLE = /^\s*[A-Za-z_]\w*\s*=/;

/** A cron table, or a script in a folder such as /etc/cron.daily. When it last ran is in nobody's books but its log. @throws Unseen */
export function cronOf(reply: Reply, file: string): JobValue {
  const lines = wellDone(reply, "table", "the shell");
  if (lines[0] === "hidden") throw new Unseen("denied", "the cron table may not be read by the user of the shell");
  const value = (word: string) => lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1);
  const running = doneOf(reply, "daemon", "the shell").lines.some((line) => line !== "" && line !== "busybox");
  const entries = lines.flatMap((line) => (line.startsWith("line ") ? [line.slice(5)] : []));
  const enabled = lines[0] !== "absent" && isTaken(file, value("owner"), value("mode"), entries);
  return { enabled, active: enabled && running, lastRun: null, nextRun: null, succeeded: null };
}

/** Whether cron takes the file: what does not fit is passed over without a word. https://manpages.debian.org/bookworm/cron/cron.8.en.html */
function isTaken(file: string, owner: string | undefined, mode: string | undefined, lines: readonly string[]): boolean {
  const [, folder = "", name = ""] = /^(.*)\/([^/]*)$/s.exec(file) ?? [];
  const isNamed = /^[A-Za-z0-9_-]+$/.test(name);
  const bits = Number.parseInt(mode ?? "", 8);
  if (/\/cron\.(?:hourly|daily|weekly|monthly)$/.test(folder)) return isNamed && (bits & 0o100) !== 0;
  if (folder.endsWith("/cron.d") && !(isNamed && owner === "0" && (bits & 0o022) === 0)) return false;
  return lines.some((line) => ENTRY.test(line) && !VARIABLE.test(line) && !ONLY_AT_BOOT.test(line));
}
