import { readFileSync, writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { backupJob } from "../recovery/job.ts";
import { type Item, planBackup } from "../recovery/plan.ts";
import { restoreScript, STAGES, type Stage } from "../recovery/restore.ts";
import { type Measured, runbook } from "../recovery/runbook.ts";
import { jobFile, unitsOf } from "../recovery/units.ts";
import { type Declaration, readDeclaration } from "./declaration.ts";
import type { Done } from "./options.ts";
import { Usage } from "./usage.ts";

type Stack = Declaration["stacks"][number];

interface JobFlags {
  readonly stack: string;
  readonly place?: string;
  readonly cwd: string;
  readonly print: "job" | "service" | "timer" | "file";
}

interface RestoreFlags {
  readonly stack: string;
  readonly stage: Stage;
  readonly from?: string;
  readonly cwd: string;
}

interface RunbookFlags {
  readonly stack: string;
  readonly from?: string;
  readonly measured?: string;
  readonly out?: string;
  readonly cwd: string;
}

/** `readiness recovery` */
export function addRecovery(root: Command, done: Done): void {
  const recovery = root.command("recovery").description("what brings data back, made from the declaration");
  recovery
    .command("job")
    .description("print the backup job of a host, and what starts it")
    .requiredOption("--stack <name>", "the host's stack")
    .option("--place <name>", "only what goes to this place of the settings")
    .option("--cwd <folder>", "folder of the Pulumi project", ".")
    .addOption(
      new Option(
        "--print <what>",
        "the script, a unit of systemd that runs it, or where the script belongs on the host",
      )
        .choices(["job", "service", "timer", "file"])
        .default("job"),
    )
    .action(async (flags: JobFlags) => done(await printJob(flags)));
  recovery
    .command("restore")
    .description("print the script that brings a lost host's data back on a new one")
    .requiredOption("--stack <name>", "the host's stack")
    .addOption(
      new Option("--stage <stage>", "files before its containers are made, databases once they run, history in the end")
        .choices([...STAGES])
        .makeOptionMandatory(),
    )
    .option("--from <host>", "the host that holds the copies (default: the first one of each place)")
    .option("--cwd <folder>", "folder of the Pulumi project", ".")
    .action(async (flags: RestoreFlags) => done(await printRestore(flags)));
  recovery
    .command("runbook")
    .description("print how a lost host is made anew, step by step")
    .requiredOption("--stack <name>", "the host's stack")
    .option("--from <host>", "the host that holds the copies (default: the first one that does)")
    .option("--measured <file>", "what a rehearsal has written: its times are shown")
    .option("--out <file>", "write it into a file")
    .option("--cwd <folder>", "folder of the Pulumi project", ".")
    .action(async (flags: RunbookFlags) => done(await printRunbook(flags)));
}

async function printRestore({ stack, stage, from, cwd }: RestoreFlags): Promise<number> {
  const { host, plan } = await planOf(cwd, stack);
  if (plan.problems.length > 0) return refuse(plan.problems);
  process.stdout.write(restoreScript(host, plan.items, stage, from));
  return 0;
}

async function printRunbook({ stack, from, measured, out, cwd }: RunbookFlags): Promise<number> {
  const { host, plan, declared, settings } = await planOf(cwd, stack);
  if (plan.problems.length > 0) return refuse(plan.problems);
  const keeper = from ?? plan.items.flatMap(({ store }) => store.copies)[0]?.host;
  if (keeper === undefined) return refuse([`no other place holds a copy of what ${stack} keeps`]);
  const text = runbook({
    ...{ host, items: plan.items, keeper, keys: settings.configuration },
    secrets: secretsOf(declared),
    given: givenTo(declared),
    ...(measured === undefined ? {} : { measured: readMeasured(measured) }),
  });
  if (out === undefined) process.stdout.write(text);
  else writeFileSync(out, text);
  return 0;
}

/** What is secret in containers, by the name of its variable or file. */
function secretsOf({ containers, secrets }: Stack): string[] {
  const isSecret = (value: string | undefined) => value !== undefined && value !== "" && secrets.has(value);
  return containers.flatMap((container) => {
    const names = [
      ...container.env.flatMap(({ key, value }) => (isSecret(value) || isSecret(`${key}=${value}`) ? key : [])),
      ...container.files.flatMap(({ target, content, secret }) => (secret || isSecret(content) ? target : [])),
    ];
    return names.length === 0 ? [] : `${container.name} (${names.join(", ")})`;
  });
}

/** Paths of the host that containers read and none writes. */
function givenTo({ containers }: Stack): string[] {
  const binds = containers.flatMap(({ mounts }) => mounts.filter(({ type }) => type === "bind"));
  const written = binds.filter(({ readOnly }) => !readOnly).map(({ source = "" }) => source);
  const isWritten = (path: string) => written.some((above) => path === above || path.startsWith(`${above}/`));
  const own = binds.flatMap(({ source = "", readOnly }) => (readOnly && !isWritten(source) ? source : []));
  return [...new Set(own)]
    .filter((path) => !/^\/($|proc|sys|dev|run|lib|etc\/(localtime|timezone)|var\/(run|lib\/docker))(\/|$)/.test(path))
    .sort();
}

/** @throws Usage where the file is not what a rehearsal writes. */
function readMeasured(file: string): Measured {
  try {
    const { host, started, steps } = JSON.parse(readFileSync(file, "utf8")) as Measured;
    if (typeof host !== "string" || Number.isNaN(Date.parse(started))) throw new TypeError();
    return {
      host,
      started,
      steps: steps.map(({ title, seconds }) => ({ title: String(title), seconds: Number(seconds) })),
    };
  } catch {
    throw new Usage(`${file} is not what a rehearsal writes`);
  }
}

async function planOf(cwd: string, stack: string) {
  const { expectation, settings, stacks } = await readDeclaration(cwd);
  const host = expectation.hosts.find(({ name }) => name === stack);
  const declared = stacks.find(({ name }) => name === stack);
  if (host === undefined || declared === undefined)
    throw new Usage(
      `the project has no stack ${stack}; there are ${expectation.hosts.map(({ name }) => name).join(", ")}`,
    );
  return { host, declared, settings, plan: planBackup(host, settings.backups) };
}

async function printJob({ stack, place, cwd, print }: JobFlags): Promise<number> {
  const { settings, plan } = await planOf(cwd, stack);
  if (place !== undefined && !settings.backups.some((store) => store.host === stack && store.name === place))
    throw new Usage(`the settings name no place ${place} of ${stack} under backups`);
  const { items, problems } = plan;
  if (problems.length > 0) return refuse(problems);
  const own = items.filter(({ store }) => place === undefined || store.name === place);
  if (own.length === 0) return refuse([`${stack} declares nothing that would be kept`]);
  const text = textOf(stack, own, print);
  if (typeof text !== "string") return refuse([text.problem]);
  process.stdout.write(text);
  return 0;
}

function textOf(stack: string, items: readonly Item[], print: JobFlags["print"]): string | { problem: string } {
  if (print === "job") return backupJob(stack, items);
  if (print === "file") return `${jobFile(stack)}\n`;
  const units = unitsOf(stack, items);
  return typeof units === "string" ? { problem: units } : units[print];
}

/** A job that leaves something out would look like a whole one. */
function refuse(problems: readonly string[]): number {
  for (const problem of problems) process.stderr.write(`readiness: ${problem}\n`);
  return 1;
}
