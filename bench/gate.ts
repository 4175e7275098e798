import { fileURLToPath } from "node:url";
import { compare, seconds } from "./measure.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** The cold gate over both stacks against the floor: loading the provider's SDK alone. */
export async function benchGate(): Promise<void> {
  const { ratio, one, rival } = await compare(
    7,
    () => seconds([process.execPath, "bin/readiness.mjs", "gate"], ROOT, [0, 1, 2]),
    () => seconds([process.execPath, "-e", 'import("@pulumi/docker")'], ROOT),
  );
  console.log(
    `gate, both stacks, cold: ${ratio.toFixed(2)} times the import of @pulumi/docker (${one.toFixed(2)} s, ${rival.toFixed(2)} s; at most 2)`,
  );
}
