import type { Backup } from "../model/backup.ts";
import type { Container, Mount } from "../model/container.ts";
import { backupCode } from "./backups.ts";
import { type Code, call, type Entry, list, literal, object, plain, quoted } from "./code.ts";
import type { Notes } from "./notes.ts";

/** Where paths begin that only the machine knows on which the source was used. */
export const ROOTS = { folder: "folder", home: "home" } as const;
export type Root = keyof typeof ROOTS;

/** What the program has to take from elsewhere. */
export interface Needs {
  readonly imports: Set<string>;
  readonly roots: Set<Root>;
}

/** Stands among the mounts for those of another container, which are declared by its name. */
const BORROWED = /\.volumes_from\[\d+\]$/;

/**
 * Entries of a container for what is mounted into it.
 *
 * @param backups what is to be written next to a mount, by its place.
 */
export function mountEntries(
  container: Container,
  backups: ReadonlyMap<string, Backup>,
  needs: Needs,
  notes: Notes,
): Entry[] {
  const mounts: Code[] = [];
  const memory: Entry[] = [];
  notes.each(
    "a mount",
    () => container.mounts.filter(({ at }) => !BORROWED.test(container.locate(at).path)),
    (mount) => {
      if (mount.type === "tmpfs") memory.push([mount.target, literal(mount.options ?? "")]);
      else if (mount.type === "npipe")
        notes.lost(`the named pipe at ${mount.target} is not declared: the provider mounts none`);
      else {
        const backup = backups.get(mount.at);
        const code = backup === undefined ? undefined : backupCode(backup, needs.imports);
        mounts.push(mount.type === "bind" ? bindOf(mount, code, needs) : volumeOf(mount, code, needs));
      }
      return undefined;
    },
  );
  return [
    ["mounts", mounts.length === 0 ? undefined : list(mounts)],
    ["tmpfs", memory.length === 0 ? undefined : object(memory)],
  ];
}

function bindOf({ source = "", target, readOnly, propagation }: Mount, backup: Code | undefined, needs: Needs): Code {
  const from = pathCode(source, needs);
  if (propagation === undefined && !(readOnly && backup !== undefined))
    return helper(readOnly ? "readOnly" : "bind", [from, literal(target), ...some(backup)], needs);
  return object([
    ["bind", from],
    ["target", literal(target)],
    ["readOnly", readOnly ? literal(true) : undefined],
    ["backup", backup],
    ["propagation", propagation === undefined ? undefined : literal(propagation)],
  ]);
}

function volumeOf({ source, target, readOnly }: Mount, backup: Code | undefined, needs: Needs): Code {
  const flag: Entry = ["readOnly", readOnly ? literal(true) : undefined];
  if (source === undefined) return object([["anonymous", literal(target)], flag]);
  if (!readOnly) return helper("volume", [literal(source), literal(target), ...some(backup)], needs);
  return object([["volume", literal(source)], ["target", literal(target)], flag, ["backup", backup]]);
}

function some(code: Code | undefined): readonly Code[] {
  return code === undefined ? [] : [code];
}

function helper(name: string, args: readonly Code[], { imports }: Needs): Code {
  imports.add(name);
  return call(name, args);
}

/** A path of the host. What is relative to the folder of the source, or to a home, begins with a setting. */
function pathCode(path: string, { roots }: Needs): Code {
  if (path === "~" || path.startsWith("~/")) {
    roots.add("home");
    return below(ROOTS.home, path.slice(2));
  }
  if (!/^\.{1,2}(\/|$)/.test(path)) return literal(path);
  roots.add("folder");
  return below(ROOTS.folder, path === "." ? "" : path.replace(/^\.\//, ""));
}

function below(root: string, rest: string): Code {
  if (rest === "") return plain(root);
  const isSimple = /^[\w@%+=:,./ -]+$/.test(rest);
  return plain(isSimple ? `\`\${${root}}/${rest}\`` : `${root} + ${quoted(`/${rest}`)}`);
}
