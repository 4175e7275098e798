import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { HOSTS, type HostName } from "../stacks/settings.ts";
import { CLIENTS, PLACES, RESOLVERS } from "./addresses.ts";

/** Settings of the project in the lab: this repository's own, and how the lab's hosts are reached and seen. */
export async function writeSettings(
  project: string,
  { engines, authority }: { readonly engines: ReadonlyMap<HostName, string>; readonly authority: string },
): Promise<void> {
  const file = join(project, "readiness.yaml");
  const own = parse(await readFile(file, "utf8")) as object;
  const hosts = Object.fromEntries(
    HOSTS.map((host) => [
      host,
      {
        engine: engines.get(host),
        shell: `ssh://root@${PLACES[host].vpnAddress}`,
        // The control server of the VPN, outside every container.
        ...(host === "master" ? { listeners: ["8085/tcp"] } : {}),
      },
    ]),
  );
  const vantages = {
    outside: { calls: "public", localAddress: CLIENTS.outside },
    vpn: { calls: "vpn", localAddress: CLIENTS.vpn },
  };
  const drills = HOSTS.map((host) => ({
    host,
    allows:
      host === "master"
        ? ["container-comes-back", "portal-down-opens-nothing", "engine-restart", "restore"]
        : ["container-comes-back", "engine-restart", "restore"],
    container: host === "master" ? "it-tools" : "mailcowdockerized-memcached-mailcow-1",
    reason: "The lab is there to be broken.",
    owner: "lab",
    until: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
  }));
  const resolvers = RESOLVERS.map(({ address, port }) => `${address}:${port}`);
  // A link to the checkout's own file, which stays as it is.
  await rm(file);
  await writeFile(file, stringify({ ...own, hosts, vantages, resolvers, authority, drills }));
}
