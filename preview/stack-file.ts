import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StackConfig } from "../gate/project.ts";
import { NO_DAEMON } from "./environment.ts";

/** Settings of the Docker provider that would make it read credentials or files of this machine. */
const WITHOUT = /^docker:(registryAuth|context|cert\w*|caMaterial|keyMaterial|sshOpts)$/;

/**
 * Writes the settings of a stack for a preview: secrets are stood in for, the Docker host is one that
 * nobody dials, and neither a key nor an environment of Pulumi Cloud is named.
 */
export async function writeStackFile(project: string, stack: string, { values }: StackConfig): Promise<void> {
  const kept = Object.entries(values).filter(([key]) => !WITHOUT.test(key));
  const config = { ...Object.fromEntries(kept), "docker:host": NO_DAEMON };
  // The CLI prefers this name, and JSON is YAML.
  await rm(join(project, `Pulumi.${stack}.yml`), { force: true });
  await writeFile(join(project, `Pulumi.${stack}.yaml`), `${JSON.stringify({ config }, null, 2)}\n`);
}
