import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";

/** This checkout. */
export const CHECKOUT = join(import.meta.dirname, "../../..");

/** What the program, the policy pack and their settings consist of. */
const PARTS = [
  ...["Pulumi.yaml", "Pulumi.master.yaml", "Pulumi.lady.yaml", "package.json", "readiness.yaml", "waivers.yaml"],
  ...["index.ts", "bin", "declare", "edge", "model", "policies", "stacks", "verifications"],
];

/** A copy of the project, so that a test may change its settings and rules; it goes with the test. */
export async function copyCheckout(t: ExecutionContext): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "readiness-checkout-"));
  t.teardown(() => rm(copy, { recursive: true, force: true }));
  for (const part of PARTS) await cp(join(CHECKOUT, part), join(copy, part), { recursive: true });
  await symlink(join(CHECKOUT, "node_modules"), join(copy, "node_modules"));
  return copy;
}
