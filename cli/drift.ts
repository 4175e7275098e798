import { basename } from "node:path";
import type { Command } from "commander";
import { readStacks } from "../gate/check.ts";
import { type Declared, readDeclared } from "../gate/declared.ts";
import { observedIn } from "../gate/json-source.ts";
import { DRIFT_IDS } from "../policies/settings/drift-ids.ts";
import { loadSettings } from "../policies/settings/load.ts";
import { defaultSettings } from "../policies/settings/settings.ts";
import { NO_WAIVERS } from "../policies/settings/waivers.ts";
import { type Comparison, judgeDrift } from "../verifications/drift/judge.ts";
import type { Seen } from "../verifications/facts/docker/observe.ts";
import { docker, type NamedEngine, observe } from "./engines.ts";
import { collect, type Done, profile, reports } from "./options.ts";
import { type Format, type Output, print, today } from "./output.ts";
import { Usage } from "./usage.ts";

interface DriftFlags extends Output {
  readonly cwd: string;
  readonly stack: readonly string[];
  readonly declared: readonly string[];
  readonly docker: readonly NamedEngine[];
  readonly settings?: string;
  readonly profile?: string;
  readonly format: Format;
}

/** `readiness drift` */
export function addDrift(root: Command, done: Done): void {
  const command = root
    .command("drift")
    .description("compare what is declared with what runs, property by property; changes nothing")
    .argument("[file...]", "what docker inspect printed on a host, as [stack=]file, instead of a live engine")
    .addOption(docker("the live engine of a stack: [stack=]local, unix://, tcp:// or ssh:// (repeatable)"))
    .option("--stack <name>", "compare only this stack of the project (repeatable)", collect, [])
    .option("--cwd <folder>", "folder of the Pulumi project", ".")
    .option("--declared <file>", "compose file or exported state, instead of the project (repeatable)", collect, [])
    .option("--settings <folder>", "folder that holds readiness.yaml and the waiver file, with --declared")
    .addOption(profile());
  reports(command).action(async (files: readonly string[], flags: DriftFlags) => done(await run(files, flags)));
}

async function run(files: readonly string[], flags: DriftFlags): Promise<number> {
  if (files.length === 0 && flags.docker.length === 0)
    throw new Usage("name what runs: an engine by --docker, or a file that docker inspect printed");
  const declared = await readDeclaration(flags);
  const ids = new Set(DRIFT_IDS);
  const { settings, waivers } =
    declared.folder === undefined
      ? { settings: defaultSettings(flags.profile), waivers: NO_WAIVERS }
      : loadSettings(declared.folder, flags.profile, process.cwd(), ids);
  const hosts = matched(declared.stacks, [...files.map(fromFile), ...(await fromEngines(flags.docker))]);
  const judgement = judgeDrift({
    hosts,
    pack: settings.pack,
    waivers,
    today: today(),
    otherStacks: declared.others,
  });
  return print(judgement, flags.format, flags);
}

type Declaration = Pick<Declared, "stacks"> & {
  readonly others: Declared["others"] | undefined;
  readonly folder: string | undefined;
};

async function readDeclaration({ cwd, stack, declared, settings }: DriftFlags): Promise<Declaration> {
  if (declared.length === 0) return await readDeclared(cwd, stack);
  if (stack.length > 0)
    throw new Usage("--stack chooses stacks of a project, and --declared names files instead of one");
  return { stacks: readStacks({ files: declared }), others: undefined, folder: settings };
}

/** What was seen of one host, and the stack that it is said to be. */
interface Host {
  readonly stack: string;
  readonly running: Comparison["running"];
  readonly problems: Comparison["problems"];
}

function fromFile(text: string): Host {
  const [, name, file = text] = /^([A-Za-z0-9][\w.-]*)=(.*)$/s.exec(text) ?? [];
  const stack = name ?? basename(file).replace(/\.json$/i, "");
  const observed = observedIn(file, stack);
  if (observed === undefined) {
    const message = `${file} is nothing that docker inspect prints, so nothing was compared with it`;
    return { stack, running: undefined, problems: [{ container: undefined, message, location: { path: "", file } }] };
  }
  const { containers } = observed;
  return {
    stack,
    problems: observed.stack.problems,
    running: { containers, notInspected: [], notEnforced: new Set() },
  };
}

async function fromEngines(engines: readonly NamedEngine[]): Promise<Host[]> {
  return (await observe(engines)).map(fromSeen);
}

function fromSeen(seen: Seen): Host {
  if (!("observed" in seen)) return { stack: seen.stack.name, running: undefined, problems: seen.stack.problems };
  const { observed, engine, notInspected } = seen;
  return {
    stack: observed.stack.name,
    problems: observed.stack.problems,
    running: { containers: observed.containers, notInspected, notEnforced: engine.notEnforced },
  };
}

/** One declared stack and one host belong together whatever they are called; otherwise their names have to agree. */
function matched(stacks: Declared["stacks"], hosts: readonly Host[]): Comparison[] {
  const [only, ...others] = stacks;
  if (only !== undefined && others.length === 0 && hosts.length === 1)
    return [{ declared: only, ...(hosts[0] as Host) }];
  const unused = new Set(hosts);
  const pairs = stacks.map((declared): Comparison => {
    const [host, ...more] = hosts.filter(({ stack }) => stack === declared.name);
    if (host === undefined || more.length > 0)
      throw new Usage(
        `the stack ${declared.name} has ${host === undefined ? "no host" : "more than one host"}; name one by --docker ${declared.name}=HOST, or choose stacks by --stack`,
      );
    unused.delete(host);
    return { declared, ...host };
  });
  for (const { stack } of unused)
    throw new Usage(`nothing is declared for ${stack}; name its stack by --docker STACK=HOST`);
  return pairs;
}
