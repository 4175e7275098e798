import { isIP } from "node:net";
import type {
  ClockValue,
  DaemonValue,
  DiskValue,
  LoadValue,
  MemoryValue,
  OomValue,
  ResolversValue,
  UnitsValue,
} from "./values.ts";

type Lines = readonly string[];

/** Each reads one part of what a host says; undefined where it is not what the part holds. */

export function readMemory(lines: Lines): MemoryValue | undefined {
  const bytes = (key: string) => {
    const line = lines.find((text) => text.startsWith(`${key}:`));
    const [, kibibytes] = /:\s+(\d{1,15}) kB$/.exec(line ?? "") ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  };
  const [total, available] = [bytes("MemTotal"), bytes("MemAvailable")];
  const [swapTotal, swapFree] = [bytes("SwapTotal"), bytes("SwapFree")];
  if (total === undefined || available === undefined || swapTotal === undefined || swapFree === undefined)
    return undefined;
  return { total, available, swapTotal, swapFree };
}

export function readLoad([averages = "", processors = "", uptime = ""]: Lines): LoadValue | undefined {
  const [, one, five, fifteen] = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+) /.exec(averages) ?? [];
  const [, seconds] = /^(\d+)\.\d+ /.exec(uptime) ?? [];
  if (fifteen === undefined || seconds === undefined || !/^[1-9]\d{0,4}$/.test(processors)) return undefined;
  return {
    averages: [Number(one), Number(five), Number(fifteen)],
    processors: Number(processors),
    uptime: Number(seconds),
  };
}

/** @param moments of this machine, in milliseconds: before the question and when the answer began. */
export function readClock(lines: Lines, moments: { readonly started: number; readonly heard: number }) {
  const [, seconds, fraction = ""] = /^(\d{9,11})(?:\.(\d{1,9}))?/.exec(lines[0] ?? "") ?? [];
  if (seconds === undefined) return undefined;
  const there = Number(`${seconds}.${fraction || "5"}`);
  const middle = (moments.started + moments.heard) / 2000;
  const half = (moments.heard - moments.started) / 2000;
  const [, synchronised] = /^NTPSynchronized=(yes|no)$/.exec(lines[1] ?? "") ?? [];
  const clock: ClockValue = {
    ahead: rounded(there - middle),
    within: rounded(half + (fraction === "" ? 0.5 : 0)),
    synchronised: synchronised === undefined ? null : synchronised === "yes",
  };
  return clock;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

const UNIT = /^[\w@.:\\-]{1,255}\.[a-z]{1,20}$/;

/** @param failed and `restarts` begin with the version of systemd: without it nobody was asked. */
export function readUnits(docker: Lines, failed: Lines, restarts: Lines): UnitsValue | undefined {
  const isAnswer = (lines: Lines) => lines[0]?.startsWith("systemd ") === true;
  if (!isAnswer(failed) || !isAnswer(restarts)) return undefined;
  // Without systemd the question itself fails; a unit that does not exist is said to be "not-found".
  if (!docker.some((line) => line.startsWith("LoadState="))) return undefined;
  const properties = new Map(docker.map((line) => line.split("=", 2) as [string, string]));
  const property = (key: string) => {
    const value = properties.get(key);
    return value !== undefined && /^[a-z-]{1,40}$/.test(value) ? value : null;
  };
  const counts = new Map<string, number>();
  let count = 0;
  let last: string | undefined;
  for (const line of restarts) {
    const [key = "", value = ""] = line.split("=", 2);
    if (key === "NRestarts") count = /^\d{1,9}$/.test(value) ? Number(value) : 0;
    if (key === "Id" && UNIT.test(value)) {
      counts.set(value, 0);
      last = value;
    }
    if (line === "") count = 0;
    else if (last !== undefined && count > 0 && (key === "Id" || key === "NRestarts")) counts.set(last, count);
  }
  return {
    docker:
      property("LoadState") === "loaded"
        ? { enabled: property("UnitFileState"), active: property("ActiveState"), restart: property("Restart") }
        : null,
    failed: failed.slice(1).flatMap((line) => line.trim().split(/\s+/)[0]?.match(UNIT)?.[0] ?? []),
    restarts: Object.fromEntries([...counts].filter(([, times]) => times > 0)),
  };
}

/** A device of the host or a kind of the kernel's; what lies elsewhere may be named with a login. */
const LOCAL = /^(?!\/\/)[\w./-]+$/;
const DISK = /^(\S{1,500}) +\d+ +(\d+) +(\d+) +\S+ +(\/\S{0,1000})$/;

/** `df -P`: what is used of what is used and free, as df itself reckons its percentage. */
export function readDisks(space: Lines, inodes: Lines): DiskValue[] | undefined {
  if (!/^Filesystem\b/.test(space[0] ?? "")) return undefined;
  const files = new Map(inodes.slice(1).map((line) => [line.split(/\s+/).at(-1) ?? "", shareOf(line)]));
  return space.slice(1).flatMap((line) => {
    const [, device, , , mount] = DISK.exec(line) ?? [];
    const used = shareOf(line);
    if (device === undefined || mount === undefined || used === undefined) return [];
    return { device: LOCAL.test(device) ? device : "elsewhere", mount, used, inodesUsed: files.get(mount) ?? null };
  });
}

function shareOf(line: string): number | undefined {
  const [, , used, free] = DISK.exec(line) ?? [];
  const whole = Number(used) + Number(free);
  return whole > 0 ? Math.round((Number(used) / whole) * 10_000) / 10_000 : undefined;
}

const OWN = new Set(["127.0.0.53", "127.0.0.54"]);

/** Resolvers of the host; behind systemd's own stub stand those of its other file. */
export function readResolvers(lines: Lines): ResolversValue | undefined {
  const servers = (file: string) =>
    lines.flatMap((line) => {
      const [, address = ""] =
        /^nameserver\s+(\S{2,60})/.exec(line.startsWith(`${file} `) ? line.slice(file.length + 1) : "") ?? [];
      return isIP(address.replace(/%.*$/, "")) === 0 ? [] : [address];
    });
  if (!lines.some((line) => line.startsWith("/etc/resolv.conf"))) return undefined;
  const addresses = servers("/etc/resolv.conf");
  const isStub = addresses.length > 0 && addresses.every((address) => OWN.has(address));
  const behind = servers("/run/systemd/resolve/resolv.conf");
  if (isStub && behind.length === 0) return undefined;
  return { addresses: isStub ? behind : addresses };
}

/** The configuration file of the engine ends with `read`, and its absence is `none`. */
export function readDaemon(lines: Lines): DaemonValue | undefined {
  if (lines.length === 1 && lines[0] === "none") return { exists: false, liveRestore: null, dns: [] };
  if (lines.at(-1) !== "read") return undefined;
  try {
    const body = JSON.parse(lines.slice(0, -1).join("\n")) as { readonly [key: string]: unknown };
    const dns = Array.isArray(body.dns) ? body.dns : [];
    return {
      exists: true,
      liveRestore: typeof body["live-restore"] === "boolean" ? body["live-restore"] : null,
      dns: dns.filter((address): address is string => typeof address === "string" && isIP(address) !== 0),
    };
  } catch {
    return undefined;
  }
}

/** @param uptime seconds since the host was started: the messages of the kernel count from there. */
export function readOom([head = "", ...lines]: Lines, now: number, uptime: number | undefined): OomValue | undefined {
  const [, kind, first = ""] = /^(journal|dmesg) (.*)$/.exec(head) ?? [];
  if (kind === undefined) return undefined;
  const start = kind === "journal" || uptime === undefined ? undefined : now - uptime * 1000;
  const timeOf = (line: string) => {
    const [, seconds] = (kind === "journal" ? /^(\d{9,11}\.\d+) / : /^\[\s*(\d+\.\d+)\]/).exec(line) ?? [];
    if (seconds === undefined || (kind === "dmesg" && start === undefined)) return undefined;
    const time = new Date((start ?? 0) + Number(seconds) * 1000);
    return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
  };
  const since = timeOf(first);
  const kills = lines.map((line) => {
    const [, container] = /task_memcg=\S{0,300}?([0-9a-f]{64})/.exec(line) ?? [];
    return { time: timeOf(line), container: container ?? null };
  });
  if (since === undefined || kills.some(({ time }) => time === undefined)) return undefined;
  return { since, kills: kills as OomValue["kills"] };
}
