import { chmod, cp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildOnce, cacheRoot, recipeHash } from "./cache.ts";
import { runGo } from "./go.ts";

const RECIPE = join(import.meta.dirname, "docker-provider");
const FILES = ["go.mod", "go.sum", "main.go", "shim/shim.go", "upstream.json"];

/** The version that the built provider reports: the one of the npm package @pulumi/docker that it serves. */
export const DOCKER_PROVIDER_VERSION = "5.2.0";

/** The folder in the cache that holds the Docker provider which toolchain/docker-provider describes, built or not. */
export async function dockerProviderFolder(): Promise<string> {
  const files = FILES.map((file) => join(RECIPE, file));
  const hash = await recipeHash(files, [process.platform, process.arch]);
  return join(cacheRoot(), `docker-provider-${DOCKER_PROVIDER_VERSION}-${hash}`);
}

/** Builds the Docker provider out of the bridge and the upstream provider, unless that is done, and returns its file. */
export async function buildDockerProvider(): Promise<string> {
  const title = `docker provider ${DOCKER_PROVIDER_VERSION}`;
  const folder = await buildOnce(await dockerProviderFolder(), async (temporary) => {
    console.error(`${title}: building from source, about 2 minutes on 2 cores`);
    const source = join(temporary, "source");
    for (const file of FILES) await cp(join(RECIPE, file), join(source, file));
    await cp(await downloadUpstream(source, title), join(source, "upstream"), { recursive: true });
    await makeWritable(join(source, "upstream"));
    await cp(join(source, "shim"), join(source, "upstream", "shim"), { recursive: true });
    const args = ["build", "-mod=readonly", "-trimpath", "-tags", "no_compose", "-ldflags", "-s -w"];
    await runGo(source, [...args, "-o", join(temporary, "pulumi-resource-docker"), "."], title);
    await rm(source, { recursive: true });
  });
  return join(folder, "pulumi-resource-docker");
}

/** Fetches the upstream module into Go's module cache and returns its folder there, having compared its checksum. */
async function downloadUpstream(directory: string, title: string): Promise<string> {
  const upstream = JSON.parse(await readFile(join(RECIPE, "upstream.json"), "utf8"));
  const answer = await runGo(directory, ["mod", "download", "-json", `${upstream.module}@${upstream.version}`], title);
  const download = JSON.parse(answer);
  if (download.Sum !== upstream.sum)
    throw new Error(
      `${upstream.module}: has the checksum ${download.Sum} and toolchain/docker-provider/upstream.json expects ` +
        `${upstream.sum}. The module is not the one that was reviewed: do not build it before you know why.`,
    );
  return download.Dir;
}

/** Go keeps its module cache read-only, and a copy of it too: only what is writable can be extended and deleted. */
async function makeWritable(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true }))
    if (entry.isDirectory()) await makeWritable(join(directory, entry.name));
    else await chmod(join(directory, entry.name), 0o644);
}
