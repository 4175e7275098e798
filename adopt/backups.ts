import { type Backup, backupLabel, KEPT } from "../model/backup.ts";
import { declaredBackups, formatBackup, formatSpan } from "../model/backup-label.ts";
import type { Container, Mount } from "../model/container.ts";
import { cleanPath } from "../model/path.ts";
import { UnknownValue } from "../model/unknown.ts";
import { type Code, call, literal, object } from "./code.ts";

/** Backups that are written next to their mounts; the labels of all others are handed on as they are. */
export interface BesideMounts {
  /** By the place of the mount. */
  readonly byMount: ReadonlyMap<string, Backup>;
  /** Places of the labels that they stand for. */
  readonly labels: ReadonlySet<string>;
}

const NONE: BesideMounts = { byMount: new Map(), labels: new Set() };

/** The labels that a declaration would make letter by letter of a backup next to a mount. */
export function backupsBesideMounts(container: Container): BesideMounts {
  try {
    return found(container);
  } catch (error) {
    // What is not known is said where labels and mounts are written.
    if (error instanceof UnknownValue) return NONE;
    throw error;
  }
}

function found(container: Container): BesideMounts {
  const byMount = new Map<string, Backup>();
  const labels = new Set<string>();
  for (const { at, target, read } of declaredBackups(container)) {
    const label = container.labels.find((one) => one.at === at);
    const mounts = container.mounts.filter((mount) => cleanPath(mount.target) === target);
    const [mount] = mounts;
    if (mount === undefined || mounts.length > 1 || !canSay(mount) || "mistake" in read) continue;
    if (label?.key !== backupLabel(target) || label.value !== formatBackup(read.backup)) continue;
    byMount.set(mount.at, read.backup);
    labels.add(at);
  }
  return { byMount, labels };
}

/** Whether a mount has a place for a backup where it is declared. */
function canSay({ type, source }: Mount): boolean {
  return (type === "bind" || type === "volume") && source !== undefined;
}

/** A backup as it is written in a declaration. */
export function backupCode(backup: Backup, imports: Set<string>): Code {
  const helper = (name: string, text: string): Code => {
    imports.add(name);
    return call(name, [literal(text)]);
  };
  if (backup.tool === "none") return helper("notNeeded", backup.reason);
  const { tool, to, schedule, keep, rpo, rto, consistent, record, secret } = backup;
  const ofDump = consistent.kind === "dump" ? `${consistent.file}.record` : undefined;
  return object([
    ["tool", literal(tool)],
    ["to", to === undefined ? undefined : literal(to)],
    ["schedule", literal(schedule)],
    ["keep", object(KEPT.map((unit) => [unit, keep[unit] === undefined ? undefined : literal(keep[unit])] as const))],
    ["rpo", literal(formatSpan(rpo))],
    ["rto", literal(formatSpan(rto))],
    [
      "consistent",
      consistent.kind === "dump"
        ? helper("dump", consistent.file)
        : consistent.kind === "none-needed"
          ? helper("wholeFiles", consistent.reason)
          : literal(consistent.kind),
    ],
    ["record", record === undefined || record === ofDump ? undefined : literal(record)],
    ["secret", secret ? undefined : literal(false)],
  ]);
}
