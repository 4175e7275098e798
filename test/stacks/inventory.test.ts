import test from "ava";
import { HOSTS } from "../../stacks/settings.ts";
import { declared } from "./support/declared.ts";
import { found, INVENTORY } from "./support/inventory.ts";
import { ofKind, runProgram } from "./support/program.ts";

const COUNTS = { master: 25, lady: 37 } as const;

/** Images that differ from what was found on purpose. */
const OTHER_IMAGES: Readonly<Record<string, string>> = {
  "memcached:alpine": "memcached:1.6.32-alpine",
  "portainer/portainer-ce:2.33.6": "portainer/portainer-ce:2.33.6-alpine",
  "portainer/agent:2.24.1": "portainer/agent:2.33.6-alpine",
  "python:3.11-slim": "ghcr.io/quietly/admin-panel:1.0.0",
};

for (const host of HOSTS) {
  test.serial(`${host} declares the ${COUNTS[host]} containers that were found on it and no other`, async (t) => {
    const run = await runProgram({ stack: host });
    t.is(run.error, undefined);
    const names = ofKind(run, "Container").map((container) => container.inputs.name);
    t.is(names.length, COUNTS[host]);
    t.deepEqual(
      [...names].sort(),
      found(host)
        .map(({ name }) => name)
        .sort(),
    );
  });

  test.serial(`${host} has the networks that were found, by name, subnet and bridge`, async (t) => {
    const run = await runProgram({ stack: host });
    const networks = ofKind(run, "Network").map(({ inputs }) => ({
      name: inputs.name,
      subnet: inputs.ipamConfigs[0].subnet,
      bridge: inputs.options?.["com.docker.network.bridge.name"],
    }));
    const wanted = INVENTORY.networks[host]
      .filter(({ name }) => !name.startsWith("bridge"))
      .map(({ name, subnet, bridge }) => ({ name, subnet, bridge }));
    t.deepEqual(byName(networks), byName(wanted));
  });

  test(`every container of ${host} has the image that was found, or its pinned version`, (t) => {
    const images = new Map(declared(host).map((service) => [service.name, service.image]));
    for (const { name, image, pinned } of found(host))
      t.is(images.get(name), OTHER_IMAGES[image] ?? pinned ?? image, name);
  });

  test(`every container of ${host} is on the networks that were found, with its fixed address`, (t) => {
    const services = new Map(declared(host).map((service) => [service.name, service]));
    for (const { name, networks, network_mode, static_ipv4 } of found(host)) {
      const service = services.get(name);
      const memberships = (service?.networks ?? []).map((item) =>
        typeof item === "string" ? { network: item } : item,
      );
      t.deepEqual(memberships.map(({ network }) => network).sort(), [...networks].sort(), name);
      t.is(service?.networkMode, network_mode as "host" | undefined, name);
      if (static_ipv4 !== undefined)
        t.true(
          memberships.some(({ ipv4 }) => ipv4 === static_ipv4),
          name,
        );
    }
  });

  test(`every container of ${host} keeps its data where it was found`, (t) => {
    const services = new Map(declared(host).map((service) => [service.name, service]));
    for (const { name, mounts = [] } of found(host)) {
      const targets = new Set(
        (services.get(name)?.mounts ?? []).map((mount) => ("tmpfs" in mount ? mount.tmpfs : mount.target)),
      );
      for (const { target, read_only, kind } of mounts)
        if (!read_only && kind !== "docker.sock" && !MOVED.has(`${name}:${target}`))
          t.true(targets.has(target), `${name} ${target}`);
    }
  });

  test(`a memory limit that was found on ${host} still holds`, (t) => {
    const services = new Map(declared(host).map((service) => [service.name, service]));
    for (const { name, mem_limit } of found(host))
      if (mem_limit !== undefined) t.is(services.get(name)?.memory, megabytes(mem_limit), name);
  });
}

/** Data that lies elsewhere on purpose: the panel's program is in its image, the agent needs no volumes of others. */
const MOVED: ReadonlySet<string> = new Set(["admin-panel:/app", "portainer-agent:/var/lib/docker/volumes"]);

function byName<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return items.toSorted((one, other) => one.name.localeCompare(other.name));
}

function megabytes(text: string): number {
  const [, number = "", unit] = /^(\d+)([mg])$/.exec(text) ?? [];
  return Number(number) * (unit === "g" ? 1024 : 1);
}
