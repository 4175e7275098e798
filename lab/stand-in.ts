import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { buildOnce, cacheRoot, recipeHash } from "../toolchain/cache.ts";
import { runGo } from "../toolchain/go.ts";

const SOURCE = join(import.meta.dirname, "stand-in");

/** The program that stands in for images; built once, then found in the cache. */
export async function ensureStandIn(): Promise<string> {
  const sources = (await readdir(SOURCE)).filter((name) => /\.go$|^go\.mod$/.test(name)).sort();
  const hash = await recipeHash(
    sources.map((name) => join(SOURCE, name)),
    [process.platform, process.arch],
  );
  const folder = await buildOnce(join(cacheRoot(), `lab-stand-in-${hash}`), async (temporary) => {
    await runGo(
      SOURCE,
      ["build", "-trimpath", "-ldflags", "-s -w", "-o", join(temporary, "stand-in"), "."],
      "stand-in",
    );
  });
  return join(folder, "stand-in");
}

/** A certificate with its key, both PEM. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate says. Times are days from now. */
export interface CertificateOrder {
  readonly names: readonly string[];
  readonly from: number;
  readonly until: number;
}

/** Signs certificates with an authority, or with a new one where none is given. */
export async function certify(
  program: string,
  order: {
    readonly authority?: Pair;
    readonly authorityName?: string;
    readonly certificates: readonly CertificateOrder[];
  },
): Promise<{ readonly authority: Pair; readonly certificates: readonly Pair[] }> {
  const text = await new Promise<string>((resolve, reject) => {
    const child = execFile(program, ["certify"], (error, stdout) => (error === null ? resolve(stdout) : reject(error)));
    child.stdin?.end(JSON.stringify(order));
  });
  return JSON.parse(text);
}
