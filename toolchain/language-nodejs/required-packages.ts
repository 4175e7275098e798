import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pluginMessages, { type PackageDependency } from "@pulumi/pulumi/proto/plugin_pb.js";

/** The providers that the packages in the program's own node_modules name (`"pulumi": {"resource": true}`). */
export async function requiredPackages(programDirectory: string): Promise<PackageDependency[]> {
  const modules = join(programDirectory, "node_modules");
  const found: PackageDependency[] = [];
  for (const name of await packageNames(modules)) {
    const manifest = await readManifest(join(modules, name, "package.json"));
    if (manifest?.pulumi?.resource !== true) continue;
    found.push(
      new pluginMessages.PackageDependency()
        .setKind("resource")
        .setName(manifest.pulumi.name ?? name.replace(/^@pulumi\//, ""))
        .setVersion(`v${(manifest.pulumi.version ?? manifest.version).replace(/^v/, "")}`)
        .setServer(manifest.pulumi.server ?? ""),
    );
  }
  return found;
}

type Manifest = {
  version: string;
  pulumi?: { resource?: boolean; name?: string; version?: string; server?: string };
};

async function packageNames(modules: string): Promise<string[]> {
  const names: string[] = [];
  for (const name of await readdir(modules).catch(() => []))
    if (!name.startsWith("@")) names.push(name);
    else for (const scoped of await readdir(join(modules, name))) names.push(`${name}/${scoped}`);
  return names;
}

async function readManifest(file: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}
