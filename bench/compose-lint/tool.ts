import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { buildOnce, cacheRoot } from "../../toolchain/cache.ts";

const VERSION = "0.36.2";

/** The command of compose-lint, from a virtual environment in the user's cache. */
export async function composeLint(): Promise<readonly string[]> {
  const folder = await buildOnce(join(cacheRoot(), `compose-lint-${VERSION}`), async (temporary) => {
    execFileSync("python3", ["-m", "venv", temporary], { stdio: "pipe" });
    const pip = [join(temporary, "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    execFileSync(pip[0] as string, [...pip.slice(1), `compose-lint==${VERSION}`], { stdio: "pipe" });
  });
  return [join(folder, "bin/python"), "-m", "compose_lint"];
}
