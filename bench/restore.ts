import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BackupTool } from "../model/backup.ts";
import type { RestoreTask } from "../verifications/restore/task.ts";
import { exponent } from "./measure.ts";

/** Megabytes. */
const SIZES = [32, 128, 512];
const CHILD = fileURLToPath(new URL("restore-child.ts", import.meta.url));

interface Point {
  readonly size: number;
  /** Seconds that bringing it back took, and those of the whole drill. */
  readonly time: number;
  readonly whole: number;
  /** Of the verifier, and of the largest process of the script that is not the tool of the backup, in bytes. */
  readonly memory: number;
  readonly script: number;
}

/**
 * How the time of a restore drill, and the memory of verifier and script, grow with the data. Needs root, GNU tar, and
 * restic or leaves it out.
 */
export async function benchRestore(): Promise<void> {
  if (process.getuid?.() !== 0) return console.log("  a restore takes root, so nothing was measured");
  for (const tool of ["tar", "restic"] as const) {
    const points: Point[] = [];
    for (const size of SIZES) points.push(await measure(tool, size));
    for (const { size, time, whole, memory, script } of points)
      console.log(
        `  ${tool} ${String(size).padStart(4)} MB: ${time.toFixed(2)} s, ${((time / size) * 1000).toFixed(1)} ms a megabyte, ${whole.toFixed(2)} s in all; at most ${(memory / 2 ** 20).toFixed(0)} MiB in the verifier, ${(script / 2 ** 20).toFixed(0)} MiB in a process of the script`,
      );
    console.log(`  ${tool}: time grows with the ${exponent(points).toFixed(2)}th power of the data; 1 is linear`);
  }
}

async function measure(tool: BackupTool, size: number): Promise<Point> {
  const folder = mkdtempSync(join(tmpdir(), "readiness-bench-"));
  chmodSync(folder, 0o755);
  try {
    for (const name of ["live", "scratch"]) mkdirSync(join(folder, name));
    const kept =
      tool === "tar"
        ? 'mkdir store; tar -cPf store/live.tar "$PWD/live"'
        : 'export RESTIC_PASSWORD=bench; echo bench >key; restic -q -r store init --no-cache; restic -q -r store backup --no-cache "$PWD/live"';
    const script = `for at in $(seq ${size / 4}); do head -c 4000000 /dev/urandom >live/$at; done\n${kept}`;
    execFileSync("sh", ["-euc", script], { cwd: folder });
    return { size, ...(await run(taskOf(tool, folder), join(folder, "scratch"))) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(task: RestoreTask, scratch: string): Promise<Omit<Point, "size">> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(task), scratch], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  let script = 0;
  const looking = setInterval(() => {
    script = Math.max(script, largestIn(scratch));
  }, 50);
  const begun = performance.now();
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearInterval(looking);
  if (code !== 0) throw new Error(`the restore ended with ${code}`);
  const { seconds, memory } = JSON.parse(said) as { seconds: number; memory: number };
  return { time: seconds, whole: (performance.now() - begun) / 1000, memory, script };
}

/** The most memory that a process had that works in the scratch folder; what restic itself takes is its own. */
function largestIn(scratch: string): number {
  let largest = 0;
  for (const name of readdirSync("/proc").filter((one) => /^\d+$/.test(one)))
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, "utf8");
      if (!words.includes(scratch) || /^(?:restic|\S*node)\0/.test(words)) continue;
      const [, kilobytes = "0"] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${name}/status`, "utf8")) ?? [];
      largest = Math.max(largest, Number(kilobytes) * 1024);
    } catch {
      // It has ended meanwhile.
    }
  return largest;
}

function taskOf(tool: BackupTool, folder: string): RestoreTask {
  const data: RestoreTask["data"] = {
    source: join(folder, "live"),
    kind: "folder",
    containers: ["app"],
    backup: {
      tool,
      to: undefined,
      schedule: "daily 02:30",
      keep: { daily: 7 },
      rpo: 93_600,
      rto: 3600,
      consistent: { kind: "stop" },
      record: undefined,
      secret: false,
    },
    database: null,
  };
  return {
    data,
    host: {
      name: "here",
      containers: [],
      routes: [],
      networks: [],
      volumes: [],
      listeners: [],
      problems: [],
      data: [data],
    },
    store: {
      name: "bench",
      host: "here",
      tool,
      repository: join(folder, "store"),
      passwordFile: tool === "tar" ? undefined : join(folder, "key"),
      job: undefined,
      log: undefined,
      borgmatic: undefined,
      copies: [],
    },
  };
}
