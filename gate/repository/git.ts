import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { devNull } from "node:os";

/** Git is missing, or refuses this folder; nothing in it can be judged. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/**
 * What keeps git from running anything that the repository brings: hooks, monitors, pagers, filters
 * and helpers. Only plumbing is called, which knows no aliases, no signatures and no text conversion.
 * `safe.bareRepository` refuses a repository that hides in a folder of another one.
 */
const GUARDS = [
  "--no-pager",
  "--no-optional-locks",
  "--no-replace-objects",
  "--literal-pathspecs",
  "-c",
  "core.fsmonitor=false",
  "-c",
  `core.hooksPath=${devNull}`,
  "-c",
  "core.untrackedCache=false",
  "-c",
  "core.quotePath=false",
  "-c",
  "core.alternateRefsCommand=",
  "-c",
  "safe.bareRepository=explicit",
  "-c",
  "submodule.recurse=false",
];

/** The environment without what turns git elsewhere, and with all transports shut, so that nothing is fetched. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_ATTR_NOSYSTEM: "1",
  };
}

const LONGEST_ANSWER = 256 * 1024 * 1024;
const DEADLINE = 60_000;

/**
 * Asks git for a short answer.
 *
 * @throws GitError where it gives none. The message quotes nothing that git says.
 */
export function ask(folder: string, args: readonly string[]): string {
  const { status, stdout, error } = spawnSync("git", [...GUARDS, ...args], {
    cwd: folder,
    env: environment(),
    encoding: "utf8",
    maxBuffer: LONGEST_ANSWER,
    timeout: DEADLINE,
  });
  if (error !== undefined) throw unavailable(error);
  if (status !== 0)
    throw new GitError(
      `git ${args[0]} does not answer for this folder (exit code ${status}); it has to be the work tree of a repository that belongs to you (safe.directory)`,
    );
  return stdout;
}

function unavailable(error: Error): GitError {
  const code = (error as NodeJS.ErrnoException).code;
  const why =
    code === "ENOENT"
      ? "git is not installed, or the folder does not exist"
      : `git cannot be run (${code ?? error.name})`;
  return new GitError(`${why}, so nobody can tell what is tracked`);
}

/** Starts git for a long answer; the caller reads its output and waits for its end with {@link ended}. */
export function start(folder: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn("git", [...GUARDS, ...args], { cwd: folder, env: environment() });
  // What it complains of holds names of this machine; its exit code says enough.
  child.stderr.resume();
  // Ends of pipes that break are seen by the exit codes.
  child.stdin.on("error", () => {});
  return child;
}

/** @returns the exit code; -1 where the process could not be started or was killed. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<number> {
  return new Promise((resolve) => {
    child.once("error", () => resolve(-1));
    child.once("close", (code) => resolve(code ?? -1));
  });
}
