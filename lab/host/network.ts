import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { CLIENTS, type Place } from "../addresses.ts";

const execute = promisify(execFile);
const UPLINK = "uplink";

/**
 * Lays a cable between this machine and a host: the host's addresses lead there, and clients on this machine call
 * it from the addresses in {@link CLIENTS}, so that its proxy sees who is in the VPN. The host has no other way out.
 *
 * @param pid a process of the host.
 */
export async function connect({ cable, publicAddress, vpnAddress }: Place, pid: number): Promise<void> {
  await ip("link", "add", "name", cable, "type", "veth", "peer", "name", UPLINK, "netns", String(pid));
  await writeFile(`/proc/sys/net/ipv4/conf/${cable}/route_localnet`, "1");
  await writeFile(`/proc/sys/net/ipv6/conf/${cable}/disable_ipv6`, "1").catch(() => {});
  await ip("link", "set", "dev", cable, "up");
  const clients = Object.values(CLIENTS);
  for (const client of clients) await ip("address", "add", `${client}/32`, "dev", cable);
  // More exact than the route of all loopback addresses in the same table.
  for (const address of [publicAddress, vpnAddress])
    await ip("route", "add", "table", "local", "unicast", `${address}/32`, "dev", cable, "src", CLIENTS.outside);
  const host = (...args: string[]) => execute("nsenter", ["--target", String(pid), "--net", "ip", ...args]);
  await host("link", "set", "dev", UPLINK, "up");
  for (const client of clients) await host("route", "add", `${client}/32`, "dev", UPLINK);
}

/** Takes the cable away, with its addresses and routes. Does nothing where there is none. */
export async function disconnect(cable: string): Promise<void> {
  await ip("link", "delete", cable).catch(() => {});
}

function ip(...args: string[]): Promise<unknown> {
  return execute("ip", args);
}
