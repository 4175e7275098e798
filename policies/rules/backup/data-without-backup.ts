import { backupLabel } from "../../../model/backup.ts";
import type { Container } from "../../../model/container.ts";
import { cleanPath } from "../../../model/path.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import { type Data, dataOf, type Use } from "../../backups/data.ts";
import { servedFrom } from "../../backups/database.ts";
import { DECIDE, proposedBackup } from "../../backups/proposal.ts";
import { keyOf, storageOf, volumesInMemory } from "../../backups/storage.ts";
import { usesOf } from "../../backups/uses.ts";
import { put } from "../../cure/values.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";
import { shown } from "../../shown.ts";

/** More names than anybody reads. */
const MOST_NAMED = 5;

export default stackRule<readonly Use[]>({
  id: "data-without-backup",
  title: "Data that a container writes is kept nowhere else",
  why: "A disk that fails, a wrong command or a break-in takes it for good, and nobody has decided that it may go.",
  premises: { precondition: "none", impact: "container" },
  references: [
    page(
      "Back up, restore, or migrate data volumes",
      "https://docs.docker.com/engine/storage/volumes/#back-up-restore-or-migrate-data-volumes",
    ),
  ],
  remedy:
    "Say next to the mount how it is kept (label readiness.backup. and its path in the container), or why nobody needs it back (none; reason=made again by ...).",
  cure: ({ at }, container) => {
    const mount = container.mounts.find((candidate) => candidate.at === at);
    if (mount === undefined) return [];
    const isDatabase = servedFrom(container).some((served) => served.at === at);
    const value = proposedBackup(container, isDatabase);
    return put(container, "labels", backupLabel(cleanPath(mount.target)), value, DECIDE);
  },
  appliesTo: (container) => usesOf(container).length > 0 || "it writes no data outside of itself",
  collect: usesOf,
  *check(contributions, { stack, unknown }) {
    const containers = new Map(contributions.map(({ container }) => [container.name, container]));
    const inMemory = volumesInMemory(stack);
    for (const data of dataOf(contributions.flatMap(({ value }) => value))) {
      const { storage, uses, said } = data;
      if (said.length > 0 || (storage.kind === "volume" && inMemory.has(storage.source))) continue;
      const [first] = uses;
      const container = containers.get(first?.container ?? "");
      if (first === undefined || container === undefined) continue;
      const other = unknown.find((one) => maySayIt(one, data));
      yield other === undefined
        ? { container, at: first.at, detail: storage.source, message: messageOf(data) }
        : {
            container,
            at: first.at,
            undecided: `${shown(other.name)} may say how ${shown(storage.source)} is kept, and is not known`,
          };
    }
  },
});

function messageOf({ storage, uses }: Data): string {
  const what = storage.kind === "volume" ? "the volume" : "what it writes to";
  const others = [...new Set(uses.map(({ container }) => container))].slice(1);
  const named = others.slice(0, MOST_NAMED).map(shown).join(", ");
  const more = others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : "";
  const shared = others.length === 0 ? "" : `, which ${named}${more} ${others.length === 1 ? "writes" : "write"} too`;
  return `nothing says how ${what} ${shown(storage.source)} is kept a second time${shared}`;
}

/** Whether a container that could not be read may mount the same data, or a folder above it. */
function maySayIt(container: Container, { storage }: Data): boolean {
  try {
    return container.mounts.some((mount) => {
      const own = storageOf(mount);
      return own !== undefined && (keyOf(own) === keyOf(storage) || isAbove(own.source, storage.source));
    });
  } catch (error) {
    if (error instanceof UnknownValue) return true;
    throw error;
  }
}

function isAbove(folder: string, path: string): boolean {
  return path.startsWith(`${folder}/`);
}
