import { formatBackup, type ReadBackup } from "../../model/backup-label.ts";
import { isWithin } from "../mounts/host-path.ts";
import { byCodeUnit } from "../order.ts";
import { keyOf, type Storage } from "./storage.ts";

/** One mount through which a container writes data. */
export interface Use {
  /** Place of the mount. */
  readonly at: string;
  readonly container: string;
  /** Path in the container. */
  readonly target: string;
  readonly storage: Storage;
  /** What the container declares for it. */
  readonly declared: { readonly at: string; readonly read: ReadBackup } | null;
}

/** The same data, with all who write it. */
export interface Data {
  readonly storage: Storage;
  /** In the order of the names of their containers. */
  readonly uses: readonly Use[];
  /**
   * The uses that say how it is kept, one for each way; two contradict each other. Where none does, that of the
   * nearest folder above it: who keeps a folder keeps what lies in it.
   */
  readonly said: readonly Use[];
}

/** Deeper paths than anybody writes. */
const DEEPEST = 64;

/** Puts together what several containers say about the same data: one of those that share it says it for all. */
export function dataOf(uses: readonly Use[]): readonly Data[] {
  const byKey = new Map<string, Use[]>();
  for (const use of [...uses].sort((a, b) => byCodeUnit(a.container, b.container) || byCodeUnit(a.target, b.target))) {
    const key = keyOf(use.storage);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [use]);
    else same.push(use);
  }
  const own = new Map([...byKey].map(([key, same]) => [key, distinct(same)]));
  return [...byKey]
    .sort(([one], [other]) => byCodeUnit(one, other))
    .map(([key, same]) => {
      const [{ storage }] = same as [Use];
      return {
        storage,
        uses: same,
        said:
          foldersFrom(key, storage)
            .map((one) => own.get(one) ?? [])
            .find(isSaid) ?? [],
      };
    });
}

function isSaid(uses: readonly Use[]): boolean {
  return uses.length > 0;
}

/** One for each text of a label; what cannot be read is never the same as anything else. */
function distinct(uses: readonly Use[]): Use[] {
  const texts = new Map<string, Use>();
  for (const use of uses) {
    if (use.declared === null) continue;
    const { read } = use.declared;
    const text = "backup" in read ? formatBackup(read.backup) : `${use.container} ${use.target}`;
    if (!texts.has(text)) texts.set(text, use);
  }
  return [...texts.values()];
}

/** Its own key, then those of the folders above it, nearest first. */
function foldersFrom(key: string, { kind, source }: Storage): string[] {
  const keys = [key];
  if (kind === "volume") return keys;
  for (let path = source; keys.length < DEEPEST; ) {
    path = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
    if (path === "" || !isWithin(source, path)) break;
    keys.push(keyOf({ kind, source: path }));
  }
  return keys;
}
