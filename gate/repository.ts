import { readStack } from "../model/from-pulumi/stack.ts";
import type { Stack } from "../model/stack.ts";
import type { Judgement } from "../policies/judge/judgement.ts";
import { judgeRepository } from "../policies/repository/judge.ts";
import type { UnreadFile } from "../policies/repository/repository.ts";
import { REPOSITORY_RULES } from "../policies/repository/rules.ts";
import { loadSettings } from "../policies/settings/load.ts";
import { readStacks } from "./check.ts";
import { ask } from "./repository/git.ts";
import { readHistory } from "./repository/history.ts";
import { readTracked } from "./repository/tracked.ts";

export interface RepositoryOptions {
  /** A folder of the work tree; all of the repository is judged. */
  readonly folder: string;
  /** Compose files that declare the containers which playbooks have to deploy. */
  readonly declared?: readonly string[];
  /** Runs the Pulumi program of the folder, as `gate` does, and takes its containers. */
  readonly program?: boolean;
  /** Folder with `readiness.yaml` and the waiver file; the folder itself where it is not given. */
  readonly settings?: string;
  readonly profile?: string;
  /** `2026-11-23`. */
  readonly today: string;
}

/** A judgement with what was left out of it on purpose. */
export interface JudgedRepository {
  readonly judgement: Judgement;
  /** Pictures, archives and submodules, which are not searched and are no findings. */
  readonly skipped: readonly UnreadFile[];
}

const IDS: ReadonlySet<string> = new Set(REPOSITORY_RULES.map(({ id }) => id));

/**
 * Judges the repository that deploys the hosts: its tracked files, its history and its playbooks.
 * Runs nothing of the repository unless `program` is set.
 *
 * @throws GitError, SettingsError or ProgramError where nothing can be judged.
 */
export async function judgeRepositoryIn(options: RepositoryOptions): Promise<JudgedRepository> {
  const { folder, profile, today } = options;
  const top = ask(folder, ["rev-parse", "--show-toplevel"]).replace(/\r?\n$/, "");
  const { settings, waivers } = loadSettings(options.settings ?? folder, profile, undefined, IDS);
  const { tracked, unread } = readTracked(top);
  const history = await readHistory(top);
  const judgement = judgeRepository({
    repository: { tracked, unread, history },
    wanted: await wantedStacks(options),
    pack: settings.pack,
    waivers,
    today,
  });
  return { judgement, skipped: unread.filter(({ suspicious }) => !suspicious) };
}

async function wantedStacks({ folder, declared = [], program }: RepositoryOptions): Promise<Stack[] | undefined> {
  if (declared.length === 0 && program !== true) return undefined;
  const stacks = declared.length === 0 ? [] : readStacks({ files: declared });
  if (program !== true) return stacks;
  // What runs programs takes long to load, and most repositories are judged without it.
  const [{ findProject, readStackConfig }, { runProgram }] = await Promise.all([
    import("./project.ts"),
    import("./program.ts"),
  ]);
  const project = findProject(folder);
  for (const stack of project.stacks)
    stacks.push(readStack(stack, await runProgram(project, stack, readStackConfig(project, stack))));
  return stacks;
}
