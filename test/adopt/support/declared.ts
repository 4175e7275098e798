import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBeyond } from "../../../adopt/beyond-compose.ts";
import { type WrittenStack, writeStack } from "../../../adopt/stack.ts";
import { runProgram } from "../../../gate/program.ts";
import { findProject } from "../../../gate/project.ts";
import type { ComposeInput } from "../../../model/from-compose/input.ts";
import { readCompose } from "../../../model/from-compose/read-compose.ts";
import { type PulumiResource, readStack } from "../../../model/from-pulumi/stack.ts";
import type { Stack } from "../../../model/stack.ts";
import { ROOT } from "../../support/cli.ts";

/** A source, the module that was written for it, and what running that module declares. */
export interface Adopted {
  readonly source: Stack;
  readonly written: WrittenStack;
  readonly declared: Stack;
  readonly resources: readonly PulumiResource[];
}

/** Writes a compose project down. */
export function written(input: ComposeInput): Pick<Adopted, "source" | "written"> {
  const source = readCompose(input);
  return {
    source,
    written: writeStack(source, { functionName: "found", source: input.file, beyond: readBeyond(input) }),
  };
}

/** Writes a compose project down and runs what was written, in this process. */
export async function adopted(input: ComposeInput): Promise<Adopted> {
  const { source, written: module } = written(input);
  const resources = await run(module, source.name);
  return { source, written: module, declared: readStack(source.name, resources), resources };
}

/** What a module declares; settings for paths are as if it stood where the source stands. */
export async function run(written: WrittenStack, stack: string): Promise<PulumiResource[]> {
  const folder = mkdtempSync(join(tmpdir(), "adopted-"));
  try {
    mkdirSync(join(folder, "stacks"));
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const library = JSON.stringify(join(ROOT, "declare/index.ts"));
    const files = {
      "package.json": '{ "name": "adopted", "type": "module", "main": "index.ts" }',
      "Pulumi.yaml": "name: adopted\nruntime: { name: nodejs, options: { typescript: false } }\n",
      "index.ts": 'import { found } from "./stacks/found.ts";\nfound();\n',
      "stacks/found.ts": written.text.replace('from "pulumi-readiness"', `from ${library}`),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const values = Object.fromEntries(
      written.roots.map((root) => [`adopted:${root}`, root === "folder" ? "." : "~"] as const),
    );
    return await runProgram(findProject(folder), stack, { values, secretKeys: [] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
