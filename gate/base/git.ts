import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A base that cannot be judged. It is never taken for one in which nothing was wrong. */
export class BaseError extends Error {
  override readonly name = "BaseError";
}

/** A reference that is none by its form. */
export class RefError extends Error {
  override readonly name = "RefError";
}

/** A commit of the repository that holds `folder`. */
export interface Commit {
  /** As it was asked for. */
  readonly ref: string;
  readonly hash: string;
  /** Top folder of the checkout. */
  readonly top: string;
}

/**
 * Finds the commit that a branch, tag, hash or expression such as `HEAD~1` names.
 *
 * @throws RefError where the text cannot be a reference: it is empty or would be read as an option.
 * @throws BaseError where there is no repository, no git, or no such commit in this clone.
 */
export async function findCommit(ref: string, folder: string): Promise<Commit> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no reference holds one, and a message would print it
  if (!/^[^-\u0000-\u0020\u007f][^\u0000-\u001f\u007f]*$/.test(ref))
    throw new RefError("--since takes a branch, tag or commit; it cannot be empty, nor begin with - or a space");
  const top = (await git(folder, ["rev-parse", "--show-toplevel"])).trimEnd();
  const hash = await git(top, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]).then(
    (out) => out.trim(),
    () => "",
  );
  if (/^[0-9a-f]{40,64}$/.test(hash)) return { ref, hash, top };
  const shallow = (await git(top, ["rev-parse", "--is-shallow-repository"])).trim() === "true";
  throw new BaseError(
    shallow
      ? `this clone is shallow and does not hold ${ref}, so nobody can tell what is new; fetch the history first (\`git fetch --unshallow\`, or fetch-depth: 0 of actions/checkout, or GIT_DEPTH: 0 of GitLab)`
      : `${ref} is no commit of this repository, so nobody can tell what is new; fetch it first, or name it as git does, such as origin/main`,
  );
}

/**
 * Writes the files of a commit into `into`, which must exist. The repository stays as it is: no
 * worktree is noted in it, no hook runs and the index is another file. Submodules stay empty.
 *
 * @param index a file that does not exist yet.
 * @throws BaseError where git cannot.
 */
export async function extract({ hash, top }: Commit, into: string, index: string): Promise<void> {
  const env = { GIT_INDEX_FILE: index };
  await git(top, ["read-tree", hash], env);
  await git(top, ["checkout-index", "--all", "--quiet", `--prefix=${into}/`], env);
}

async function git(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  try {
    const options = { cwd, env: { ...process.env, LC_ALL: "C", ...env }, maxBuffer: 64 * 1024 * 1024 };
    return (await promisify(execFile)("git", [...args], options)).stdout;
  } catch (error) {
    const { code, stderr = "" } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === "ENOENT") throw new BaseError("--since needs git, and there is no `git` on PATH");
    const why = stderr.split("\n").find((line) => line.trim() !== "") ?? `exit code ${code}`;
    throw new BaseError(`the base cannot be taken from git (git ${args[0]}): ${why}`);
  }
}
