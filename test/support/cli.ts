import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `readiness` as a person does, in a process of its own, at most for two minutes. */
export function readiness(args: readonly string[], cwd = ROOT, env: NodeJS.ProcessEnv = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "bin/readiness.mjs"), ...args], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
    timeout: 120_000,
    maxBuffer: 256 * 1024 * 1024,
  });
  return { code: status, stdout, stderr };
}

/**
 * The same beside this process, which plays what the command asks.
 *
 * @param then told of the process once it runs.
 */
export async function readinessBeside(
  args: readonly string[],
  cwd: string,
  then?: (child: ChildProcess) => unknown,
): Promise<Ran> {
  const child = spawn(process.execPath, [join(ROOT, "bin/readiness.mjs"), ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  await then?.(child);
  return { code: await ended, stdout, stderr };
}

/** A folder with these files that is gone afterwards; `node_modules` is that of this project. */
export function inFolder<T>(files: Record<string, string>, work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "readiness-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files of a small Pulumi project whose program is `index`. */
export function project(
  index: string,
  stacks: Record<string, string> = { dev: "config: {}\n" },
): Record<string, string> {
  return {
    "package.json": '{ "name": "small", "type": "module", "main": "index.ts" }',
    "Pulumi.yaml": "name: small\nruntime: { name: nodejs, options: { typescript: false } }\n",
    "index.ts": index,
    ...Object.fromEntries(Object.entries(stacks).map(([name, text]) => [`Pulumi.${name}.yaml`, text])),
  };
}
