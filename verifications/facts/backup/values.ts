import type { Json } from "../../fact.ts";

/**
 * What is seen of backups. All facts have the vantage point `host`: a shell of the host that fills the store says them.
 *
 * | source | subject | value |
 * | --- | --- | --- |
 * | `backup.archives` | store | {@link ArchivesValue} |
 * | `backup.copy` | `store host repository` of a copy; its host is the one that holds it | {@link ArchivesValue} |
 * | `backup.readable` | store | {@link ReadableValue} |
 * | `backup.job` | store | {@link JobValue} |
 * | `backup.room` | store | {@link RoomValue} |
 * | `backup.log` | store | {@link LogValue} |
 * | `backup.borgmatic` | store | {@link BorgmaticValue} |
 * | `backup.data` | source of the data | {@link DataValue} |
 * | `provider.snapshots` | `-` | {@link ProviderValue} |
 */
export type BackupFact = "archives" | "copy" | "readable" | "job" | "room" | "log" | "borgmatic" | "data";

/** The archives of a store, newest first, at most {@link LONGEST_LIST}. */
export type ArchivesValue = {
  readonly archives: readonly ArchiveValue[];
  /** How many there are in all. */
  readonly count: number;
  /** Whether its content cannot be read without a key, as the repository itself or the bytes of the newest archive show; null where that was not seen. */
  readonly encrypted: boolean | null;
  /** ISO 8601: the clock of the host when it answered. */
  readonly now: string;
} & { readonly [key: string]: Json };

export type ArchiveValue = {
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly time: string;
  /**
   * Folders and files that it was made of, as paths of the host; a dump is made of itself. Null where the archive does
   * not say, says it relative to a folder that it does not name, or was not looked into.
   */
  readonly paths: readonly string[] | null;
  /** Bytes as restored, and files; null where the tool does not say. */
  readonly bytes: number | null;
  readonly files: number | null;
  /** Bytes of the archive itself, for plain archives; null where several share theirs. */
  readonly stored: number | null;
} & { readonly [key: string]: Json };

export const LONGEST_LIST = 500;

/** A check of the repository by its own tool. */
export type ReadableValue = {
  readonly ok: boolean;
  /** What is wrong, by known kinds: `damaged-pack`, `wrong-key`, `locked`, `not-a-repository`, `cut-off`, `other`. Never words of the tool. */
  readonly problems: readonly string[];
  /** Share of the stored data that was read, 0 to 1; share of the archives where the tool does not say how much is stored. */
  readonly share: number;
  readonly seconds: number;
} & { readonly [key: string]: Json };

/** What should start the job. */
export type JobValue = {
  /** Present, and started by itself. */
  readonly enabled: boolean;
  readonly active: boolean;
  /** ISO 8601; null where it never ran or does not say. */
  readonly lastRun: string | null;
  readonly nextRun: string | null;
  /** Whether the last run of its service ended well; null where nobody says. */
  readonly succeeded: boolean | null;
} & { readonly [key: string]: Json };

export type RoomValue = {
  /** Bytes on the file system of the store. */
  readonly free: number;
  readonly size: number;
} & { readonly [key: string]: Json };

/** The end of the last run as the job's own log tells it. */
export type LogValue = {
  /** ISO 8601 of the newest entry; null where entries carry no time. */
  readonly time: string | null;
  /** How many lines of the last run speak of an error. */
  readonly errors: number;
  /** Whether it says that an archive was written; its id where it is named. */
  readonly written: boolean;
  readonly archive: string | null;
} & { readonly [key: string]: Json };

/** What the configuration of borgmatic says it does. */
export type BorgmaticValue = {
  readonly sources: readonly string[];
  readonly repositories: readonly string[];
  readonly keep: { readonly [unit: string]: number };
  /** Names of databases that it dumps, with their kind: `postgresql:odoo`. */
  readonly databases: readonly string[];
  readonly checks: readonly string[];
} & { readonly [key: string]: Json };

/** The live data, for comparison; read only. */
export type DataValue = {
  /** Path on the host where it really lies; of a volume too. */
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
} & { readonly [key: string]: Json };

/** Snapshots of a whole machine that its provider keeps. They prove "ordered", never "restorable". */
export type ProviderValue = {
  readonly status: string;
  readonly snapshots: readonly { readonly id: string; readonly created: string; readonly expires: string | null }[];
  /** Whether automatic backups are ordered, null where the settings do not say which add-on that is; no interface tells that they ran. */
  readonly ordered: boolean | null;
} & { readonly [key: string]: Json };

/** A restore that was tried: fact `drill.restore`, subject the source of the data, vantage `engine`. */
export type RestoreValue = {
  readonly store: string;
  /** The newest archive that says it holds the data; null where there is none. */
  readonly archive: string | null;
  /** ISO 8601: when the archive was made. */
  readonly made: string | null;
  /**
   * What kept the data from coming back whole: `no-archive`, `not-in-archive`, `empty`, `cut-off`, `damaged`, `wrong-key`,
   * `not-a-repository`, `hostile`. A restore with one of them proves that there is no backup.
   */
  readonly problems: readonly string[];
  /** Bytes and files that were brought back, and of those how many seconds it took. */
  readonly bytes: number;
  readonly files: number;
  readonly seconds: number;
  /** Seconds that the databases took to start and to load. */
  readonly opening: number;
  /** Bytes of the whole data as the archive has it, and the seconds that bringing all back would take at this speed. */
  readonly whole: number;
  readonly estimate: number;
  /**
   * Files of a sample that were compared with the live source, of those that were not touched since the archive was made;
   * a folder without any file, live and restored, counts as one.
   */
  readonly compared: number;
  readonly differing: number;
  readonly missing: number;
  /** Databases that were opened, or should have been. */
  readonly databases: readonly RestoredDatabase[];
  /** Databases that nothing on the host could open; what they hold is not known. */
  readonly unopened: number;
} & { readonly [key: string]: Json };

export type RestoredDatabase = {
  /** `postgresql`, `mariadb` or `sqlite`. */
  readonly engine: string;
  /** As the server calls it; of SQLite the path in the data. */
  readonly name: string;
  readonly tables: number;
  readonly rows: number;
  /** Tables that were recorded at backup time; null where nothing was recorded. */
  readonly recorded: { readonly tables: number; readonly rows: number } | null;
  /** Known kinds: `does-not-open`, `damaged`, `copied-while-running`, `table-missing`, `rows-missing`, `cut-off`. */
  readonly problems: readonly string[];
} & { readonly [key: string]: Json };
