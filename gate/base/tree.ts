import { existsSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { inTemporaryFolder } from "../temporary-folder.ts";
import { BaseError, type Commit, extract, findCommit } from "./git.ts";

/** The files of a commit, beside the checkout. */
export interface BaseTree {
  readonly commit: Commit;
  /** Stands for the top folder of the checkout and has its name, because compose projects are named after folders. */
  readonly folder: string;
  /**
   * Where a file or folder of the checkout lies in the tree, whether it exists there or not.
   *
   * @throws BaseError where it lies outside of the repository.
   */
  at(path: string): string;
  /** Lets the programs in a folder of the tree use what is installed for the same folder of the checkout. */
  linkModules(folder: string): void;
}

/**
 * Extracts a commit of the repository that holds `around` into a temporary folder, which is gone
 * after `work`, also when that is interrupted.
 *
 * @throws RefError, BaseError
 */
export async function withBaseTree<T>(ref: string, around: string, work: (tree: BaseTree) => Promise<T>): Promise<T> {
  const commit = await findCommit(ref, around);
  return await inTemporaryFolder("base", async (temporary) => {
    const folder = join(temporary, "tree", basename(commit.top) || "root");
    mkdirSync(folder, { recursive: true });
    await extract(commit, folder, join(temporary, "index"));
    return await work(treeOf(commit, folder));
  });
}

function treeOf(commit: Commit, folder: string): BaseTree {
  const top = realpathSync(commit.top);
  const at = (path: string) => {
    const inside = relative(top, placeOf(path));
    if (!isInside(inside))
      throw new BaseError(
        `${path} lies outside of the git repository, so it has no state at ${commit.ref} to compare with`,
      );
    return join(folder, inside);
  };
  const linkModules = (path: string) => {
    for (let here = placeOf(path); ; here = dirname(here)) {
      const modules = join(here, "node_modules");
      // What lies above the checkout is found above its copy.
      const copy = isInside(relative(top, here)) ? at(here) : dirname(folder);
      if (existsSync(modules) && existsSync(copy) && !existsSync(join(copy, "node_modules")))
        symlinkSync(modules, join(copy, "node_modules"));
      if (dirname(here) === here) return;
    }
  };
  return { commit, folder, at, linkModules };
}

/** The place of a file or folder, which need not exist (any more), without links on the way to it. */
function placeOf(path: string): string {
  const whole = resolve(path);
  const above = dirname(whole);
  if (above === whole) return whole;
  return join(existsSync(above) ? realpathSync(above) : placeOf(above), basename(whole));
}

function isInside(inside: string): boolean {
  return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}
