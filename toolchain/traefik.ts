import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buildOnce, cacheRoot, exists, recipeHash } from "./cache.ts";
import { runGo } from "./go.ts";

const RECIPE = join(import.meta.dirname, "traefik");
const PACKAGE = "github.com/traefik/traefik/v3/cmd/traefik";

/** The folder in the cache that holds the `traefik` program which toolchain/traefik describes, whether built or not. */
export async function traefikFolder(): Promise<string> {
  const files = [join(RECIPE, "go.mod"), join(RECIPE, "go.sum")];
  const hash = await recipeHash(files, [process.platform, process.arch]);
  return join(cacheRoot(), `traefik-${await traefikVersion()}-${hash}`);
}

/** The built program, or undefined where it was not built yet. */
export async function findTraefik(): Promise<string | undefined> {
  const file = join(await traefikFolder(), "traefik");
  return (await exists(file)) ? file : undefined;
}

/** Builds Traefik out of its Go module, unless that is done already, and returns its file. */
export async function buildTraefik(): Promise<string> {
  const version = await traefikVersion();
  const folder = await buildOnce(await traefikFolder(), async (temporary) => {
    console.error(`traefik ${version}: building from source, about 5 minutes on 2 cores`);
    const stamp = `github.com/traefik/traefik/v3/pkg/version.Version=${version}`;
    const args = ["build", "-mod=readonly", "-trimpath", "-ldflags", `-s -w -X ${stamp}`];
    await runGo(RECIPE, [...args, "-o", join(temporary, "traefik"), PACKAGE], `traefik ${version}`);
  });
  return join(folder, "traefik");
}

async function traefikVersion(): Promise<string> {
  const module = await readFile(join(RECIPE, "go.mod"), "utf8");
  const version = /traefik\/traefik\/v3 v(\S+)/.exec(module)?.[1];
  if (version === undefined)
    throw new Error("toolchain/traefik/go.mod: names no version of github.com/traefik/traefik/v3.");
  return version;
}
