import { spawn } from "node:child_process";
import { findOnPath } from "./path.ts";

/** How often a running build says that it still runs, in milliseconds. */
const STILL_RUNNING = 30_000;

/** The Go compiler on PATH, or undefined. */
export function findGo(): Promise<string | undefined> {
  return findOnPath("go");
}

/**
 * Runs `go` in `directory` and returns its standard output.
 * `title` names the work in the progress lines on standard error.
 * The environment leaves out the user's GOFLAGS, so the build is the same everywhere; proxies stay as they are set.
 */
export async function runGo(directory: string, args: readonly string[], title: string): Promise<string> {
  const go = await findGo();
  if (go === undefined)
    throw new Error(`${title}: needs Go, and there is no \`go\` on PATH. Install Go 1.25.11 or newer.`);
  const started = Date.now();
  const child = spawn(go, args, {
    cwd: directory,
    env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-buildvcs=false", GOWORK: "off" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ticking = setInterval(() => {
    console.error(`${title}: still working after ${Math.round((Date.now() - started) / 1000)} s`);
  }, STILL_RUNNING);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject).once("close", (status) => resolve(status ?? 1));
    });
    if (code !== 0) throw new Error(`${title}: \`go ${args[0]}\` failed: ${firstComplaint(stderr, code)}`);
    return stdout;
  } finally {
    clearInterval(ticking);
  }
}

/** The line that says what went wrong: downloads that went well are only noise before it. */
function firstComplaint(stderr: string, code: number): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("go: downloading"));
  return lines.slice(0, 5).join(" | ") || `exit status ${code}`;
}
