import { lstatSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Folder } from "./folder.ts";
import type { ComposeInput, ComposeText, Unread } from "./input.ts";
import { LARGEST_COMPOSE } from "./project-files.ts";

/**
 * In order of preference. https://github.com/compose-spec/compose-spec/blob/main/03-compose-file.md
 * and `DefaultFileNames` in https://github.com/compose-spec/compose-go/blob/main/cli/options.go
 */
const STANDARD = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const OVERRIDES = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

export interface DiscoverOptions {
  /** All paths are files of one project, each overriding those before. */
  readonly merge?: boolean;
  /** False leaves alone the override file that lies beside a file of a standard name. */
  readonly override?: boolean;
}

/** The files of a project, none of which has been opened. */
export interface FoundProject {
  readonly main: string;
  /** Files that the person named to override it, in this order. */
  readonly overrides: readonly string[];
  /** The override file that lies beside it. */
  readonly brought: string | undefined;
  /** True where compose would find the files by itself. */
  readonly discovered: boolean;
}

/**
 * Finds the projects that paths stand for: a folder is its compose file; a file of a standard name
 * brings the override file beside it, as `docker compose` would in that folder; any other file is a
 * project of its own. An override file that a project brings is not judged once more on its own.
 */
export function findProjects(
  paths: readonly string[],
  { merge = false, override = true }: DiscoverOptions,
): FoundProject[] {
  const mains = [...new Map(paths.map(mainFile).map((path) => [resolve(path), path])).values()];
  if (merge) return [{ main: mains[0] as string, overrides: mains.slice(1), brought: undefined, discovered: false }];
  const found = mains.map((main) => ({ main, brought: override ? overrideBeside(main) : undefined }));
  const brought = new Set(found.flatMap(({ brought }) => (brought === undefined ? [] : [resolve(brought)])));
  return found
    .filter(({ main }) => brought.size === 0 || !brought.has(resolve(main)))
    .map(({ main, brought }) => ({ main, overrides: [], brought, discovered: override && isStandard(main) }));
}

/** Opens the files of a project. */
export function readFound({ main, overrides, brought, discovered }: FoundProject): ComposeInput | Unread {
  const named = overrides.map(readText);
  const all = brought === undefined ? named : [...named, readBeside(brought)];
  const text = readText(main);
  return "refused" in text ? text : { ...text, directory: dirname(main), overrides: all, discovered };
}

/** Finds and opens the projects that paths stand for. */
export function discoverProjects(paths: readonly string[], options: DiscoverOptions): (ComposeInput | Unread)[] {
  return findProjects(paths, options).map(readFound);
}

/** A file that the person named. */
export function readText(file: string): ComposeText | Unread {
  try {
    return { file, text: readFileSync(file, "utf8") };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    return { file, refused: `cannot be read (${code})` };
  }
}

/** A file that nobody named: only inside its folder, and bounded. */
function readBeside(file: string): ComposeText | Unread {
  const reading = new Folder(dirname(file)).read(resolve(file), LARGEST_COMPOSE);
  return "text" in reading ? { file, text: reading.text } : { file, refused: reading.refused };
}

function isStandard(file: string): boolean {
  return STANDARD.includes(basename(file));
}

function mainFile(path: string): string {
  if (kindOfFile(path) !== "folder") return path;
  const name = STANDARD.find((standard) => kindOfFile(join(path, standard)) !== undefined);
  return join(path, name ?? (STANDARD[0] as string));
}

function overrideBeside(main: string): string | undefined {
  if (!isStandard(main)) return undefined;
  const folder = dirname(main);
  const name = OVERRIDES.find((override) => kindOfFile(join(folder, override)) !== undefined);
  return name === undefined ? undefined : join(folder, name);
}

function kindOfFile(path: string): "folder" | "file" | undefined {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch (error) {
    // A link that leads nowhere is there and cannot be read, which has to be said.
    return (error as NodeJS.ErrnoException).code === "ENOENT" && !isLink(path) ? undefined : "file";
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
