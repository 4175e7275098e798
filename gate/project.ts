import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { MISSING_SECRET } from "../model/expectations.ts";
import { parseSettings } from "../policies/settings/document.ts";

/** A project or program that cannot be run, and what to do about it. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
}

/** A Pulumi project on disk. */
export interface Project {
  readonly name: string;
  readonly folder: string;
  /** The module that the engine would run. */
  readonly entry: string;
  /** Stacks that have a settings file, sorted. */
  readonly stacks: readonly string[];
}

/** Configuration of a stack as the program reads it; secrets are stood in for, never decrypted. */
export interface StackConfig {
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml"];
const STACK_FILE = /^Pulumi\.(.+)\.ya?ml$/;

/**
 * Finds the project that holds `folder`, going upwards as the Pulumi CLI does.
 *
 * @throws ProgramError where there is none, or where it is not a Node.js project.
 */
export function findProject(folder: string): Project {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = PROJECT_FILES.map((name) => join(at, name)).find((path) => existsSync(path));
    if (file !== undefined) return readProject(at, file);
    if (dirname(at) === at)
      throw new ProgramError(
        `${resolve(folder)} is in no Pulumi project: no Pulumi.yaml there or above; run this in a project, or judge compose files with \`readiness check FILE\``,
      );
  }
}

function readProject(folder: string, file: string): Project {
  const project = record(readYaml(file));
  const name = project?.name;
  if (typeof name !== "string" || name === "") throw new ProgramError(`${file} gives the project no name`);
  const runtime = record(project?.runtime)?.name ?? project?.runtime;
  if (runtime !== "nodejs")
    throw new ProgramError(
      `${file} declares the runtime ${String(runtime)}; the gate runs nodejs programs in process, use \`pulumi preview --policy-pack\` for others`,
    );
  const stacks = readdirSync(folder)
    .map((entry) => STACK_FILE.exec(entry)?.[1])
    .filter((stack): stack is string => stack !== undefined)
    .sort();
  return { name, folder, entry: entryOf(folder, project?.main), stacks };
}

/**
 * The module that the engine would run, in its order: `main` of Pulumi.yaml (a folder or a module),
 * then `exports`, then `main` of package.json, then an index (cmd/run/run.ts in pulumi/pulumi).
 */
function entryOf(folder: string, main: unknown): string {
  const start = typeof main === "string" ? resolve(folder, main) : folder;
  if (isFile(start)) return start;
  const file = join(start, "package.json");
  const manifest = isFile(file) ? record(JSON.parse(readFileSync(file, "utf8"))) : undefined;
  const declared = typeof main === "string" ? undefined : (exported(manifest?.exports) ?? manifest?.main);
  if (typeof declared === "string") {
    if (isFile(resolve(start, declared))) return resolve(start, declared);
    throw new ProgramError(`${file} names the program ${declared}, which does not exist`);
  }
  const index = ["index.js", "index.mjs", "index.ts", "index.mts"].map((name) => join(start, name)).find(isFile);
  if (index === undefined)
    throw new ProgramError(`${start} holds no program: neither main of package.json nor an index module exists`);
  return index;
}

function exported(exports: unknown): unknown {
  if (typeof exports === "string") return exports;
  const main = record(exports)?.["."];
  const conditions = record(main);
  return conditions === undefined ? main : (conditions.default ?? conditions.require ?? conditions.import);
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/**
 * Reads the settings file of a stack. An encrypted value is replaced by a placeholder and its key
 * is kept as secret: the gate needs no passphrase.
 *
 * @throws ProgramError where the stack has no settings file or it is not readable.
 */
export function readStackConfig(project: Project, stack: string): StackConfig {
  const file = [`Pulumi.${stack}.yaml`, `Pulumi.${stack}.yml`]
    .map((name) => join(project.folder, name))
    .find((path) => existsSync(path));
  if (file === undefined)
    throw new ProgramError(
      `the stack ${stack} has no Pulumi.${stack}.yaml in ${basename(project.folder)}; there ${project.stacks.length === 0 ? "is none" : `are ${project.stacks.join(", ")}`}`,
    );
  const config = record(record(readYaml(file))?.config) ?? {};
  const values: Record<string, string> = {};
  const secretKeys: string[] = [];
  for (const [key, value] of Object.entries(config)) {
    const full = key.includes(":") ? key : `${project.name}:${key}`;
    const secret = record(value)?.secure !== undefined;
    if (secret || holdsSecure(value)) secretKeys.push(full);
    values[full] = secret ? MISSING_SECRET : typeof value === "string" ? value : JSON.stringify(withoutSecure(value));
  }
  return { values, secretKeys };
}

/** The parser's own errors would quote the text, which may hold secrets; these name file, line and column. */
function readYaml(file: string): unknown {
  return parseSettings(relative(process.cwd(), file) || file, readFileSync(file, "utf8")).value;
}

function holdsSecure(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecure);
  const map = record(value);
  return map !== undefined && (Object.keys(map).join() === "secure" || Object.values(map).some(holdsSecure));
}

function withoutSecure(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecure);
  const map = record(value);
  if (map === undefined) return value;
  if (Object.keys(map).join() === "secure") return MISSING_SECRET;
  return Object.fromEntries(Object.entries(map).map(([key, inner]) => [key, withoutSecure(inner)]));
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
