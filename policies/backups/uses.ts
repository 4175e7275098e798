import { BACKUP_PREFIX } from "../../model/backup.ts";
import { type DeclaredBackup, declaredBackups } from "../../model/backup-label.ts";
import type { Container, Mount } from "../../model/container.ts";
import { cleanPath } from "../../model/path.ts";
import { findKnown } from "../each.ts";
import type { Applies } from "../rule.ts";
import type { Use } from "./data.ts";
import { storageOf } from "./storage.ts";

/**
 * The mounts through which a container writes data, with what it declares for each.
 *
 * @throws UnknownValue where one of them, or a label that may be about one, is not known.
 */
export function usesOf(container: Container): readonly Use[] {
  const used = container.mounts.filter((mount) => storageOf(mount) !== undefined);
  const backups = used.length === 0 ? [] : declaredBackups(container);
  return used.flatMap((mount) => useOf(container.name, mount, backups) ?? []);
}

/** One of them; undefined where nothing is written through the mount. */
export function useOf(container: string, mount: Mount, backups: readonly DeclaredBackup[]): Use | undefined {
  const storage = storageOf(mount);
  if (storage === undefined) return undefined;
  const target = cleanPath(mount.target);
  return { at: mount.at, container, target, storage, declared: backups.find((one) => one.target === target) ?? null };
}

/** Whether a container declares any backup. */
export function declaresBackup({ labels }: Container): Applies {
  return findKnown(labels, ({ key }) => key.startsWith(BACKUP_PREFIX)) !== undefined || "it declares no backup";
}
