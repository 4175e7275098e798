import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { type Before, PACK_FOLDER, type Plan, type PlannedFile, planAdoption } from "../adopt/plan.ts";
import { type FoundStack, readComposeSources } from "../adopt/sources.ts";
import { readJsonSource, stackOfJson } from "../gate/json-source.ts";
import { findProject } from "../gate/project.ts";
import { parseSettings } from "../policies/settings/document.ts";
import { docker, type NamedEngine, observe } from "./engines.ts";
import { collect, type Done } from "./options.ts";
import { Usage } from "./usage.ts";

interface InitFlags {
  readonly cwd: string;
  readonly from: readonly string[];
  readonly docker: readonly NamedEngine[];
  readonly stack?: string;
  readonly variables: readonly string[];
  readonly dryRun?: boolean;
}

/** What a file became. */
type Outcome = "wrote" | "added" | "left" | "would write" | "would add to";

const BEYOND_INSPECT =
  "what is not judged (host name, working folder, extra hosts, addresses in other families, options of networks)";
const DECIDED = 0;
const NOT_ALL_READ = 2;
const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml"];
/** A program that is there already, and would not be the one that is written. */
const PROGRAMS = ["index.js", "index.mjs", "index.ts", "index.mts"];

/** `readiness init` */
export function addInit(root: Command, done: Done): void {
  root
    .command("init")
    .description("add policy pack, settings, waivers and workflow to a Pulumi project, or make one; overwrites nothing")
    .option("--cwd <folder>", "folder of the project", ".")
    .option(
      "--from <source>",
      "also declare what is there: a compose file or folder, JSON of docker inspect, or docker (repeatable)",
      collect,
      [],
    )
    .addOption(docker("also declare what a live engine runs: [stack=]local, unix://, tcp:// or ssh:// (repeatable)"))
    .option("--stack <name>", "name of the stack of a JSON file or a live engine (default: the file's or the host's)")
    .option("--variables <file>", "variables instead of the .env beside each compose file (repeatable)", collect, [])
    .option("--dry-run", "print what would be written, and write nothing")
    .action(async (flags: InitFlags) => done(await run(flags)));
}

async function run(flags: InitFlags): Promise<number> {
  const asked = resolve(flags.cwd);
  if (!existsSync(asked) || !statSync(asked).isDirectory())
    throw new Usage(`${flags.cwd} is no folder; make it, or name another one with --cwd`);
  const { folder, before } = look(asked);
  const found = await readSources(flags);
  const plan = planAdoption(before, found);
  const outcomes = apply(folder, plan, flags.dryRun === true);
  process.stdout.write(`The project in ${folder}:\n`);
  report(plan, outcomes, flags.dryRun === true, found.length > 0);
  return plan.notes.some(({ unread }) => unread) ? NOT_ALL_READ : DECIDED;
}

/** The project that holds a folder, going upwards as the Pulumi CLI does; else the folder, for a new one. */
function look(asked: string): { folder: string; before: Before } {
  const dependencies = packages();
  for (let at = asked; ; at = dirname(at)) {
    const file = PROJECT_FILES.map((name) => join(at, name)).find((path) => existsSync(path));
    if (file !== undefined)
      return { folder: at, before: { ...existing(at, file), folderName: basename(at), dependencies } };
    if (dirname(at) === at) break;
  }
  const program = PROGRAMS.find((name) => existsSync(join(asked, name)));
  if (program !== undefined)
    throw new Usage(
      `${asked} holds ${program} and no Pulumi.yaml, so it is no Pulumi project and no place for a new one; make an empty folder, or run \`pulumi new\` first`,
    );
  const manifest = readManifest(asked);
  if (manifest !== undefined && ["commonjs"].includes(String((JSON.parse(manifest) as { type?: unknown }).type)))
    throw new Usage(
      'package.json says "type": "commonjs", and the program is made of ES modules: run `npm pkg set type=module` first',
    );
  return { folder: asked, before: { project: undefined, folderName: basename(asked), manifest, dependencies } };
}

function existing(folder: string, file: string): Pick<Before, "project" | "manifest"> {
  const fields = parseSettings(basename(file), readFileSync(file, "utf8")).fields;
  const written = fields?.get("runtime");
  const runtime = written?.fields?.get("name")?.value ?? written?.value;
  if (runtime !== "nodejs")
    throw new Usage(
      `${basename(file)} declares the runtime ${String(runtime)}, and \`readiness gate\` and typed declarations are for programs in Node.js. The policy pack judges a program in any language: npm install pulumi-readiness @pulumi/policy @pulumi/pulumi, then pulumi preview --policy-pack node_modules/pulumi-readiness/dist/policies`,
    );
  const manifest = readManifest(folder);
  if (manifest === undefined)
    throw new Usage(
      `${folder} has no package.json, so nothing can be installed in it; run \`npm init\` and \`npm install --save-dev pulumi-readiness\` first`,
    );
  const { name, entry } = findProject(folder);
  return { project: { name, extension: /\.m?ts$/.test(entry) ? "ts" : "mjs" }, manifest };
}

function readManifest(folder: string): string | undefined {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8");
  try {
    JSON.parse(text);
  } catch {
    throw new Usage(`${file} is not valid JSON; correct it first`);
  }
  return text;
}

/** This package and its peers, in the versions that it is made for. */
function packages(): Record<string, string> {
  const own = createRequire(import.meta.url)("pulumi-readiness/package.json") as {
    name: string;
    version: string;
    peerDependencies: Record<string, string>;
  };
  return { ...own.peerDependencies, [own.name]: `^${own.version}` };
}

async function readSources(flags: InitFlags): Promise<FoundStack[]> {
  const live = flags.from.includes("docker") && flags.docker.length === 0;
  const named = flags.from.filter((source) => source !== "docker");
  const json = named.flatMap((file) => (existsSync(file) ? (readJsonSource(file) ?? []) : []));
  const files = named.filter((file) => !json.some((source) => source.file === file));
  const seen = await observe([
    ...(live ? engine("local") : []),
    ...flags.docker.map((one) => ({ ...one, stack: one.stack ?? flags.stack })),
  ]);
  // What docker inspect says of names, folders and hosts is in no reader, so that nobody can declare it.
  const beyond = { services: new Map(), lost: [BEYOND_INSPECT] };
  return [
    ...(files.length === 0 ? [] : readComposeSources({ files, envFiles: flags.variables })),
    ...json.map((source): FoundStack => {
      if (source.kind === "refused") throw new Usage(`${source.file} ${source.refused}`);
      const stack = stackOfJson(source, flags.stack);
      return { stack, source: source.file, folder: dirname(resolve(source.file)), beyond };
    }),
    ...seen.map((host): FoundStack => {
      const stack = "observed" in host ? host.observed.stack : host.stack;
      return { stack, source: `the engine of ${stack.name}`, folder: "/", beyond };
    }),
  ];

  function engine(value: string): NamedEngine[] {
    const option = docker("");
    return option.parseArg === undefined ? [] : (option.parseArg(value, []) as NamedEngine[]);
  }
}

/** Writes what is not there yet. A file that appears in between is left as well. */
function apply(
  folder: string,
  { files, manifest }: Plan,
  dryRun: boolean,
): readonly (readonly [Outcome, PlannedFile])[] {
  const outcomes = files.map((file): readonly [Outcome, PlannedFile] => {
    const path = join(folder, file.path);
    if (existsSync(path)) return ["left", file];
    if (dryRun) return ["would write", file];
    mkdirSync(dirname(path), { recursive: true });
    return [writeNew(path, file.text) ? "wrote" : "left", file];
  });
  if (manifest === undefined) return outcomes;
  const path = join(folder, manifest.path);
  if (!existsSync(path)) {
    if (!dryRun) writeNew(path, manifest.text);
    return [[dryRun ? "would write" : "wrote", manifest], ...outcomes];
  }
  if (!dryRun) writeFileSync(path, manifest.text);
  return [[dryRun ? "would add to" : "added", manifest], ...outcomes];
}

function writeNew(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function report(
  { todo, notes }: Plan,
  outcomes: readonly (readonly [Outcome, PlannedFile])[],
  dryRun: boolean,
  adopted: boolean,
): void {
  const width = Math.max(...outcomes.map(([outcome]) => outcome.length));
  const lines = outcomes.map(([outcome, { path }]) => {
    const why =
      outcome === "left" ? ", which is there already" : outcome.includes("add") ? ': the script "readiness"' : "";
    return `${outcome.padEnd(width)}  ${path}${why}`;
  });
  if (dryRun)
    for (const [outcome, { path, text }] of outcomes)
      if (outcome !== "left") lines.push("", `--- ${path}`, text.trimEnd());
  if (notes.length > 0) {
    lines.push("", "Not declared as it is there:");
    for (const { container, message } of notes)
      lines.push(`  ${container === undefined ? "" : `${container}: `}${message}`);
  }
  if (todo.length > 0) lines.push("", "To do:", ...todo.map((line) => `  ${line}`));
  lines.push("", "Judge it: npx readiness gate", `Inside the engine: pulumi preview --policy-pack ${PACK_FOLDER}`);
  if (adopted)
    lines.push(
      "What runs already has to be imported, or removed, before `pulumi up` can make it under the same names.",
    );
  process.stdout.write(`${lines.join("\n")}\n`);
}
