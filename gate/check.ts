import { type FoundProject, findProjects, readFound, readText } from "../model/from-compose/discover.ts";
import type { ComposeInput, Unread } from "../model/from-compose/input.ts";
import { unreadStack } from "../model/from-compose/unread-stack.ts";
import type { Stack } from "../model/stack.ts";
import { askedRules, judgeAlone } from "../policies/judge/judged-stack.ts";
import { type Cures, conclude, type Judgement, judgeStacks, type Terms } from "../policies/judge/judgement.ts";
import { RULES } from "../policies/rules/index.ts";
import { loadSettings } from "../policies/settings/load.ts";
import { defaultSettings } from "../policies/settings/settings.ts";
import { NO_WAIVERS } from "../policies/settings/waivers.ts";
import { type JsonSource, readJsonSource, stackOfJson } from "./json-source.ts";
import { type Around, readStackOf } from "./parallel/job.ts";
import { judgeProjects, threadsFor } from "./parallel/judge-projects.ts";

/** Which files make up which stack, and where the variables of compose come from. */
export interface ComposeOptions {
  /**
   * Paths of compose files, or of folders that hold one, of what `docker inspect` or `pulumi stack export`
   * has printed; each is one stack.
   */
  readonly files: readonly string[];
  /** Name of the stack of a file that `docker inspect` or `pulumi stack export` has printed; else its own. */
  readonly stackName?: string;
  /** All files are one stack, each overriding those before. */
  readonly merge?: boolean;
  /** False leaves alone the `compose.override.yaml` beside a `compose.yaml`. */
  readonly override?: boolean;
  /** Files of variables instead of the `.env` beside each file. */
  readonly envFiles?: readonly string[];
  /** Variables of the shell that deploys; none where it is not given, so that the verdict is the same everywhere. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Nothing outside of this folder is opened; the folder of each file where it is not given. */
  readonly root?: string;
}

export interface CheckOptions extends ComposeOptions {
  /** Folder with `readiness.yaml` and the waiver file; defaults hold where it is not given. */
  readonly settings?: string;
  readonly profile?: string;
  /** `2026-11-23`. */
  readonly today: string;
  /** Stacks that were read elsewhere, of a live engine for example, and are judged together with the files. */
  readonly others?: readonly Stack[];
  /** Which cures are wanted; all where it is not given. */
  readonly cures?: Cures;
}

/**
 * Judges compose files, and what `docker inspect` or `pulumi stack export` has printed. A file that cannot be
 * read is a finding and loses nothing else.
 */
export function checkFiles({ others = [], ...options }: CheckOptions): Judgement {
  return judgeStacks({ ...termsOf(options), stacks: [...readStacks(options), ...others] });
}

/**
 * The same judgement as of {@link checkFiles}, of many files in several threads.
 *
 * @param threads how many, this one among them; as many as are of use where it is not given.
 * @param takesPart false leaves the compose files to the other threads.
 * @throws Error where a thread ends before its work is done.
 */
export async function checkManyFiles(
  { others = [], ...options }: CheckOptions,
  threads?: number,
  takesPart = true,
): Promise<Judgement> {
  const { projects, json } = findSources(options);
  const count = threads ?? threadsFor(projects.length);
  if (count < 2) return checkFiles({ others, ...options });
  const terms = termsOf(options);
  const around = aroundOf(options);
  const vpn = terms.context.vpn.texts;
  const job = { projects, around, pack: terms.pack, context: { ...terms.context, vpn }, cures: terms.cures ?? "all" };
  const rest = [...json.map((source) => stackOfSource(source, options.stackName)), ...others];
  const asked = askedRules(terms.rules, terms.pack);
  const judgedRest = rest.map((stack) => judgeAlone(stack, asked, terms.context));
  const judged = await judgeProjects(job, count, takesPart);
  // What compares stacks needs their models; there are few with something to compare, which are read again.
  const compared = [
    ...projects.filter((_, index) => judged[index]?.compares).map((project) => readStackOf(project, around)),
    ...rest.filter((_, index) => judgedRest[index]?.compares),
  ];
  return conclude(terms, [...judged, ...judgedRest], compared);
}

function termsOf({ settings: folder, profile, today, cures }: Omit<CheckOptions, "others">): Terms {
  const { settings, waivers } =
    folder === undefined ? { settings: defaultSettings(profile), waivers: NO_WAIVERS } : loadSettings(folder, profile);
  return {
    rules: RULES,
    pack: settings.pack,
    context: settings.context,
    waivers,
    today,
    otherStacks: [],
    ...(cures === undefined ? {} : { cures }),
  };
}

/** Reads the stacks of the files. */
export function readStacks(options: ComposeOptions): Stack[] {
  const { projects, json } = findSources(options);
  const around = aroundOf(options);
  return [
    ...projects.map((project) => readStackOf(project, around)),
    ...json.map((source) => stackOfSource(source, options.stackName)),
  ];
}

interface Sources {
  readonly projects: readonly FoundProject[];
  readonly json: readonly JsonSource[];
}

function findSources({ files, ...options }: ComposeOptions): Sources {
  if (options.merge === true) return { projects: projectsOf(files, options), json: [] };
  const json = new Map<string, JsonSource>();
  for (const file of new Set(files)) {
    const source = readJsonSource(file);
    if (source !== undefined) json.set(file, source);
  }
  const others = json.size === 0 ? files : files.filter((file) => !json.has(file));
  return { projects: projectsOf(others, options), json: [...json.values()] };
}

function stackOfSource(source: JsonSource, name: string | undefined): Stack {
  return source.kind === "refused" ? unreadStack(source.file, source.refused) : stackOfJson(source, name);
}

/** The compose projects that files make up, with all that reading them takes. */
export function composeProjects(
  files: readonly string[],
  options: Omit<ComposeOptions, "files">,
): (ComposeInput | Unread)[] {
  const around = aroundOf(options);
  return projectsOf(files, options).map((found) => {
    const project = readFound(found);
    return "refused" in project ? project : { ...project, ...around };
  });
}

function projectsOf(
  files: readonly string[],
  { merge, override }: Pick<ComposeOptions, "merge" | "override">,
): FoundProject[] {
  if (files.length === 0) return [];
  return findProjects(files, {
    ...(merge === undefined ? {} : { merge }),
    ...(override === undefined ? {} : { override }),
  });
}

function aroundOf({ envFiles, environment, root }: Omit<ComposeOptions, "files">): Around {
  return {
    ...(envFiles === undefined || envFiles.length === 0 ? {} : { envFiles: envFiles.map(readText) }),
    ...(environment === undefined ? {} : { environment: { ...environment } }),
    ...(root === undefined ? {} : { root }),
  };
}
