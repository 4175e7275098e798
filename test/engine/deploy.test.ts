import { get } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import test, { type ExecutionContext } from "ava";
import { routeLabels } from "../../declare/routes.ts";
import { secretKeys } from "../../declare/secrets.ts";
import type { PortSpec, Service } from "../../declare/service.ts";
import type { Addresses } from "../../declare/surroundings.ts";
import { accessLabel } from "../../model/expectations.ts";
import { NETWORKS } from "../../stacks/master/index.ts";
import { EDGE } from "../../stacks/shared/edge.ts";
import type { Dockerd } from "../../toolchain/dockerd.ts";
import { createSandbox, resourceChanges } from "./support/engine.ts";
import { asksStandIn, importImages, type Lab, makeLab } from "./support/lab.ts";
import { needNetworks } from "./support/machine.ts";
import { needDockerd, needEngine, present } from "./support/requirements.ts";
import { changesOf, disguises, filesHolding, setSecrets } from "./support/said.ts";

/** How long the slowest health test may take until it was asked: the estate's usual interval, and a busy machine. */
const HEALTHY_WITHIN = 120_000;

/** What `docker inspect` says of a container, as far as it is compared. */
type Inspected = {
  State: { Running: boolean; Health?: { Status: string } };
  Config: { Labels: Record<string, string>; Env: string[]; Image: string };
  HostConfig: {
    RestartPolicy: { Name: string };
    Memory: number;
    MemorySwap: number;
    SecurityOpt: string[] | null;
    PortBindings: Record<string, { HostIp: string; HostPort: string }[]> | null;
  };
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
  Mounts: { Type: string; Name?: string; Source: string; Destination: string }[];
};

test.serial("Master's containers run as declared, stay as they are, and leave nothing behind", async (t) => {
  const engine = await needEngine(t);
  if (engine === undefined || !(await needNetworks(t, NETWORKS))) return;
  const dockerd = await needDockerd(t);
  if (dockerd === undefined) return;
  const lab = await makeLab(t, "master", dockerd);
  t.true(lab.services.length >= 12, `only ${lab.services.length} containers can be started in a lab`);
  const missing = await importImages(dockerd, lab.services);
  if (missing !== undefined && present(t, missing) === undefined) return;
  const sandbox = await createSandbox(engine, join(import.meta.dirname, "fixtures/slice"));
  t.teardown(() => sandbox.remove());
  const { env } = dockerd;
  const keys = secretKeys(lab.services);
  const secrets = Object.fromEntries(keys.map((key, index) => [key, `marker-${index}-of-a-secret-7b3e`]));

  // Without its secrets it is refused before anything is made.
  const refused = await sandbox.up("lab", { env, config: lab.config });
  t.not(refused.code, 0);
  t.regex(refused.stdout, new RegExp(`${keys.length} secrets are not set, so nothing was changed`));
  for (const key of keys) t.regex(refused.stdout, new RegExp(`pulumi config set --secret ${key} --stack lab\\b`));
  await isEmpty(t, dockerd);

  await setSecrets(sandbox, "lab", secrets);
  const first = await sandbox.up("lab", { env });
  t.is(first.code, 0, first.stdout + first.stderr);
  t.deepEqual(resourceChanges(first), { create: 1 + resourcesOf(lab) });
  const running = await inspectAll(dockerd);
  t.deepEqual([...running.keys()].sort(), lab.services.map(({ name }) => name).sort());
  for (const service of lab.services) isAsDeclared(t, service, running.get(service.name) as Inspected, lab, secrets);
  await answersOnItsAddressOnly(t, lab);

  const second = await sandbox.up("lab", { env });
  t.is(second.code, 0, second.stdout + second.stderr);
  t.deepEqual(changesOf(second), []);
  t.deepEqual(resourceChanges(second), { same: 1 + resourcesOf(lab) });

  const said = [refused, first, second].map(({ stdout, stderr }) => stdout + stderr).join();
  for (const disguise of Object.values(secrets).flatMap(disguises)) t.false(said.includes(disguise));
  t.deepEqual(await filesHolding(sandbox, Object.values(secrets).flatMap(disguises)), []);

  await becomeHealthy(t, dockerd, lab.services);

  const gone = await sandbox.destroy("lab", { env });
  t.is(gone.code, 0, gone.stdout + gone.stderr);
  await isEmpty(t, dockerd);
});

function isAsDeclared(
  t: ExecutionContext,
  service: Service,
  found: Inspected,
  { site }: Lab,
  secrets: Readonly<Record<string, string>>,
): void {
  const { name } = service;
  const { State, Config, HostConfig, NetworkSettings, Mounts } = found;
  t.true(State.Running, name);
  t.is(Config.Image, service.image);
  t.is(HostConfig.RestartPolicy.Name, service.restart ?? "unless-stopped", name);
  t.is(HostConfig.Memory, service.memory * 1024 * 1024, name);
  t.is(HostConfig.MemorySwap, HostConfig.Memory, name);
  t.deepEqual(HostConfig.SecurityOpt, ["no-new-privileges:true"], name);
  t.deepEqual(publishedBy(found), (service.ports ?? []).map((port) => written(port, site.addresses)).sort(), name);

  for (const { router, access } of service.routes ?? []) t.is(Config.Labels[accessLabel(router)], access, name);
  for (const [label, value] of Object.entries({ ...service.labels, ...routeLabels(service.routes ?? [], EDGE) }))
    t.is(Config.Labels[label], value, `${name} ${label}`);

  const networks = (service.networks ?? []).map((one) => (typeof one === "string" ? { network: one } : one));
  t.deepEqual(Object.keys(NetworkSettings.Networks).sort(), networks.map(({ network }) => network).sort(), name);
  for (const { network, ipv4 } of networks)
    if (ipv4 !== undefined) t.is(NetworkSettings.Networks[network]?.IPAddress, ipv4, name);

  for (const mount of service.mounts ?? []) {
    if ("volume" in mount) t.true(Mounts.some((one) => one.Name === mount.volume && one.Destination === mount.target));
    if ("bind" in mount) t.true(Mounts.some((one) => one.Source === mount.bind && one.Destination === mount.target));
  }
  for (const [key, value] of Object.entries(service.env ?? {}))
    t.true(
      Config.Env.includes(`${key}=${typeof value === "string" ? value : secrets[value.secret]}`),
      `${name} ${key}`,
    );
}

/** `127.0.0.1:9000->9000/tcp`, sorted. */
function publishedBy({ HostConfig }: Inspected): string[] {
  return Object.entries(HostConfig.PortBindings ?? {})
    .flatMap(([inside, bindings]) => bindings.map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}->${inside}`))
    .sort();
}

function written({ host, container = host, protocol = "tcp", on }: PortSpec, addresses: Addresses): string {
  return `${addressOf(on, addresses)}:${host}->${container}/${protocol}`;
}

function addressOf(on: PortSpec["on"], addresses: Addresses): string {
  return typeof on === "string" ? addresses[on] : on.address;
}

/** Every published TCP port is answered at its address, and at no other loopback address. */
async function answersOnItsAddressOnly(t: ExecutionContext, { services, site }: Lab): Promise<void> {
  const ports = services.flatMap(({ ports = [] }) => ports).filter(({ protocol }) => protocol !== "udp");
  t.true(ports.length > 0);
  for (const { host, on } of ports) {
    const address = addressOf(on, site.addresses);
    t.regex(address, /^127\./);
    t.is(await soon(() => statusAt(address, host)), 200, `${address}:${host}`);
    const elsewhere = address.replace(/\d+$/, "99");
    await t.throwsAsync(statusAt(elsewhere, host), { code: "ECONNREFUSED" }, `${elsewhere}:${host}`);
  }
}

/** What succeeds within ten seconds: a container runs a little before its program listens. */
async function soon<Value>(attempt: () => Promise<Value>): Promise<Value> {
  for (const deadline = Date.now() + 10_000; ; await sleep(200)) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

/** The status of a page; by hand, because `fetch` refuses ports such as 53. */
function statusAt(hostname: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(5000);
    get({ hostname, port, signal }, (answer) => resolve(answer.resume().statusCode)).once("error", reject);
  });
}

/**
 * Waits until the health tests that a stand-in can pass have succeeded. The others ask for programs that only the real
 * image has: they must never succeed here, or they would prove nothing there.
 */
async function becomeHealthy(t: ExecutionContext, dockerd: Dockerd, services: readonly Service[]): Promise<void> {
  const expected = services.filter(({ healthcheck }) => asksStandIn(healthcheck) !== undefined).map(({ name }) => name);
  t.true(expected.length >= 10, "so many tests are asked for real");
  for (const deadline = Date.now() + HEALTHY_WITHIN; ; await sleep(1000)) {
    const running = await inspectAll(dockerd);
    const healthy = services.map(({ name }) => name).filter((name) => statusOf(running.get(name)) === "healthy");
    if (expected.every((name) => healthy.includes(name)) || Date.now() > deadline) {
      t.deepEqual(healthy, expected);
      for (const { name, healthcheck } of services)
        if ("absent" in healthcheck) t.is(statusOf(running.get(name)), undefined, name);
      return;
    }
  }
}

function statusOf(container: Inspected | undefined): string | undefined {
  return container?.State.Health?.Status;
}

/** How many containers, networks and volumes the slice consists of. */
function resourcesOf({ services, host }: Lab): number {
  const volumes = services.flatMap(({ mounts = [] }) =>
    mounts.flatMap((mount) => ("volume" in mount ? [mount.volume] : [])),
  );
  return services.length + host.networks.length + new Set(volumes).size;
}

async function inspectAll(dockerd: Dockerd): Promise<Map<string, Inspected>> {
  const all = (await dockerd.ask({ path: "/containers/json?all=true" })) as { Id: string; Names: string[] }[];
  return new Map(
    await Promise.all(
      all.map(async ({ Id, Names }): Promise<[string, Inspected]> => {
        const inspected = (await dockerd.ask({ path: `/containers/${Id}/json` })) as Inspected;
        return [Names[0]?.slice(1) ?? "", inspected];
      }),
    ),
  );
}

async function isEmpty(t: ExecutionContext, dockerd: Dockerd): Promise<void> {
  t.deepEqual([...(await inspectAll(dockerd)).keys()], []);
  const networks = (await dockerd.ask({ path: "/networks" })) as { Name: string }[];
  t.deepEqual(networks.map(({ Name }) => Name).sort(), ["bridge", "host", "none"]);
  const { Volumes } = (await dockerd.ask({ path: "/volumes" })) as { Volumes: { Name: string }[] | null };
  t.deepEqual(Volumes ?? [], []);
}
