import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Command, Option } from "commander";
import { BaseError, RefError } from "../gate/base/git.ts";
import { type BaseTree, withBaseTree } from "../gate/base/tree.ts";
import { ensuring } from "../gate/ensuring.ts";
import type { Baseline } from "../policies/judge/compare.ts";
import type { Judgement } from "../policies/judge/judgement.ts";
import { BaselineError, readBaseline } from "../reports/baseline.ts";
import { Usage } from "./usage.ts";

/** `--since` */
export function since(): Option {
  return new Option(
    "--since <gitref>",
    "judge this branch, tag or commit too: what it has already is shown and does not refuse",
  ).conflicts("baseline");
}

/** What stands for a command's arguments and options at the base; those that are not named stay as they are. */
export interface AtBase {
  readonly files?: readonly string[];
  readonly options?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Both {
  readonly judgement: Judgement;
  /** Undefined where no base is asked for. */
  readonly since: Baseline | undefined;
}

/** How reports are made is no part of what is judged. */
const REPORTING = new Set(["since", "baseline", "format", "out"]);
/** A report over thousands of containers, in bytes. */
const LARGEST_REPORT = 512 * 1024 * 1024;

/**
 * Judges, and where a base is asked for, judges the same at that commit in a process of its own.
 *
 * @param around a folder in the repository.
 * @param select says what of the arguments there is at the base; where that is nothing, every finding is new.
 * @throws Usage where the reference cannot be one.
 * @throws BaseError where the base cannot be judged: it is never taken for one without findings.
 */
export async function judgeSince(
  { command, ref, around }: { readonly command: Command; readonly ref: string | undefined; readonly around: string },
  select: (tree: BaseTree) => AtBase | undefined,
  judge: () => Judgement | Promise<Judgement>,
): Promise<Both> {
  if (ref === undefined) return { judgement: await judge(), since: undefined };
  const base = withBaseTree(ref, around, async (tree) => {
    const there = select(tree);
    return there === undefined ? { findings: [] } : await judgeBase(command, tree, there);
  });
  const [before, now] = await Promise.allSettled([base, Promise.resolve().then(judge)]);
  if (now.status === "rejected") throw now.reason;
  if (before.status === "fulfilled") return { judgement: now.value, since: before.value };
  throw before.reason instanceof RefError ? new Usage(before.reason.message) : before.reason;
}

async function judgeBase(command: Command, tree: BaseTree, there: AtBase): Promise<Baseline> {
  const { folder, commit } = tree;
  const words = argumentsOf(command, tree, there);
  const { code, stdout, stderr } = await runReadiness([command.name(), ...words], folderOf(tree));
  // Where the base was judged is nobody's business, and another folder on every run.
  const told = (text: string) => text.replaceAll(JSON.stringify(folder).slice(1, -1), commit.top);
  try {
    return readBaseline(commit.ref, told(stdout));
  } catch (error) {
    if (!(error instanceof BaselineError)) throw error;
    const why =
      told(stderr)
        .trim()
        .replace(/^readiness: /, "") || `it ended with ${code}`;
    throw new BaseError(`the base ${commit.ref} cannot be judged, so nobody can tell what is new: ${why}`);
  }
}

/** The folder that stands for the one that the command was started in; it may not be there at the base. */
function folderOf(tree: BaseTree): string {
  let folder: string;
  try {
    folder = tree.at(process.cwd());
  } catch {
    return tree.folder;
  }
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The words that the command was called with, as far as they say what is judged, for the tree of the base. */
function argumentsOf(command: Command, tree: BaseTree, there: AtBase): string[] {
  const { top } = tree.commit;
  const at = (value: string) => (value === top || value.startsWith(`${top}/`) ? tree.at(value) : value);
  const words = command.options.flatMap((option) => {
    const name = option.attributeName();
    const value = there.options?.[name] ?? command.getOptionValue(name);
    const isGiven = there.options?.[name] !== undefined || command.getOptionValueSource(name) === "cli";
    if (!isGiven || REPORTING.has(name)) return [];
    if (typeof value === "boolean") return value === option.negate ? [] : [option.long as string];
    return [value].flat().map((word) => `${option.long}=${at(String(word))}`);
  });
  const files = there.files ?? command.args;
  return [...words, "--format=json", ...(files.length === 0 ? [] : ["--", ...files.map(at)])];
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runReadiness(args: readonly string[], cwd: string): Promise<Ran> {
  // Beside the sources in a checkout, beside `dist` in the published package.
  const [bin] = ["../bin/readiness.mjs", "../../bin/readiness.mjs"]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .filter((path) => existsSync(path));
  if (bin === undefined) throw new BaseError("the command bin/readiness.mjs is not part of this installation");
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { ...process.env, PWD: cwd, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return ensuring(
    () => child.kill("SIGKILL"),
    () =>
      new Promise((resolve, reject) => {
        const said = { stdout: "", stderr: "" };
        for (const stream of ["stdout", "stderr"] as const)
          child[stream].setEncoding("utf8").on("data", (text: string) => {
            said[stream] += text;
            if (said[stream].length > LARGEST_REPORT) child.kill("SIGKILL");
          });
        child.once("error", reject).once("close", (code) => resolve({ code, ...said }));
      }),
  );
}
