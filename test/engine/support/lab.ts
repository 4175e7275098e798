import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { ExecutionContext } from "ava";
import type { Host, ProvingHealthcheck, Service } from "../../../declare/index.ts";
import { estate } from "../../../stacks/estate.ts";
import type { HostName, Site } from "../../../stacks/settings.ts";
import type { Dockerd } from "../../../toolchain/dockerd.ts";
import { boundPaths, startable } from "../fixtures/slice/startable.ts";
import { importAnsweringImage } from "./answering-image.ts";

/** What the services behind the health tests answer when they are well. */
const ANSWERS = {
  "/": "No such service",
  "/-/healthy": "",
  "/-/ready": "",
  "/ready": "",
  "/api/health": "",
  "/admin/": "",
  "/web/": "",
  "/api/ping": "pong",
  "/api/system/status": '{"Version":"1"}',
  "/health": '{"database":"green"}',
  "/v1/health": '{"healthy":true}',
  "/status.php": '{"installed":true}',
  "/healthcheck": "true",
  "/web/health": '{"status":"pass"}',
  "/.well-known/mta-sts.txt": "version: STSv1",
};

/** One host of the estate on this machine: loopback addresses, a data folder of its own, a daemon that is ours. */
export type Lab = {
  /** Stack configuration of the program in fixtures/slice. */
  config: Record<string, string>;
  host: Host;
  /** The services that the program declares. */
  services: readonly Service[];
  site: Site;
};

/** Settles where a host of the estate is in a lab, with all files that its services mount. */
export async function makeLab(t: ExecutionContext, name: HostName, dockerd: Dockerd): Promise<Lab> {
  const dataDir = await mkdtemp(join(tmpdir(), "readiness-slice-"));
  t.teardown(async () => {
    await clear(dockerd);
    await rm(dataDir, { recursive: true, force: true });
  });
  // Of this process alone, so that two runs on one machine do not claim the same ports.
  const net = `127.${1 + (process.pid % 200)}.${1 + (Math.floor(process.pid / 200) % 250)}`;
  const at = (last: number) => `${net}.${last}`;
  const site: Site = {
    domain: "lab.test",
    peerDomain: "peer.test",
    addresses: { public: at(1), vpn: at(2), loopback: at(3) },
    homeAddress: at(4),
    peerVpnAddress: at(5),
    timezone: "Etc/UTC",
    engineSocket: dockerd.socket,
    data: (path) => `${dataDir}/${path}`,
  };
  const config = {
    host: name,
    domain: site.domain,
    peerDomain: site.peerDomain,
    publicAddress: site.addresses.public,
    publicBind: site.addresses.public,
    vpnAddress: site.addresses.vpn,
    loopbackAddress: site.addresses.loopback,
    homeAddress: site.homeAddress,
    peerVpnAddress: site.peerVpnAddress,
    timezone: site.timezone,
    engineSocket: site.engineSocket,
    dataDir,
    keepVolumes: "false",
  };
  const wanted = estate(name, { site, publicAddress: site.addresses.public, keepVolumes: false });
  const services = startable(wanted.services, site);
  for (const path of new Set(services.flatMap(boundPaths))) if (path !== site.engineSocket) await makeData(path);
  return {
    config: Object.fromEntries(Object.entries(config).map(([key, value]) => [`slice:${key}`, value])),
    host: wanted.host,
    services,
    site,
  };
}

/** Stand-ins under the names of the images that the services declare. */
export function importImages(dockerd: Dockerd, services: readonly Service[]) {
  const ports = services.flatMap(({ healthcheck }) => asksStandIn(healthcheck)?.port ?? []);
  const published = services.flatMap(({ ports = [] }) =>
    ports.flatMap(({ host, container, protocol }) => (protocol === "udp" ? [] : [container ?? host])),
  );
  return importAnsweringImage(dockerd, [...new Set(services.map(({ image }) => image))], {
    ports: [...new Set([...ports, ...published])],
    answers: ANSWERS,
  });
}

/** The port of a health test that a stand-in can answer for real: HTTP without TLS, asked with wget or curl. */
export function asksStandIn(healthcheck: Service["healthcheck"]): { port: number } | undefined {
  if ("absent" in healthcheck) return undefined;
  const asked = /^(?:wget|curl) .*http:\/\/127\.0\.0\.1(?::(\d+))?\//.exec(wordsOf(healthcheck));
  return asked === null ? undefined : { port: Number(asked[1] ?? 80) };
}

function wordsOf({ test }: ProvingHealthcheck): string {
  return test.slice(1).join(" ");
}

/** Takes the bridges off the machine also where a test ended in the middle of an update. */
async function clear(dockerd: Dockerd): Promise<void> {
  const containers = (await dockerd.ask({ path: "/containers/json?all=true" })) as { Id: string }[];
  for (const { Id } of containers) await dockerd.ask({ method: "DELETE", path: `/containers/${Id}?force=true&v=true` });
  const networks = (await dockerd.ask({ path: "/networks" })) as { Id: string; Driver: string; Name: string }[];
  for (const { Id } of networks.filter(({ Driver, Name }) => Driver === "bridge" && Name !== "bridge")) {
    const { Containers } = (await dockerd.ask({ path: `/networks/${Id}` })) as { Containers: object };
    for (const Container of Object.keys(Containers))
      await dockerd.ask({ method: "POST", path: `/networks/${Id}/disconnect`, body: { Container, Force: true } });
    await dockerd.ask({ method: "DELETE", path: `/networks/${Id}` });
  }
}

async function makeData(path: string): Promise<void> {
  if (/.\.(yml|yaml|json|conf|php|sh)$/.test(basename(path))) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "");
  } else await mkdir(path, { recursive: true });
}
