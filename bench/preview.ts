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
  try {
    const { ratio, one, rival } = await compare(
      5,
      () => preview(`${ROOT}policies`),
      () => preview(),
    );
    console.log(
      `preview of both stacks with the pack: ${ratio.toFixed(2)} times the preview without (${one.toFixed(2)} s, ${rival.toFixed(2)} s; at most 1.30)`,
    );
  } finally {
    await sandbox.remove();
  }
}
