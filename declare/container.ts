import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { PUBLIC_PORTS_LABEL } from "../model/expectations.ts";
import { goDuration } from "./duration.ts";
import { DEFAULT_TIMING, type NoHealthcheck, type ProvingHealthcheck } from "./healthcheck.ts";
import { ADDRESSES_LABEL, inReadOrder, isOnSeveralAddresses, type WholePort } from "./ports.ts";
import { type Edge, routeLabels } from "./routes.ts";
import { type FileSpec, isSecret, type MountSpec, type PortSpec, type Service, type Value } from "./service.ts";

/** Addresses of a host on which containers may publish ports. */
export interface Addresses {
  /** For ports that everyone may reach: `0.0.0.0`, or one address of the host. */
  readonly public: string;
  readonly vpn: string;
  readonly loopback: string;
}

/** What a service refers to by name, as resources. */
export interface Surroundings {
  readonly addresses: Addresses;
  readonly edge: Edge | undefined;
  /** The name as the network's resource gives it, known in a preview. */
  network(name: string): pulumi.Input<string>;
  volume(name: string): pulumi.Input<string>;
  secret(key: string): pulumi.Output<string>;
}

/**
 * Inputs of the container of a service. What every container gets:
 *
 * - its own name, so that other containers and people find it;
 * - `unless-stopped`, and `mustRun`, so that a stopped container is a difference;
 * - logs that rotate: three files of 10 MB;
 * - `no-new-privileges`, and no capability at all where its user is not root;
 * - a limit of memory and the same for memory and swap together, which also keeps
 *   the provider from showing a change on every run;
 * - labels sorted by name, since the engine compares them in order.
 */
export function containerArgs(service: Service, around: Surroundings): docker.ContainerArgs {
  const { stopTimeout, capabilities } = service;
  return {
    name: service.name,
    image: service.image,
    restart: service.restart ?? "unless-stopped",
    mustRun: true,
    logDriver: "json-file",
    logOpts: { "max-size": "10m", "max-file": "3" },
    securityOpts: ["no-new-privileges:true"],
    memory: service.memory,
    memorySwap: service.memory,
    ...some("healthcheck", healthcheckArgs(service.healthcheck)),
    ...some("labels", labelArgs(service, around)),
    ...some("networkMode", service.networkMode),
    ...some(
      "networksAdvanced",
      list(service.networks, (membership) => networkArgs(membership, around)),
    ),
    ...some(
      "ports",
      list(inReadOrder(service.ports ?? []), (port) => portArgs(port, around.addresses)),
    ),
    ...some(
      "envs",
      list(Object.entries(service.env ?? {}), ([key, value]) => envArg(key, value, around)),
    ),
    ...some(
      "uploads",
      list(service.files, (file) => uploadArgs(file, service, around)),
    ),
    ...some(
      "mounts",
      list(service.mounts, (mount) => mountArgs(mount, around)),
    ),
    ...some(
      "command",
      list(service.command, (word) => word),
    ),
    ...some(
      "entrypoints",
      list(service.entrypoint, (word) => word),
    ),
    ...some("user", service.user),
    ...some("capabilities", capabilityArgs(capabilities ?? (numericUser(service) ? { drop: ["ALL"] } : undefined))),
    ...some(
      "devices",
      list(service.devices, ({ host, permissions }) => ({ hostPath: host, containerPath: host, permissions })),
    ),
    ...some(
      "dns",
      list(service.dns, (address) => address),
    ),
    ...some(
      "hosts",
      list(Object.entries(service.hosts ?? {}), ([host, ip]) => ({ host, ip })),
    ),
    ...some("hostname", service.hostname),
    ...some("sysctls", service.sysctls),
    ...some(
      "ulimits",
      list(service.ulimits, (ulimit) => ({ ...ulimit })),
    ),
    ...some("shmSize", service.sharedMemory),
    ...(stopTimeout === undefined ? {} : { stopTimeout, destroyGraceSeconds: stopTimeout }),
  };
}

function healthcheckArgs(healthcheck: ProvingHealthcheck | NoHealthcheck): docker.ContainerArgs["healthcheck"] {
  if ("absent" in healthcheck) return undefined;
  const { test, interval, timeout, retries, startPeriod } = { ...DEFAULT_TIMING, ...healthcheck };
  return {
    tests: [...test],
    interval: goDuration(interval),
    timeout: goDuration(timeout),
    retries,
    startPeriod: goDuration(startPeriod),
  };
}

function labelArgs(service: Service, { edge, addresses }: Surroundings): docker.ContainerArgs["labels"] {
  const open = (service.ports ?? []).filter((port) => port.on === "public").map(portName);
  const labels: Record<string, string> = {
    ...service.labels,
    ...(edge === undefined ? {} : routeLabels(service.routes ?? [], edge)),
    ...(open.length === 0 ? {} : { [PUBLIC_PORTS_LABEL]: open.join(",") }),
    ...some(ADDRESSES_LABEL, addressesOf(inReadOrder(service.ports ?? []), addresses)),
  };
  const names = Object.keys(labels).sort();
  return names.length === 0 ? undefined : names.map((label) => ({ label, value: labels[label] as string }));
}

/** `10.10.0.1:53/tcp,100.64.0.1:53/tcp` for the ports that are published on several addresses. */
function addressesOf(ports: readonly WholePort[], addresses: Addresses): string | undefined {
  const several = ports.filter((port) => isOnSeveralAddresses(port, ports));
  const texts = several.map((port) => `${portArgs(port, addresses).ip}:${port.host}/${port.protocol}`);
  return texts.length === 0 ? undefined : texts.sort().join(",");
}

function portName({ host, protocol = "tcp" }: PortSpec): string {
  return `${host}/${protocol}`;
}

function portArgs({ host, container, protocol, on }: WholePort, addresses: Addresses) {
  return { internal: container, external: host, protocol, ip: typeof on === "string" ? addresses[on] : on.address };
}

function networkArgs(membership: NonNullable<Service["networks"]>[number], around: Surroundings) {
  const { network, ipv4, aliases } = typeof membership === "string" ? { network: membership } : membership;
  return {
    name: around.network(network),
    ...some("ipv4Address", ipv4),
    ...some("aliases", aliases === undefined ? undefined : [...aliases]),
  };
}

function envArg(key: string, value: Value, around: Surroundings): pulumi.Input<string> {
  return isSecret(value) ? pulumi.interpolate`${key}=${around.secret(value.secret)}` : `${key}=${value}`;
}

/**
 * Where the container has a user, its files belong to root and that user reads them by their mode: to give
 * them an owner the provider asks the engine to copy with user ids, and the engine then looks the container's
 * user up among those of the host (moby, daemon/archive_tarcopyoptions_unix.go) and fails.
 */
function uploadArgs(file: FileSpec, { user }: Service, around: Surroundings) {
  const secret = isSecret(file.content);
  const others = user === undefined && secret ? "0" : user !== undefined && file.writable === true ? "6" : "4";
  return {
    file: file.path,
    content: isSecret(file.content) ? around.secret(file.content.secret) : file.content,
    permissions: `0${file.writable === true ? "6" : "4"}${others}${others}`,
    ...(user !== undefined ? {} : { owner: String(file.owner ?? 0), group: String(file.owner ?? 0) }),
  };
}

function mountArgs(mount: MountSpec, around: Surroundings) {
  if ("tmpfs" in mount)
    return { type: "tmpfs", target: mount.tmpfs, tmpfsOptions: { sizeBytes: mount.megabytes * 1024 * 1024 } };
  const { target, readOnly = false } = mount;
  if ("volume" in mount) return { type: "volume", source: around.volume(mount.volume), target, readOnly };
  return {
    type: "bind",
    source: mount.bind,
    target,
    readOnly,
    ...some("bindOptions", mount.propagation === undefined ? undefined : { propagation: mount.propagation }),
  };
}

/** Docker reports capabilities with their prefix; without it the provider sees a difference on every run. */
function capabilityArgs(capabilities: Service["capabilities"]): docker.ContainerArgs["capabilities"] {
  if (capabilities === undefined) return undefined;
  const prefixed = (name: string) => (name === "ALL" ? name : `CAP_${name}`);
  return {
    ...some("adds", list(capabilities.add, prefixed)),
    ...some("drops", list(capabilities.drop, prefixed)),
  };
}

/** The user where it is a number other than root's. */
function numericUser({ user }: Service): number | undefined {
  const uid = /^([0-9]+)(:[0-9]+)?$/.exec(user ?? "")?.[1];
  return uid === undefined || Number(uid) === 0 ? undefined : Number(uid);
}

function list<T, U>(items: readonly T[] | undefined, map: (item: T) => U): U[] | undefined {
  return items === undefined || items.length === 0 ? undefined : items.map(map);
}

function some<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}
