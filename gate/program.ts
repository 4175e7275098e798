import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { PulumiResource } from "../model/from-pulumi/stack.ts";
import { importFresh } from "./fresh-modules.ts";
import { ProgramError, type Project, type StackConfig } from "./project.ts";

type Pulumi = typeof import("@pulumi/pulumi");

/** The part of a registration request that the gate reads (RegisterResourceRequest in resource.proto). */
interface Registration {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getObject(): { toJavaScript(): unknown } | undefined;
  getDependenciesList(): string[];
}

interface Monitor {
  registerResource(request: Registration, callback: unknown): unknown;
  registerResourceHook?: (request: unknown, callback: (error: null, response: object) => void) => void;
}

/**
 * Runs a program in this process as `pulumi preview` would run it, without engine, daemon, network
 * or secrets, and returns what it declares. Outputs that only a deployment knows are unknown.
 * Inputs are taken as they go over the wire, before anything merges the secret marks of a list.
 *
 * @throws ProgramError where the program fails, does not end, or asks a provider for data.
 */
export async function runProgram(
  project: Project,
  stack: string,
  config: StackConfig,
  deadline = 120_000,
): Promise<PulumiResource[]> {
  const pulumi = await loadPulumi(project);
  const resources: PulumiResource[] = [];
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
  };
  await pulumi.runtime.setMocks(
    {
      newResource: ({ inputs }) => ({ id: undefined, state: inputs }),
      call: ({ token }) => {
        const error = new ProgramError(
          `it asks a provider for data (${token}), which only a running engine can answer; judge it with \`pulumi preview --policy-pack\` instead`,
        );
        fail(error);
        throw error;
      },
    },
    project.name,
    stack,
    true,
  );
  pulumi.runtime.setAllConfig({ ...config.values }, [...config.secretKeys]);
  watch(pulumi.runtime.getMonitor() as unknown as Monitor, resources);
  const restore = isolate(fail);
  try {
    await within(deadline, run(pulumi, project, stack));
  } catch (error) {
    fail(error);
  } finally {
    // A program that fails rejects promises of its own resources too, a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    restore();
  }
  if (failure !== undefined) throw programFailed(stack, failure);
  return resources.sort((a, b) => (a.type + a.name < b.type + b.name ? -1 : 1));
}

/** The program's own copy: mocks set on another copy would not reach it. */
async function loadPulumi({ folder, name }: Project): Promise<Pulumi> {
  try {
    const path = createRequire(`${folder}/`).resolve("@pulumi/pulumi");
    const module = (await import(pathToFileURL(path).href)) as { default: Pulumi };
    return module.default;
  } catch (cause) {
    throw new ProgramError(`the project ${name} has no @pulumi/pulumi installed; run \`npm ci\` in it`, { cause });
  }
}

async function run(pulumi: Pulumi, { entry, folder }: Project, stack: string): Promise<void> {
  await pulumi.runtime.runInPulumiStack(async () => {
    const program = (await importFresh(entry, folder, stack)) as { default?: unknown };
    const main = program.default;
    return typeof main === "function" ? await main() : { ...program };
  });
  await pulumi.runtime.disconnect();
}

/** Reads every registration before the mocks answer it. */
function watch(monitor: Monitor, resources: PulumiResource[]): void {
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    if (request.getCustom())
      resources.push({
        type: request.getType(),
        name: request.getName(),
        inputs: request.getObject()?.toJavaScript() ?? {},
        dependencies: request.getDependenciesList(),
      });
    return register(request, callback);
  };
  // Mocks of @pulumi/pulumi 3.248 to 3.270 lack this method and any resource with hooks crashes without it.
  monitor.registerResourceHook ??= (_request, callback) => callback(null, {});
}

/** Keeps the program from writing into the report, ending the process, or failing unseen. */
function isolate(fail: (error: unknown) => void): () => void {
  const write = process.stdout.write;
  const exit = process.exit;
  const limit = Error.stackTraceLimit;
  // The SDK takes a stack trace for every promise, a third of a run, and the report shows none.
  Error.stackTraceLimit = 0;
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof write;
  process.exit = ((code?: number) => {
    const error = new ProgramError(`it ends its process (exit ${code ?? 0}) instead of declaring resources`);
    fail(error);
    throw error;
  }) as typeof exit;
  process.on("unhandledRejection", fail);
  process.on("uncaughtException", fail);
  return () => {
    process.stdout.write = write;
    process.exit = exit;
    Error.stackTraceLimit = limit;
    process.off("unhandledRejection", fail);
    process.off("uncaughtException", fail);
  };
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new ProgramError(
            `it has not ended after ${milliseconds / 1000} s; something in it waits for an answer that nobody gives here`,
          ),
        ),
      milliseconds,
    );
  });
  try {
    await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}

function programFailed(stack: string, cause: unknown): ProgramError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ProgramError(`the program fails on the stack ${stack}, so nothing of it was judged: ${why}`, { cause });
}
