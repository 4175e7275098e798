import type { Container } from "../model/container.ts";
import { type Entry, list, literal, object } from "./code.ts";
import { flag, map, pairs, text } from "./entries.ts";
import type { Notes } from "./notes.ts";
import type { Secrets } from "./secrets.ts";
import { durationText, megabytes } from "./units.ts";

/** Entries of a container for what it may use. */
export function limitEntries(container: Container, notes: Notes): Entry[] {
  const size = (what: string, read: () => number | undefined) => {
    const bytes = notes.known(what, read);
    return text(bytes === undefined || bytes === -1 ? bytes : megabytes(what, bytes, notes));
  };
  const processes = notes.known("its limit of processes", () => container.pidsLimit);
  if (processes !== undefined)
    notes.lost(`its limit of ${processes} processes is not declared: the provider has no input for it`);
  return [
    ["memory", size("its memory", () => container.memory)],
    ["memorySwap", size("its swap", () => container.memorySwap)],
    ["memoryReservation", size("its reserved memory", () => container.memoryReservation)],
    ["cpus", text(notes.known("its cores", () => container.cpus))],
    ["sharedMemory", size("its shared memory", () => container.shmSize)],
  ];
}

const POLICIES: readonly string[] = ["always", "unless-stopped", "on-failure"];

/** Entries of a container for how it is started, stopped and heard. */
export function restartEntries(container: Container, notes: Notes): Entry[] {
  const restart = notes.known("its restart policy", () => ({ ...container.restart }));
  const policy = restart !== undefined && POLICIES.includes(restart.policy) ? restart.policy : undefined;
  const logging = notes.known("its logging", () => container.logging);
  const driver = text(logging === undefined ? undefined : notes.known("its log driver", () => logging.driver));
  const options = logging === undefined ? undefined : map(pairs("a log option", notes, () => logging.options));
  return [
    ["restart", text(policy)],
    ["restartRetries", text(policy === undefined ? undefined : restart?.maxRetries)],
    ["runsOnce", flag(notes.known("whether it runs once", () => container.runsOnce))],
    [
      "logging",
      driver === undefined && options === undefined
        ? undefined
        : object([
            ["driver", driver],
            ["options", options],
          ]),
    ],
    ["stopTimeout", text(notes.known("its stop timeout", () => container.stopTimeout))],
    ["stopSignal", text(notes.known("its stop signal", () => container.stopSignal))],
  ];
}

const FORMS = { disabled: "NONE", exec: "CMD", shell: "CMD-SHELL" } as const;

/** The entry of a container for its healthcheck. */
export function healthcheckEntry(container: Container, short: string, secrets: Secrets, notes: Notes): Entry {
  const found = notes.known("its healthcheck", () => container.healthcheck && { ...container.healthcheck });
  if (found === undefined) return ["healthcheck", undefined];
  const { kind, test } = found;
  const words = secrets.words(short, container.name, "healthcheck", test);
  const duration = (what: string, milliseconds: number | undefined) =>
    text(milliseconds === undefined ? undefined : durationText(`the ${what} of its healthcheck`, milliseconds, notes));
  return [
    "healthcheck",
    object([
      ["test", kind === "inherit" ? undefined : list([literal(FORMS[kind]), ...words])],
      ["interval", duration("interval", found.interval)],
      ["timeout", duration("timeout", found.timeout)],
      ["retries", text(found.retries)],
      ["startPeriod", duration("start period", found.startPeriod)],
    ]),
  ];
}
