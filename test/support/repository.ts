import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ExecutionContext } from "ava";
import { temporaryFolder } from "./temporary-folder.ts";

/** A git repository of one test. */
export interface Repository {
  readonly folder: string;
  /** Writes files (`undefined` deletes one) and commits all that there is; returns the hash. */
  commit(message: string, files: Readonly<Record<string, string | undefined>>): string;
  git(...args: readonly string[]): string;
}

/** A repository without a commit, whose folder has that name; it goes with the test. */
export function repository(t: ExecutionContext, name = "checkout"): Repository {
  const folder = join(temporaryFolder(t), name);
  mkdirSync(folder);
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8", env: OWN });
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Tester");
  git("config", "user.email", "tester@localhost");
  git("config", "commit.gpgsign", "false");
  return {
    folder,
    git,
    commit(message, files) {
      for (const [file, text] of Object.entries(files)) {
        const path = join(folder, file);
        mkdirSync(dirname(path), { recursive: true });
        if (text === undefined) rmSync(path);
        else writeFileSync(path, text);
      }
      git("add", "--all");
      git("commit", "--quiet", "--message", message);
      return git("rev-parse", "HEAD").trim();
    },
  };
}

/** Without what a git hook around the tests would say about another repository, and without the person's settings. */
const OWN = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"))),
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
};
