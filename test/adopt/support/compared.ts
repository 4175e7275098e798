import { serviceOf } from "../../../adopt/container.ts";
import type { Container, Port } from "../../../model/container.ts";
import type { Stack } from "../../../model/stack.ts";
import { UnknownValue } from "../../../model/unknown.ts";

/** Stands for a value that the declaration takes from the configuration. */
const ELSEWHERE = "<elsewhere>";
const MEBIBYTE = 1024 * 1024;

type Plain = Record<string, unknown>;

/**
 * A stack as it can be compared between its source and its declaration. Taken out is only what the form of
 * the source causes: places, the order of what has none, two ways to say the same, and what the provider has
 * no input for, which the notes name.
 *
 * @param secrets names of what the declaration takes from the configuration, `variable X of Y`.
 */
export function comparable(stack: Stack, secrets: ReadonlySet<string>): Plain {
  const services = new Map(stack.containers.map((container) => [serviceOf(container), container.name]));
  const elsewhere = new Set(stack.networks.filter(({ external }) => external).map(({ name }) => name));
  const foreign = new Set(stack.volumes.filter(({ external }) => external).map(({ name }) => name));
  return {
    containers: sorted(
      stack.containers.map((container) => ofContainer(container, services, secrets)),
      "name",
    ),
    networks: sorted(
      stack.networks
        .filter(({ name }) => !elsewhere.has(name))
        .map(({ name, internal, driver = "bridge", subnets }) => ({ name, internal, driver, subnets })),
      "name",
    ),
    volumes: sorted(
      stack.volumes
        .filter(({ name }) => !foreign.has(name))
        .map(({ name, driver, options }) => ({ name, driver, options: sorted(options, "key") })),
      "name",
    ),
  };
}

function ofContainer(
  container: Container,
  services: ReadonlyMap<string | undefined, string>,
  secrets: ReadonlySet<string>,
): Plain {
  const { name } = container;
  const named = (mode: string | undefined) =>
    mode?.startsWith("service:") ? `container:${services.get(mode.slice(8)) ?? mode.slice(8)}` : mode;
  const isMoved = (what: string) => secrets.has(`${what} of ${name}`);
  const value = (what: string, read: () => string | undefined) => (isMoved(what) ? ELSEWHERE : read());
  const words = (what: string, all: Container["command"]) =>
    all.map((word, index) => value(`word ${index + 1} of the ${what}`, () => word.value));
  const healthcheck = container.healthcheck;
  return {
    name,
    image: container.image?.text ?? `${container.stack}-${serviceOf(container)}`.toLowerCase(),
    command: words("command", container.command),
    entrypoint: words("entrypoint", container.entrypoint),
    user: container.user,
    groups: container.groups.map((group) => group.name),
    env: Object.fromEntries(
      container.env.map((variable) => [variable.key, value(`variable ${variable.key}`, () => variable.value)]),
    ),
    labels: Object.fromEntries(
      container.labels.map((label) => [label.key, value(`label ${label.key}`, () => label.value)]),
    ),
    files: container.files.map((file) => [file.target, value(`content of ${file.target}`, () => file.content)]),
    ports: container.ports.flatMap(each).sort(),
    publishAllPorts: container.publishAllPorts,
    networkMode: named(container.networkMode),
    networks: container.networks.map(({ name, aliases, ipv4 }) => ({ name, aliases, ipv4 })),
    dns: container.dns.map((server) => server.name),
    mounts: sorted(
      container.mounts.flatMap((mount) =>
        isBorrowed(mount)
          ? []
          : [
              {
                type: mount.type,
                source: mount.source,
                target: mount.target,
                propagation: mount.propagation,
                options: mount.options,
                // Whether memory is read only stands in its options, which one of the readers looks into.
                readOnly: mount.type === "tmpfs" ? undefined : mount.readOnly,
              },
            ],
      ),
      "target",
    ),
    devices: container.devices.map(({ host, container, permissions }) => ({ host, container, permissions })),
    readOnly: container.readOnly,
    privileged: container.privileged,
    capAdd: container.capAdd.map((capability) => capability.name),
    capDrop: container.capDrop.map((capability) => capability.name),
    securityOptions: container.securityOptions.map(({ key, value }) => [key, value]),
    pidMode: named(container.pidMode),
    ipcMode: named(container.ipcMode),
    usernsMode: container.usernsMode,
    cgroupnsMode: container.cgroupnsMode,
    cgroupParent: container.cgroupParent,
    runtime: container.runtime,
    init: container.init,
    sysctls: settings(container.sysctls),
    ulimits: container.ulimits.map(({ name, soft, hard }) => ({ name, soft, hard })),
    memory: whole(container.memory),
    memorySwap: whole(container.memorySwap),
    memoryReservation: whole(container.memoryReservation),
    shmSize: whole(container.shmSize),
    cpus: container.cpus,
    restart: [container.restart.policy, container.restart.policy === "no" ? undefined : container.restart.maxRetries],
    runsOnce: container.runsOnce,
    healthcheck: healthcheck && {
      kind: healthcheck.kind,
      test: words("healthcheck", healthcheck.test),
      // The declaration takes whole milliseconds.
      ...Object.fromEntries(
        (["interval", "timeout", "startPeriod"] as const).map((key) => [key, milliseconds(healthcheck[key])]),
      ),
      retries: healthcheck.retries,
    },
    logging: [container.logging.driver, settings(container.logging.options)],
    stopTimeout: container.stopTimeout,
    stopSignal: container.stopSignal,
    deviceRules: container.deviceRules?.map((rule) => rule.name),
    gpus: container.gpus?.some((gpu) => gpu.name === "all"),
    terminal: container.terminal,
  };
}

/** A mount of another container, which compose shows as one of which nothing is known. */
function isBorrowed(mount: Container["mounts"][number]): boolean {
  try {
    return mount.target === undefined;
  } catch (error) {
    if (error instanceof UnknownValue) return true;
    throw error;
  }
}

function each({ ip, external, internal, count, protocol }: Port): string[] {
  return Array.from(
    { length: count },
    (_, index) => `${ip} ${external === undefined ? "random" : external + index} ${internal + index}/${protocol}`,
  );
}

function whole(bytes: number | undefined): number | undefined {
  return bytes === undefined || bytes === -1 ? bytes : Math.ceil(bytes / MEBIBYTE);
}

function milliseconds(duration: number | undefined): number | undefined {
  return duration === undefined ? undefined : Math.max(1, Math.round(duration));
}

function settings(all: readonly { readonly key: string; readonly value: string }[]): Plain {
  return Object.fromEntries(all.map(({ key, value }) => [key, value]));
}

function sorted<T, K extends keyof T>(all: readonly T[], key: K): T[] {
  return [...all].sort((one, other) => (String(one[key]) < String(other[key]) ? -1 : 1));
}
