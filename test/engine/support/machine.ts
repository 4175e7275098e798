import { execFile } from "node:child_process";
import { open, readFile, rm } from "node:fs/promises";
import { BlockList } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { ExecutionContext } from "ava";
import type { NetworkSpec } from "../../../declare/index.ts";
import { absent } from "../../../toolchain/absent.ts";
import { present } from "./requirements.ts";

/** How long another run of this test, which uses the same networks, is waited for, in milliseconds. */
const PATIENCE = 150_000;

const LOCK = join(tmpdir(), "readiness-lab.lock");

/**
 * Reserves this machine for a lab with those networks until the test ends. False where their addresses are in use
 * here, by a Docker of the machine's own for example: a second bridge with them would cut the first one off. Then
 * the test has said so, or has failed where the engine is promised.
 */
export async function needNetworks(t: ExecutionContext, networks: readonly NetworkSpec[]): Promise<boolean> {
  const deadline = Date.now() + PATIENCE;
  for (; ; await sleep(1000)) {
    const inTheWay = (await isReserved()) ? "another lab" : await addressIn(networks);
    if (inTheWay === undefined && (await reserve())) {
      t.teardown(() => rm(LOCK, { force: true }));
      return true;
    }
    // AVA gives a test up that is silent for too long.
    if (Date.now() < deadline && inTheWay === "another lab") continue;
    return (
      present(t, absent(`the networks of the stack: ${inTheWay} uses their addresses on this machine.`)) !== undefined
    );
  }
}

async function reserve(): Promise<boolean> {
  try {
    const file = await open(LOCK, "wx");
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Whether another process holds the lock; that of a dead one is taken away. */
async function isReserved(): Promise<boolean> {
  const owner = await readFile(LOCK, "utf8").catch(() => undefined);
  if (owner === undefined) return false;
  try {
    process.kill(Number(owner || process.pid), 0);
    return true;
  } catch {
    await rm(LOCK, { force: true });
    return false;
  }
}

/** An interface with an address in one of the networks. */
async function addressIn(networks: readonly NetworkSpec[]): Promise<string | undefined> {
  const ranges = new BlockList();
  for (const subnet of networks.flatMap(({ subnet = [] }) => subnet)) {
    const [address = "", bits] = subnet.split("/");
    ranges.addSubnet(address, Number(bits), "ipv4");
  }
  const { stdout } = await promisify(execFile)("ip", ["-json", "-4", "address"]);
  const interfaces = JSON.parse(stdout) as { ifname: string; addr_info: { local?: string }[] }[];
  return interfaces.find(({ addr_info }) => addr_info.some(({ local }) => local !== undefined && ranges.check(local)))
    ?.ifname;
}
