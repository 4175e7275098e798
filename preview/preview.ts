import { mkdir, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProject, ProgramError, readStackConfig } from "../gate/project.ts";
import { inTemporaryFolder } from "../gate/temporary-folder.ts";
import { ORDER, type Order } from "../policies/crossguard/order.ts";
import type { Judgement } from "../policies/judge/judgement.ts";
import { loadSettings } from "../policies/settings/load.ts";
import { NO_DAEMON, scrubbed } from "./environment.ts";
import { readEvents, SHOW_EVENT_LOG } from "./events.ts";
import { judgementOf, together } from "./judgement.ts";
import { overlayProject } from "./overlay.ts";
import { PreviewError } from "./preview-error.ts";
import { findPulumi } from "./pulumi-cli.ts";
import { type Finished, runWithDeadline } from "./run.ts";
import { writeStackFile } from "./stack-file.ts";
import { judgeWaivers } from "./waivers.ts";

export interface PreviewOptions {
  /** Folder of the Pulumi project, or one below it. */
  readonly folder: string;
  /** Stacks to preview; all that have a settings file where empty. */
  readonly stacks?: readonly string[];
  /** Overrides the profile of the settings. */
  readonly profile?: string;
  /** `2026-11-23`. */
  readonly today: string;
  /** The environment to run in; of it only what a preview needs is handed on. */
  readonly environment: NodeJS.ProcessEnv;
  /** Names of variables that are handed on as well. */
  readonly pass?: readonly string[];
}

/** How long one command of the engine may take, in milliseconds: it may have to fetch a provider. */
const DEADLINE = 600_000;
/** Names of stacks on a file backend, https://www.pulumi.com/docs/iac/concepts/stacks/ */
const STACK = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;
/** Compiled, it lies in `dist/policies` beside this folder. */
const PACK = fileURLToPath(new URL("../policies", import.meta.url));

/**
 * Judges the stacks of a Pulumi project inside the real engine: runs `pulumi preview` with this
 * package's policy pack, without a daemon, a login, secrets or a state, and leaves the project as it is.
 *
 * @throws ProgramError, SettingsError or PreviewError where nothing, or not all, can be judged.
 */
export async function preview(options: PreviewOptions): Promise<Judgement> {
  const { folder, stacks = [], profile, today, environment, pass = [] } = options;
  const project = findProject(folder);
  const chosen = stacks.length > 0 ? [...new Set(stacks)] : project.stacks;
  if (chosen.length === 0)
    throw new ProgramError(`the project ${project.name} has no stack: no Pulumi.<stack>.yaml beside its Pulumi.yaml`);
  const odd = chosen.find((stack) => !STACK.test(stack));
  if (odd !== undefined)
    throw new PreviewError(
      `${JSON.stringify(odd)} cannot be the name of a stack on a file backend, so it is not previewed`,
    );
  const configs = chosen.map((stack) => ({ stack, config: readStackConfig(project, stack) }));
  const { waivers } = loadSettings(project.folder, profile);
  const order: Order = { settings: project.folder, from: process.cwd(), today, ...(profile && { profile }) };
  return await inTemporaryFolder("preview", async (place) => {
    const copy = join(place, "project");
    await overlayProject(project.folder, copy);
    const own = await environmentOf(place, environment, pass);
    const env: NodeJS.ProcessEnv = { ...own, [ORDER]: JSON.stringify(order) };
    const pulumi = findPulumi(project.folder, env.PATH ?? "");
    const judgements: Judgement[] = [];
    for (const { stack, config } of configs) {
      await writeStackFile(copy, stack, config);
      const log = join(place, `events-${judgements.length}.jsonl`);
      const ended = await previewStack(pulumi, stack, log, { cwd: copy, env, deadline: DEADLINE });
      const events = await readEvents(log);
      judgements.push(inWordsOf(project.folder, copy, () => judgementOf(stack, events, ended)));
    }
    return judgeWaivers(together(judgements), waivers, project.stacks, today);
  });
}

/** Errors name the project, not the copy of it that nobody will find. */
function inWordsOf<T>(project: string, copy: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PreviewError)) throw error;
    throw new PreviewError(error.message.replaceAll(copy, project));
  }
}

async function previewStack(
  pulumi: string,
  stack: string,
  log: string,
  options: Parameters<typeof runWithDeadline>[2],
): Promise<Finished> {
  const made = await start(pulumi, ["stack", "init", `--stack=${stack}`, "--non-interactive"], options);
  if (made.code !== 0) return made;
  const args = [`--stack=${stack}`, `--event-log=${log}`, `--policy-pack=${PACK}`];
  return await start(pulumi, ["preview", ...args, "--non-interactive", "--color=never", "--refresh=false"], options);
}

async function start(...[pulumi, args, options]: Parameters<typeof runWithDeadline>): Promise<Finished> {
  try {
    return await runWithDeadline(pulumi, args, options);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new PreviewError(`${pulumi} cannot be started (${code})`);
  }
}

/** A home and a backend of its own below `place`; only what fetches and finds plugins is the person's. */
async function environmentOf(
  place: string,
  environment: NodeJS.ProcessEnv,
  pass: readonly string[],
): Promise<NodeJS.ProcessEnv> {
  const at = (name: string) => join(place, name);
  for (const name of ["home", "backend", "docker"]) await mkdir(at(name));
  const plugins = join(environment.PULUMI_HOME || join(homedir(), ".pulumi"), "plugins");
  await mkdir(plugins, { recursive: true });
  await symlink(plugins, join(at("home"), "plugins"));
  return {
    ...scrubbed(environment, pass),
    ...SHOW_EVENT_LOG,
    // The engine starts programs and packs by the first `node`.
    PATH: [dirname(process.execPath), environment.PATH ?? ""].join(delimiter),
    PULUMI_HOME: at("home"),
    PULUMI_BACKEND_URL: `file://${at("backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    DOCKER_HOST: NO_DAEMON,
    DOCKER_CONFIG: at("docker"),
    // Node.js 22.23 colours the frames of the SDK in a program's error until it has 2 GB of memory (markNodeModules
    // in lib/internal/util/inspect.js); without frames a preview is faster besides.
    NODE_OPTIONS: [environment.NODE_OPTIONS ?? "", "--stack-trace-limit=0"].join(" ").trim(),
  };
}
