import { execFile } from "node:child_process";
import { networkInterfaces } from "node:os";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** A network bridge for one daemon alone, so that it disturbs no other daemon on this machine. */
export type Bridge = { name: string; address: string; remove(): Promise<void> };

/**
 * Makes a bridge with an address of its own in 10.213.0.0/16. `remove` takes it away with its firewall rules, and gives
 * forwarding the policy back that it had: a daemon sets it to DROP when it starts.
 */
export async function makeBridge(): Promise<Bridge> {
  const name = `rdy${process.pid.toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`;
  const address = `10.213.${await freeThirdByte()}.1`;
  const { stdout: forwarding } = await execute("iptables", ["-S", "FORWARD"]);
  await execute("ip", ["link", "add", "name", name, "type", "bridge"]);
  await execute("ip", ["address", "add", `${address}/24`, "dev", name]);
  await execute("ip", ["link", "set", name, "up"]);
  return {
    name,
    address,
    async remove() {
      await execute("ip", ["link", "delete", name]);
      const network = address.replace(/\.1$/, ".0/24");
      for (const table of ["filter", "nat"]) await removeRules(table, [` ${name} `, ` ${network} `]);
      if (forwarding.startsWith("-P FORWARD ACCEPT")) await execute("iptables", ["-P", "FORWARD", "ACCEPT"]);
    },
  };
}

async function freeThirdByte(): Promise<number> {
  const taken = new Set(
    Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address)),
  );
  const start = process.pid % 256;
  for (let step = 0; step < 256; step++) {
    const byte = (start + step) % 256;
    if (!taken.has(`10.213.${byte}.1`)) return byte;
  }
  throw new Error(
    "10.213.0.0/16: no network is free in it, so the test daemon gets no bridge. Stop test daemons that were left over.",
  );
}

/** A daemon leaves the rules of a bridge that it was given: takes away those that name it. */
async function removeRules(table: string, marks: readonly string[]): Promise<void> {
  const { stdout } = await execute("iptables", ["-t", table, "-S"]);
  for (const rule of stdout.split("\n"))
    if (rule.startsWith("-A ") && marks.some((mark) => `${rule} `.includes(mark)))
      await execute("iptables", ["-t", table, "-D", ...rule.slice(3).split(" ")]).catch(() => {});
}
