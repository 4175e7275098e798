import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Absent, absent } from "./absent.ts";
import { buildOnce, cacheRoot, exists, recipeHash } from "./cache.ts";
import { findGo, runGo } from "./go.ts";
import { findOnPath } from "./path.ts";

const RECIPE = join(import.meta.dirname, "actionlint");
const PACKAGE = "github.com/rhysd/actionlint/cmd/actionlint";

/** The checker of GitHub's workflow files: the one on PATH, the one that was built before, or one that is built now. */
export async function ensureActionlint(): Promise<{ readonly file: string } | Absent> {
  const onPath = await findOnPath("actionlint");
  if (onPath !== undefined) return { file: onPath };
  const version = await actionlintVersion();
  const hash = await recipeHash([join(RECIPE, "go.mod"), join(RECIPE, "go.sum")], [process.platform, process.arch]);
  const folder = join(cacheRoot(), `actionlint-${version}-${hash}`);
  const file = join(folder, "actionlint");
  if (await exists(file)) return { file };
  if ((await findGo()) === undefined)
    return absent("actionlint is neither installed nor built: install it, or Go 1.25 or newer, which builds it.");
  try {
    await buildOnce(folder, async (temporary) => {
      console.error(`actionlint ${version}: building from source, about 20 seconds on 2 cores`);
      const args = ["build", "-mod=readonly", "-trimpath", "-ldflags", "-s -w", "-o", join(temporary, "actionlint")];
      await runGo(RECIPE, [...args, PACKAGE], `actionlint ${version}`);
    });
  } catch (error) {
    return absent(error instanceof Error ? error.message : String(error));
  }
  return { file };
}

async function actionlintVersion(): Promise<string> {
  const module = await readFile(join(RECIPE, "go.mod"), "utf8");
  const version = /rhysd\/actionlint v(\S+)/.exec(module)?.[1];
  if (version === undefined) throw new Error("toolchain/actionlint/go.mod: names no version of actionlint.");
  return version;
}
