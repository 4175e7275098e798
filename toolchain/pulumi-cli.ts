import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buildOnce, cacheRoot, recipeHash } from "./cache.ts";
import { runGo } from "./go.ts";

const RECIPE = join(import.meta.dirname, "pulumi");
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/** The folder in the cache that holds the `pulumi` program which toolchain/pulumi describes, whether built or not. */
export async function pulumiFolder(): Promise<string> {
  const files = [join(RECIPE, "go.mod"), join(RECIPE, "go.sum")];
  const hash = await recipeHash(files, [process.platform, process.arch]);
  return join(cacheRoot(), `pulumi-${await pulumiVersion()}-${hash}`);
}

/** Builds the Pulumi CLI out of its Go module, unless that is done already, and returns its file. */
export async function buildPulumi(): Promise<string> {
  const version = await pulumiVersion();
  const folder = await buildOnce(await pulumiFolder(), async (temporary) => {
    console.error(`pulumi ${version}: building from source, about 4 minutes on 2 cores`);
    const stamp = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
    const args = ["build", "-mod=readonly", "-trimpath", "-ldflags", `-s -w -X ${stamp}`];
    await runGo(RECIPE, [...args, "-o", join(temporary, "pulumi"), PACKAGE], `pulumi ${version}`);
  });
  return join(folder, "pulumi");
}

async function pulumiVersion(): Promise<string> {
  const module = await readFile(join(RECIPE, "go.mod"), "utf8");
  const version = /pulumi\/pkg\/v3 v(\S+)/.exec(module)?.[1];
  if (version === undefined)
    throw new Error("toolchain/pulumi/go.mod: names no version of github.com/pulumi/pulumi/pkg/v3.");
  return version;
}
