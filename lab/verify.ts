import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { runWithDeadline } from "../preview/run.ts";
import type { Lab } from "./lab.ts";

/** How long the verifier may take in a lab, in milliseconds. */
const DEADLINE = 180_000;

/** What the verifier says of a lab, as far as the lab reads it. */
export interface Verified {
  readonly code: number | null;
  /** What it printed besides the report. */
  readonly stderr: string;
  readonly verdict: string;
  readonly results: readonly {
    readonly check: string;
    readonly subject: { readonly host: string; readonly name: string };
    readonly state: "pass" | "fail" | "unknown" | "waived";
    readonly remarks: readonly { readonly message: string; readonly blockedBy: string | null }[];
  }[];
  readonly score: { readonly low: number; readonly high: number };
}

/**
 * Runs `readiness verify` of this checkout in the lab's project.
 *
 * @throws Error where it writes no report.
 */
export async function verifyLab(lab: Lab, ...args: readonly string[]): Promise<Verified> {
  const out = join(lab.folder, "report");
  await rm(out, { recursive: true, force: true });
  const { folder, environment } = lab.project;
  const words = ["bin/readiness.mjs", "verify", "--out", out, ...args];
  const finished = await runWithDeadline(process.execPath, words, {
    cwd: folder,
    env: environment,
    deadline: DEADLINE,
  });
  const text = await readFile(join(out, "readiness.json"), "utf8").catch(() => {
    throw new Error(
      `lab: the verifier ended with ${finished.code}: ${finished.stderr.trim() || finished.stdout.trim()}`,
    );
  });
  return { code: finished.code, stderr: finished.stderr, ...(JSON.parse(text) as Omit<Verified, "code" | "stderr">) };
}

/** `container-runs master/ntfy` */
export function nameOf({ check, subject }: Verified["results"][number]): string {
  return `${check} ${subject.host}/${subject.name}`;
}
