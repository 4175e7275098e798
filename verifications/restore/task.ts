import type { BackupStore, Expectation, ExpectedData, ExpectedHost } from "../expectation.ts";

/** One volume or folder that is to be restored, and from where. */
export interface RestoreTask {
  readonly host: ExpectedHost;
  readonly data: ExpectedData;
  readonly store: BackupStore;
}

/** What is to be restored, and why some of it cannot be. */
export interface RestorePlan {
  readonly tasks: readonly RestoreTask[];
  /** Data without a task, each with a sentence. */
  readonly problems: readonly { readonly host: string; readonly source: string; readonly problem: string }[];
}

/**
 * Which data of these hosts a drill restores: all for which a backup is declared, or those of one name.
 *
 * @param hosts names of stacks.
 * @param volume name of a volume or path of a folder; undefined for all.
 */
export function planRestores(
  { hosts: all, stores = [] }: Expectation,
  hosts: ReadonlySet<string>,
  volume: string | undefined,
): RestorePlan {
  const tasks: RestoreTask[] = [];
  const problems: { host: string; source: string; problem: string }[] = [];
  for (const host of all.filter(({ name }) => hosts.has(name)))
    for (const data of host.data ?? []) {
      if (volume !== undefined && data.source !== volume) continue;
      if (data.unclear !== undefined) {
        problems.push({ host: host.name, source: data.source, problem: data.unclear });
        continue;
      }
      // What may be lost is not restored, and what has no policy is not found missing here.
      if (data.backup === null || data.backup.tool === "none") {
        if (volume !== undefined)
          problems.push({ host: host.name, source: data.source, problem: "no backup is declared for it" });
        continue;
      }
      const store = storeOf(data, host.name, stores);
      if (typeof store === "string") problems.push({ host: host.name, source: data.source, problem: store });
      else tasks.push({ host, data, store });
    }
  return { tasks, problems };
}

/** The place that a policy names, or a sentence why there is none. */
function storeOf({ backup }: ExpectedData, host: string, stores: readonly BackupStore[]): BackupStore | string {
  if (backup === null || backup.tool === "none") return "no backup is declared for it";
  const fitting = stores.filter(
    (store) =>
      store.host === host && store.tool === backup.tool && (backup.to === undefined || store.name === backup.to),
  );
  const [store] = fitting;
  const named = `${backup.tool} of ${host}${backup.to === undefined ? "" : ` named ${backup.to}`}`;
  if (store === undefined) return `the settings have no place under \`backups\` for ${named}`;
  if (fitting.length > 1) return `the settings have several places for ${named}; the declaration names none of them`;
  return store;
}
