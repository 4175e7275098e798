/** Defects that the checks of backups report; of-backups.test.ts builds their situations. */
export const OF_BACKUPS: readonly string[] = [
  "no-backup-on-lady-and-mail-backup-path-missing",
  "secrets-archive-not-encrypted",
];
