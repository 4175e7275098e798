import { basename } from "node:path";
import { discoverProjects, readText } from "../model/from-compose/discover.ts";
import { readCompose } from "../model/from-compose/read-compose.ts";
import type { Stack } from "../model/stack.ts";
import { type Judgement, judgeStacks } from "../policies/judge/judgement.ts";
import { RULES } from "../policies/rules/index.ts";
import { loadSettings } from "../policies/settings/load.ts";
import { defaultSettings } from "../policies/settings/settings.ts";
import { NO_WAIVERS } from "../policies/settings/waivers.ts";
import { type JsonSource, readJsonSource, stackOfJson } from "./json-source.ts";

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
}

/**
 * Judges compose files, and what `docker inspect` or `pulumi stack export` has printed. A file that cannot be
 * read is a finding and loses nothing else.
 */
export function checkFiles({ settings: folder, profile, today, others = [], ...options }: CheckOptions): Judgement {
  const { settings, waivers } =
    folder === undefined ? { settings: defaultSettings(profile), waivers: NO_WAIVERS } : loadSettings(folder, profile);
  return judgeStacks({
    stacks: [...readStacks(options), ...others],
    rules: RULES,
    pack: settings.pack,
    context: settings.context,
    waivers,
    today,
    otherStacks: [],
  });
}

/** Reads the stacks of the files. */
export function readStacks({ files, stackName, ...options }: ComposeOptions): Stack[] {
  if (options.merge === true) return readComposeFiles(files, options);
  const json = new Map<string, JsonSource>();
  for (const file of new Set(files)) {
    const source = readJsonSource(file);
    if (source !== undefined) json.set(file, source);
  }
  return [
    ...readComposeFiles(
      files.filter((file) => !json.has(file)),
      options,
    ),
    ...[...json.values()].map((source) =>
      source.kind === "refused" ? unreadStack(source.file, source.refused) : stackOfJson(source, stackName),
    ),
  ];
}

function readComposeFiles(
  files: readonly string[],
  { merge, override, envFiles, environment, root }: Omit<ComposeOptions, "files">,
): Stack[] {
  if (files.length === 0) return [];
  const projects = discoverProjects(files, {
    ...(merge === undefined ? {} : { merge }),
    ...(override === undefined ? {} : { override }),
  });
  const around = {
    ...(envFiles === undefined || envFiles.length === 0 ? {} : { envFiles: envFiles.map(readText) }),
    ...(environment === undefined ? {} : { environment }),
    ...(root === undefined ? {} : { root }),
  };
  return projects.map((project) =>
    "refused" in project ? unreadStack(project.file, project.refused) : readCompose({ ...project, ...around }),
  );
}

function unreadStack(file: string, refused: string): Stack {
  const message = `${file} ${refused}, so nothing in it was judged`;
  return {
    name: basename(file),
    containers: [],
    networks: [],
    volumes: [],
    secrets: new Set(),
    problems: [{ container: undefined, message, location: { path: "", file } }],
  };
}
