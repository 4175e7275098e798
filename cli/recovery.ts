import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Command, Option } from "commander";
import { readDeclared } from "../gate/declared.ts";
import { findProject } from "../gate/project.ts";
import { SETTINGS_FILE } from "../policies/settings/settings.ts";
import { backupJob } from "../recovery/job.ts";
import { type Item, planBackup } from "../recovery/plan.ts";
import { jobFile, unitsOf } from "../recovery/units.ts";
import { expect } from "../verifications/expect.ts";
import type { Expectation } from "../verifications/expectation.ts";
import { printer } from "../verifications/print.ts";
import { NO_SETTINGS, readVerifierSettings, type VerifierSettings } from "../verifications/settings/settings.ts";
import type { Done } from "./options.ts";
import { Usage } from "./usage.ts";

interface JobFlags {
  readonly stack: string;
  readonly place?: string;
  readonly cwd: string;
  readonly print: "job" | "service" | "timer" | "file";
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
}

async function printJob({ stack, place, cwd, print }: JobFlags): Promise<number> {
  const { expectation, settings } = await declaredIn(cwd);
  const host = expectation.hosts.find(({ name }) => name === stack);
  if (host === undefined)
    throw new Usage(
      `the project has no stack ${stack}; there are ${expectation.hosts.map(({ name }) => name).join(", ")}`,
    );
  if (place !== undefined && !settings.backups.some((store) => store.host === stack && store.name === place))
    throw new Usage(`the settings name no place ${place} of ${stack} under backups`);
  const { items, problems } = planBackup(host, settings.backups);
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

async function declaredIn(cwd: string): Promise<{ expectation: Expectation; settings: VerifierSettings }> {
  const { folder } = findProject(cwd);
  const file = join(folder, SETTINGS_FILE);
  const name = relative(process.cwd(), file) || file;
  const settings = existsSync(file) ? readVerifierSettings(name, readFileSync(file, "utf8")) : NO_SETTINGS;
  const { stacks } = await readDeclared(cwd, []);
  return { expectation: { ...expect(stacks, { print: printer() }), stores: settings.backups }, settings };
}
