import {
  type Backup,
  type BackupPolicy,
  type BackupTool,
  backupLabel,
  type Consistency,
  type Keep,
} from "../model/backup.ts";
import { formatBackup, parseSpan } from "../model/backup-label.ts";
import { cleanPath } from "../model/path.ts";
import type { FoundMount } from "./as-found.ts";
import type { MountSpec } from "./service.ts";

/**
 * How a mount is kept a second time, or why it need not be. It becomes the label `readiness.backup.<target>`
 * of the container, which says of the data what there must be; it starts no backup.
 */
export type BackupSpec = PolicySpec | NotNeeded;

/** How the data of a mount is kept a second time. */
export interface PolicySpec {
  /** `tar` is any folder of archives or dumps; borgmatic is a way to run borg. */
  readonly tool: BackupTool;
  /** Name of the place that it goes to, under `backups` of the settings; needed where the host has several of the tool. */
  readonly to?: string;
  /** `daily 02:30`, `daily 02:30, 14:30`, `every 6h`, `weekly sun 03:00`, or in the words of whoever runs the job. */
  readonly schedule: string;
  /** How many are kept, at least: `{ daily: 7, weekly: 4 }`. */
  readonly keep: Keep;
  /** Work that may be lost: `26h`, `7d`, `90m`. A newer backup than this always exists. */
  readonly rpo: string;
  /** Time that bringing the data back may take. */
  readonly rto: string;
  /** Why a copy is of one moment; see {@link dump} and {@link wholeFiles}. */
  readonly consistent: "stop" | "snapshot" | Consistency;
  /** File of the host, in the same backup, with the tables and rows of the moment; `<dump>.record` beside a dump. */
  readonly record?: string;
  /** False where nothing in it is secret and it may lie unencrypted. */
  readonly secret?: boolean;
}

/** Data that nobody needs back; made by {@link notNeeded}. */
export interface NotNeeded {
  readonly tool: "none";
  readonly reason: string;
}

/** The database writes a dump to this file of the host, which lies in the backup. */
export function dump(file: string): Consistency {
  return { kind: "dump", file };
}

/** Its files are whole at every moment, and why: copying them while they are in use loses nothing. */
export function wholeFiles(reason: string): Consistency {
  return { kind: "none-needed", reason };
}

/** The data need not come back, and why. */
export function notNeeded(reason: string): NotNeeded {
  return { tool: "none", reason };
}

type Mounted = MountSpec | FoundMount;

interface WithBackup {
  readonly target: string;
  readonly backup: BackupSpec;
}

function withBackup(mounts: readonly Mounted[]): readonly WithBackup[] {
  return mounts.flatMap((mount) =>
    "target" in mount && mount.backup !== undefined ? [{ target: mount.target, backup: mount.backup }] : [],
  );
}

/** Labels of the backups that stand next to the mounts of a container. */
export function backupLabels(mounts: readonly Mounted[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(
    withBackup(mounts).map(({ target, backup }) => [backupLabel(cleanPath(target)), formatBackup(modelOf(backup))]),
  );
}

/** What is wrong in the backups of a container, and where a label of its own says something else. */
export function backupMistakes(
  name: string,
  mounts: readonly Mounted[] = [],
  labels: Readonly<Record<string, unknown>> = {},
): readonly string[] {
  return withBackup(mounts).flatMap(({ target, backup }) => {
    const subject = `Container ${name} has a backup of ${target}`;
    const wrong = mistakeOf(backup);
    return [
      ...(wrong === undefined ? [] : [`${subject} that nobody can keep: ${wrong}.`]),
      ...(Object.hasOwn(labels, backupLabel(cleanPath(target)))
        ? [`${subject} both next to the mount and in a label; leave one of them out.`]
        : []),
    ];
  });
}

function mistakeOf(backup: BackupSpec): string | undefined {
  try {
    formatBackup(modelOf(backup));
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** @throws RangeError where a time is none. */
function modelOf(backup: BackupSpec): Backup {
  if (backup.tool === "none") return backup;
  const { to, record, secret = true, consistent, rpo, rto, ...rest } = backup;
  const policy: BackupPolicy = {
    ...rest,
    to,
    rpo: seconds("rpo", rpo),
    rto: seconds("rto", rto),
    consistent: typeof consistent === "string" ? { kind: consistent } : consistent,
    record,
    secret,
  };
  return policy;
}

function seconds(key: string, text: string): number {
  const span = parseSpan(text);
  if (span === undefined) throw new RangeError(`${key} is no time such as 26h, 7d or 90m`);
  return span;
}
