import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { NO_DAEMON } from "../../../preview/environment.ts";
import {
  type EngineEvent,
  type PolicyEvent,
  policyEventsOf,
  readEvents,
  SHOW_EVENT_LOG,
} from "../../../preview/events.ts";
import { overlayProject } from "../../../preview/overlay.ts";
import { type Finished, runWithDeadline } from "../../../preview/run.ts";
import type { Engine } from "../../../toolchain/engine.ts";

/** How long one command of the engine may take, in milliseconds, when a test says nothing else. */
const DEADLINE = 120_000;

/** How a command of the engine ended. `code` is null when it was killed at its deadline. */
export type Outcome = Finished & { events: EngineEvent[] };

/** What can be said to every command. */
export type CommandOptions = {
  /** Folder of a policy pack. */
  pack?: string;
  /** The pack's configuration, as `--policy-pack-config` reads it. A file, because the CLI wants one. */
  packConfig?: string;
  /** Added to the engine's environment. */
  env?: NodeJS.ProcessEnv;
  /** Stack configuration, for example `{"docker:host": "unix:///…"}`. */
  config?: Record<string, string>;
  /** Milliseconds until the command is killed. */
  deadline?: number;
};

/** A Pulumi home, a file backend and a project of its own for one test; `remove` when done. */
export type Sandbox = {
  /** The project that the commands run in: a copy that may be written to. */
  project: string;
  preview(stack: string, options?: CommandOptions): Promise<Outcome>;
  up(stack: string, options?: CommandOptions): Promise<Outcome>;
  refresh(stack: string, options?: CommandOptions): Promise<Outcome>;
  destroy(stack: string, options?: CommandOptions): Promise<Outcome>;
  /** The state of the stack, as `pulumi stack export` gives it. */
  stackExport(
    stack: string,
  ): Promise<{ deployment: { resources?: { type: string; urn: string; outputs?: object }[] } }>;
  /** Any other command of the CLI. */
  pulumi(args: readonly string[], options?: Pick<CommandOptions, "env" | "deadline">): Promise<Finished>;
  remove(): Promise<void>;
};

/** Sets up a sandbox for the Pulumi project in the folder `project` (which stays as it is). */
export async function createSandbox(engine: Engine, project: string): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), "readiness-engine-"));
  const copy = join(folder, "project");
  await overlayProject(resolve(project), copy);
  const environment = {
    ...(await engine.environment({ home: join(folder, "home"), backend: join(folder, "backend") })),
    ...SHOW_EVENT_LOG,
    DOCKER_HOST: NO_DAEMON,
  };
  const stacks = new Map<string, Promise<void>>();
  let logs = 0;

  const pulumi: Sandbox["pulumi"] = (args, options = {}) =>
    runWithDeadline(engine.pulumi, [...args, "--non-interactive"], {
      cwd: copy,
      env: { ...environment, ...options.env },
      deadline: options.deadline ?? DEADLINE,
    });

  const makeStack = (stack: string) => {
    let made = stacks.get(stack);
    if (made === undefined) {
      made = pulumi(["stack", "init", stack]).then((outcome) => {
        if (outcome.code !== 0) throw new Error(`stack ${stack}: \`pulumi stack init\` failed: ${outcome.stderr}`);
      });
      stacks.set(stack, made);
    }
    return made;
  };

  const operation =
    (args: readonly string[]) =>
    async (stack: string, options: CommandOptions = {}) => {
      await makeStack(stack);
      const log = join(folder, `events-${logs++}.jsonl`);
      const all = [...args, "--stack", stack, "--event-log", log];
      for (const [key, value] of Object.entries(options.config ?? {})) all.push("--config", `${key}=${value}`);
      if (options.pack !== undefined) all.push("--policy-pack", options.pack);
      if (options.packConfig !== undefined) all.push("--policy-pack-config", options.packConfig);
      const finished = await pulumi(all, options);
      return { ...finished, events: await readEvents(log) };
    };

  return {
    project: copy,
    pulumi,
    preview: operation(["preview"]),
    up: operation(["up", "--yes", "--skip-preview"]),
    refresh: operation(["refresh", "--yes", "--skip-preview"]),
    destroy: operation(["destroy", "--yes", "--skip-preview"]),
    async stackExport(stack) {
      const outcome = await pulumi(["stack", "export", "--stack", stack]);
      if (outcome.code !== 0) throw new Error(`stack ${stack}: \`pulumi stack export\` failed: ${outcome.stderr}`);
      return JSON.parse(outcome.stdout);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What the policies said, in the engine's order. */
export function policyEvents(outcome: Outcome): PolicyEvent[] {
  return policyEventsOf(outcome.events);
}

/** How many resources were created, updated, kept (`same`) and so on; empty when the command did not get that far. */
export function resourceChanges(outcome: Outcome): Record<string, number> {
  return outcome.events.find((event) => event.summaryEvent !== undefined)?.summaryEvent?.resourceChanges ?? {};
}
