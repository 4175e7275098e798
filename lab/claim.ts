import { execFile } from "node:child_process";
import { open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Absent, absent } from "../toolchain/absent.ts";
import { findOnPath } from "../toolchain/path.ts";
import { CLIENTS, PLACES } from "./addresses.ts";

/** Says that a lab runs and who runs it: one line with its process id, one with its control socket. */
export const CLAIM = join(tmpdir(), "readiness-lab.claim");

const PROGRAMS = ["dockerd", "runc", "ip", "iptables", "unshare", "nsenter", "tar", "ldd"];
const INSTALL = "apt-get install --no-install-recommends docker.io busybox-static iproute2 iptables util-linux";

/** What this machine lacks for a lab; undefined where it lacks nothing. */
export async function lacks(): Promise<Absent | undefined> {
  if (process.platform !== "linux") return absent("lab: needs Linux.");
  if (process.getuid?.() !== 0) return absent("lab: needs root, and this user is not root.");
  for (const program of PROGRAMS)
    if (!(await findOnPath(program))) return absent(`lab: ${program} is not on PATH. Run \`${INSTALL}\`.`);
  const { stdout } = await promisify(execFile)("ip", ["-oneline", "link"]);
  for (const { cable } of Object.values(PLACES))
    if (stdout.includes(` ${cable}@`) && (await runningLab()) === undefined)
      await promisify(execFile)("ip", ["link", "delete", cable]).catch(() => {});
  const { stdout: addresses } = await promisify(execFile)("ip", ["-oneline", "-4", "address"]);
  if ((await runningLab()) === undefined)
    for (const client of Object.values(CLIENTS))
      if (addresses.includes(` ${client}/`)) return absent(`lab: ${client} is an address of this machine already.`);
  return undefined;
}

/**
 * Claims this machine for one lab: two would fight for the same addresses.
 *
 * @returns what gives the claim back.
 * @throws Error where another lab runs.
 */
export async function claim(control: string): Promise<() => Promise<void>> {
  for (;;)
    try {
      const file = await open(CLAIM, "wx", 0o600);
      await file.writeFile(`${process.pid}\n${control}\n`);
      await file.close();
      return () => rm(CLAIM, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const other = await runningLab();
      if (other !== undefined)
        throw new Error(
          `lab: another one runs here, in process ${other.pid}. End it first: two would share addresses.`,
        );
    }
}

/** The lab that runs on this machine. The claim of a process that is gone is taken away. */
export async function runningLab(): Promise<{ readonly pid: number; readonly control: string } | undefined> {
  const [pid = "", control = ""] = (await readFile(CLAIM, "utf8").catch(() => "")).split("\n");
  if (pid === "") return undefined;
  try {
    process.kill(Number(pid), 0);
    return { pid: Number(pid), control };
  } catch {
    await rm(CLAIM, { force: true });
    return undefined;
  }
}
