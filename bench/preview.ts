import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSandbox } from "../test/engine/support/engine.ts";
import { findEngine } from "../toolchain/engine.ts";
import { compare } from "./measure.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** What the policy pack costs inside a real preview of both stacks. */
export async function benchPreview(): Promise<void> {
  const engine = await findEngine();
  if ("absent" in engine) {
    console.log(`preview with the pack: not measured, ${engine.absent}`);
    return;
  }
  const sandbox = await createSandbox(engine, ROOT);
  const preview = async (pack?: string) => {
    const start = process.hrtime.bigint();
    for (const stack of ["master", "lady"]) {
      const { code, stderr } = await sandbox.preview(stack, pack === undefined ? {} : { pack });
      if (code !== 0) throw new Error(`the preview of ${stack} ended with ${code}: ${stderr}`);
    }
    return Number(process.hrtime.bigint() - start) / 1e9;
  };
  const empty = await emptyPack();
  try {
    const pack = await compare(
      5,
      () => preview(`${ROOT}policies`),
      () => preview(),
    );
    console.log(
      `preview of both stacks with the pack: ${pack.ratio.toFixed(2)} times the preview without (${pack.one.toFixed(2)} s, ${pack.rival.toFixed(2)} s; goal 1.30)`,
    );
    const floor = await compare(
      5,
      () => preview(`${ROOT}policies`),
      () => preview(empty),
    );
    console.log(
      `and ${floor.ratio.toFixed(2)} times the preview with a pack that holds no policy at all (${floor.one.toFixed(2)} s, ${floor.rival.toFixed(2)} s)`,
    );
  } finally {
    await sandbox.remove();
    await rm(empty, { recursive: true });
  }
}

/** What every pack costs before it has a single policy: a process that loads the SDK, and a call for each resource. */
async function emptyPack(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "readiness-empty-pack-"));
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\n");
  await writeFile(join(folder, "package.json"), '{ "name": "empty", "version": "1.0.0", "main": "index.js" }');
  const program = 'const { PolicyPack } = require("@pulumi/policy");\nnew PolicyPack("empty", { policies: [] });\n';
  await writeFile(join(folder, "index.js"), program);
  return folder;
}
