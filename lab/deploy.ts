import { createHash, randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { secretKeys } from "../declare/secrets.ts";
import { overlayProject } from "../preview/overlay.ts";
import { type Finished, runWithDeadline } from "../preview/run.ts";
import type { HostName } from "../stacks/settings.ts";
import type { Engine } from "../toolchain/engine.ts";
import { configurationOf, servicesOf } from "./estate.ts";

const CHECKOUT = join(import.meta.dirname, "..");
/** How long one command of Pulumi may take, in milliseconds: a verification waits for containers to become healthy. */
const DEADLINE = 420_000;

/** A copy of this project that Pulumi works in, with the lab's stacks. */
export interface Project {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Values of all secrets of the stacks, which nothing may ever show. */
  readonly secrets: readonly string[];
  /** Runs the CLI in the project. */
  pulumi(args: readonly string[]): Promise<Finished>;
}

/**
 * Makes the project with a stack for each host, configured for the lab.
 *
 * @param engines address of the engine of each host.
 */
export async function makeProject(
  engine: Engine,
  { folder, engines }: { readonly folder: string; readonly engines: ReadonlyMap<HostName, string> },
): Promise<Project> {
  const project = join(folder, "project");
  await overlayProject(CHECKOUT, project);
  const environment = await engine.environment({ home: join(folder, "home"), backend: join(folder, "backend") });
  const secrets: string[] = [];
  const pulumi = (args: readonly string[]) =>
    runWithDeadline(engine.pulumi, [...args, "--non-interactive"], {
      cwd: project,
      env: environment,
      deadline: DEADLINE,
    });
  await Promise.all(
    [...engines].map(async ([host, address]) => {
      await rm(join(project, `Pulumi.${host}.yaml`), { force: true });
      await writeFile(join(project, `Pulumi.${host}.yaml`), stringify({ config: configurationOf(host, address) }));
      await must(pulumi(["stack", "init", host]), `\`pulumi stack init ${host}\``);
      const pairs = secretKeys(servicesOf(host)).flatMap((key) => {
        const value = `lab-${randomBytes(12).toString("hex")}`;
        secrets.push(value);
        if (key === "traefikUsers") environment[`READINESS_TRAEFIK_LOGIN_${host.toUpperCase()}`] = `lab:${value}`;
        return ["--secret", `${key}=${USERS.has(key) ? userLine("lab", value) : value}`];
      });
      await must(pulumi(["config", "set-all", ...pairs, "--stack", host]), `the secrets of ${host}`);
    }),
  );
  return { folder: project, environment, secrets, pulumi };
}

/** Secrets that are files of users and hashes of their passwords, as `htpasswd` writes them. */
const USERS: ReadonlySet<string> = new Set(["traefikUsers", "lokiPushUsers"]);

function userLine(name: string, password: string): string {
  return `${name}:{SHA}${createHash("sha1").update(password).digest("base64")}`;
}

/** `pulumi up` of one stack. @throws Error with what Pulumi says where it fails. */
export async function deploy(project: Project, host: HostName): Promise<void> {
  await must(
    project.pulumi(["up", "--yes", "--skip-preview", "--parallel", "8", "--stack", host]),
    `\`pulumi up\` of ${host}`,
  );
}

/** Lets every `pulumi up` of a stack verify its host from now on. */
export async function verifyUpdates(project: Project, host: HostName): Promise<void> {
  await must(project.pulumi(["config", "set", "verify", "true", "--stack", host]), `the setting of ${host} to verify`);
}

async function must(running: Promise<Finished>, what: string): Promise<void> {
  const { code, stdout, stderr } = await running;
  if (code !== 0) throw new Error(`lab: ${what} failed: ${`${stdout}${stderr}`.trim()}`);
}
