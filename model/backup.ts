/**
 * What is wanted of the backup of one mount of a container, as its label `readiness.backup.<target>` says
 * (`readiness.backup./var/lib/postgresql/data`), because labels are what every reader and the engine hand on unchanged:
 *
 * `tool=restic; to=nightly; schedule=daily 02:30; keep=7 daily, 4 weekly; rpo=26h; rto=1h; consistent=dump; dump=/srv/dumps/odoo.sql.gz`
 *
 * or, for what may be lost, `none; reason=fetched again at the next start`. See backup-label.ts for every field.
 */
export type Backup = BackupPolicy | NoBackup;

/** How data is kept a second time. */
export interface BackupPolicy {
  readonly tool: BackupTool;
  /** Name of the place that it goes to, under `backups` of the settings; undefined where the host has one place of the tool. */
  readonly to: string | undefined;
  /** In the words of whoever runs the job: `daily 02:30`. */
  readonly schedule: string;
  /** How many are kept, at least: `{ daily: 7, weekly: 4 }`. */
  readonly keep: Keep;
  /** Seconds of work that may be lost: a newer backup than this always exists. */
  readonly rpo: number;
  /** Seconds that bringing the data back may take. */
  readonly rto: number;
  readonly consistent: Consistency;
  /**
   * File of the host, in the same backup, that says which tables and rows the databases had when it was made:
   * lines `database<TAB>postgresql<TAB>odoo`, each followed by its `table<TAB>public.res_users<TAB>12`. By itself
   * `<dump>.record` where there is a dump, so undefined only where there is none.
   */
  readonly record: string | undefined;
  /** False where the declaration says that nothing in it is secret; then it may lie unencrypted. */
  readonly secret: boolean;
}

/** Data that nobody needs back. */
export interface NoBackup {
  readonly tool: "none";
  /** Why, in a sentence. */
  readonly reason: string;
}

export const BACKUP_TOOLS = ["restic", "borg", "tar"] as const;
/** `tar` is any folder of archives or dumps; borgmatic is a way to run borg. */
export type BackupTool = (typeof BACKUP_TOOLS)[number];

export const KEPT = ["last", "hourly", "daily", "weekly", "monthly", "yearly"] as const;
export type Keep = Readonly<Partial<Record<(typeof KEPT)[number], number>>>;

/** Why a copy is of one moment. */
export type Consistency =
  /** The database writes it: the file of the host that holds it, and lies in the backup. */
  | { readonly kind: "dump"; readonly file: string }
  /** The container is stopped meanwhile. */
  | { readonly kind: "stop" }
  /** The file system is frozen for it: LVM, ZFS, btrfs. */
  | { readonly kind: "snapshot" }
  /** Files that are whole at every moment. */
  | { readonly kind: "none-needed"; readonly reason: string };

/** Every label of a backup begins so. */
export const BACKUP_PREFIX = "readiness.backup.";

/** Name of the label that holds the backup of a mount, by its path in the container. */
export function backupLabel(target: string): string {
  return `${BACKUP_PREFIX}${target}`;
}
