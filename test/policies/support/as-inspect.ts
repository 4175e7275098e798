import { readInspect } from "../../../model/from-docker/read-inspect.ts";
import type { Stack } from "../../../model/stack.ts";
import type { Case } from "./case.ts";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const MEBIBYTE = 1024 * 1024;
const NANOSECONDS: Readonly<Record<string, number>> = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/**
 * Raised where an inspection has no words for what the inputs say:
 * - a value that is not known yet or marked as a secret, because a running container has neither;
 * - `uploads`, which are files in the container and nowhere in its inspection;
 * - what only the deployment knows: `start`, `wait`, `attach`, `rm`, `logs`, `mustRun`, `destroyGraceSeconds`;
 * - a variable without a value, which the engine takes out, and a path on the host that is not absolute, which it refuses.
 */
class NotExpressible extends Error {}

type Args = Record<string, unknown>;
type Body = Record<string, unknown>;

interface Parts {
  host: Body;
  config: Body;
  networks: Body;
}

/** What the engine does with each input; an input that is missing here is not expressible. */
const INPUTS: Record<string, (parts: Parts, value: never, args: Args) => unknown> = {
  name: () => undefined,
  image: ({ config }, image: string) => {
    config.Image = image;
  },
  command: ({ config }, command: string[]) => {
    config.Cmd = command;
  },
  entrypoints: ({ config }, entrypoint: string[]) => {
    config.Entrypoint = entrypoint;
  },
  user: ({ config }, user: string) => {
    config.User = user;
  },
  groupAdds: ({ host }, groups: string[]) => {
    host.GroupAdd = groups;
  },
  envs: ({ config }, envs: string[]) => {
    if (envs.some((text) => !text.includes("="))) throw new NotExpressible("a variable without a value");
    config.Env = [...envs, ...(config.Env as string[])];
  },
  labels: ({ config }, labels: { label: string; value: string }[]) => {
    if (new Set(labels.map(({ label }) => label)).size < labels.length) throw new NotExpressible("a label twice");
    config.Labels = Object.fromEntries(labels.map(({ label, value }) => [label, value]));
  },
  ports: ({ host }, ports: Args[]) => {
    const bindings: Record<string, unknown[]> = {};
    for (const { internal, external, ip, protocol } of ports) {
      if (typeof internal !== "number") throw new NotExpressible("a port that is no number");
      const key = `${internal}/${String(protocol ?? "tcp").toLowerCase()}`;
      bindings[key] = [
        ...(bindings[key] ?? []),
        { HostIp: ip ?? "", HostPort: external === undefined ? "" : String(external) },
      ];
    }
    host.PortBindings = bindings;
  },
  publishAllPorts: ({ host }, all: boolean) => {
    host.PublishAllPorts = all;
  },
  networkMode: ({ host, networks }, mode: string) => {
    if (mode !== "") host.NetworkMode = mode;
    if (mode === "host" || mode === "none") networks[mode] = {};
  },
  networksAdvanced: ({ networks }, attachments: Args[], { name }) => {
    for (const { name: network, aliases, ipv4Address } of attachments)
      networks[plain(network)] = {
        IPAMConfig: ipv4Address === undefined ? null : { IPv4Address: ipv4Address },
        Aliases: [...((aliases as string[] | undefined) ?? []), idOf(String(name)).slice(0, 12)],
      };
  },
  dns: ({ host }, dns: string[]) => {
    host.Dns = dns;
  },
  volumes: (parts, volumes: Args[]) => {
    for (const volume of volumes) addVolume(parts, volume);
  },
  mounts: ({ host }, mounts: Args[]) => {
    host.Mounts = mounts.map(({ type, source, target, readOnly, bindOptions }) => ({
      Type: type,
      ...(source === undefined ? {} : { Source: source }),
      Target: target,
      ...(readOnly === true ? { ReadOnly: true } : {}),
      ...(bindOptions === undefined ? {} : { BindOptions: { Propagation: (bindOptions as Args).propagation } }),
    }));
  },
  tmpfs: ({ host }, tmpfs: Args) => {
    host.Tmpfs = tmpfs;
  },
  devices: ({ host }, devices: Args[]) => {
    host.Devices = devices.map(({ hostPath, containerPath, permissions }) => ({
      PathOnHost: hostPath,
      PathInContainer: containerPath ?? hostPath,
      CgroupPermissions: permissions ?? "rwm",
    }));
  },
  readOnly: set("host", "ReadonlyRootfs"),
  shmSize: ({ host }, size: number) => {
    if (size > 0) host.ShmSize = size * MEBIBYTE;
  },
  privileged: set("host", "Privileged"),
  capabilities: ({ host }, { adds, drops }: Args) => {
    host.CapAdd = adds ?? null;
    host.CapDrop = drops ?? null;
  },
  securityOpts: ({ host }, options: string[]) => {
    host.SecurityOpt = [...options, ...((host.SecurityOpt as string[] | null) ?? [])];
  },
  pidMode: set("host", "PidMode"),
  ipcMode: ({ host }, mode: string) => {
    if (mode !== "") host.IpcMode = mode;
  },
  usernsMode: set("host", "UsernsMode"),
  cgroupnsMode: set("host", "CgroupnsMode"),
  cgroupParent: set("host", "CgroupParent"),
  runtime: set("host", "Runtime"),
  init: set("host", "Init"),
  sysctls: set("host", "Sysctls"),
  ulimits: ({ host }, ulimits: Args[]) => {
    host.Ulimits = ulimits.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard }));
  },
  memory: ({ host }, size: number, { memorySwap }) => {
    host.Memory = size * MEBIBYTE;
    if (!memorySwap) host.MemorySwap = 2 * size * MEBIBYTE;
  },
  memorySwap: ({ host }, size: number) => {
    if (size !== 0) host.MemorySwap = size === -1 ? -1 : size * MEBIBYTE;
  },
  memoryReservation: ({ host }, size: number) => {
    host.MemoryReservation = size * MEBIBYTE;
  },
  cpus: ({ host }, cpus: string) => {
    host.NanoCpus = Math.round(Number(cpus) * 1e9);
  },
  cpuQuota: set("host", "CpuQuota"),
  restart: ({ host }, policy: string, { maxRetryCount }) => {
    host.RestartPolicy = { Name: policy, MaximumRetryCount: maxRetryCount ?? 0 };
  },
  maxRetryCount: (_parts, _count: number, { restart }) => {
    if (restart === undefined) throw new NotExpressible("a count without a policy");
  },
  healthcheck: ({ config }, { tests, interval, timeout, startPeriod, retries }: Args) => {
    config.Healthcheck = {
      ...(tests === undefined ? {} : { Test: tests }),
      ...(interval === undefined ? {} : { Interval: nanoseconds(interval) }),
      ...(timeout === undefined ? {} : { Timeout: nanoseconds(timeout) }),
      ...(startPeriod === undefined ? {} : { StartPeriod: nanoseconds(startPeriod) }),
      ...(retries === undefined ? {} : { Retries: retries }),
    };
  },
  logDriver: ({ host }, driver: string, { logOpts }) => {
    host.LogConfig = { Type: driver, Config: logOpts ?? {} };
  },
  logOpts: ({ host }, options: Args, { logDriver }) => {
    if (logDriver === undefined) host.LogConfig = { Type: "json-file", Config: options };
  },
  stopTimeout: set("config", "StopTimeout"),
  stopSignal: set("config", "StopSignal"),
  deviceCgroupRules: set("host", "DeviceCgroupRules"),
  tty: set("config", "Tty"),
  stdinOpen: set("config", "OpenStdin"),
  gpus: ({ host }, gpus: string) => {
    if (gpus !== "all") throw new NotExpressible("some graphics processors");
    host.DeviceRequests = [{ Driver: "", Count: -1, DeviceIDs: null, Capabilities: [["gpu"]] }];
  },
};

/** The stack of a case as the engine would tell of it; undefined where an inspection has no words for it. */
export function asInspect({ pulumi, networks, volumes }: Case): Stack | undefined {
  if (pulumi === undefined) return undefined;
  try {
    const used = Object.values(pulumi).flatMap(
      ({ networksAdvanced }) => (networksAdvanced as Args[] | undefined) ?? [],
    );
    const names = new Set([...used.map(({ name }) => plain(name)), ...Object.keys(networks)]);
    const document = [
      IMAGE_BODY,
      ...Object.entries(pulumi).map(([name, args]) => container({ name, ...args })),
      ...[...names].map((name) => network(name, networks[name] ?? {})),
      ...Object.entries({ ...mounted(pulumi), ...volumes }).map(([name, args]) => volume(name, args)),
    ];
    return readInspect({ stack: "case", document: JSON.parse(JSON.stringify(document)) }).stack;
  } catch (error) {
    if (error instanceof NotExpressible) return undefined;
    throw error;
  }
}

const IMAGE = `sha256:${"0".repeat(64)}`;

/** What the engine says of a container that was made from these inputs. */
export function container(args: Args): Body {
  const name = plain(args.name);
  const parts: Parts = {
    host: { ...HOST_DEFAULTS },
    config: { ...CONFIG_DEFAULTS, Hostname: idOf(name).slice(0, 12) },
    networks: {},
  };
  for (const [key, value] of Object.entries(args)) {
    refuseUnknown(value);
    const translate = INPUTS[key];
    if (translate === undefined) throw new NotExpressible(key);
    translate(parts, value as never, args);
  }
  const { host, config, networks } = parts;
  if (host.Privileged === true || host.PidMode === "host" || host.IpcMode === "host") disableLabels(host);
  return {
    Id: idOf(name),
    Name: `/${name}`,
    Image: IMAGE,
    State: { Status: "running", Running: true, ExitCode: 0 },
    HostConfig: host,
    Config: config,
    NetworkSettings: { Networks: Object.keys(networks).length === 0 ? { bridge: { Aliases: null } } : networks },
  };
}

/** What an engine of version 20.10 fills in by itself, on control groups of version 2. */
const HOST_DEFAULTS: Body = {
  Binds: null,
  LogConfig: { Type: "json-file", Config: {} },
  NetworkMode: "default",
  PortBindings: {},
  RestartPolicy: { Name: "", MaximumRetryCount: 0 },
  VolumesFrom: null,
  CapAdd: null,
  CapDrop: null,
  CgroupnsMode: "private",
  Dns: [],
  GroupAdd: null,
  IpcMode: "private",
  Links: null,
  PidMode: "",
  Privileged: false,
  PublishAllPorts: false,
  ReadonlyRootfs: false,
  SecurityOpt: null,
  UTSMode: "",
  UsernsMode: "",
  ShmSize: 64 * MEBIBYTE,
  Runtime: "runc",
  Memory: 0,
  NanoCpus: 0,
  CgroupParent: "",
  CpuPeriod: 0,
  CpuQuota: 0,
  Devices: [],
  DeviceCgroupRules: null,
  DeviceRequests: null,
  MemoryReservation: 0,
  MemorySwap: 0,
  PidsLimit: null,
  Ulimits: [],
  MaskedPaths: ["/proc/kcore"],
  ReadonlyPaths: ["/proc/sys"],
};

const CONFIG_DEFAULTS: Body = {
  User: "",
  Tty: false,
  OpenStdin: false,
  Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
  Cmd: null,
  Volumes: null,
  Entrypoint: null,
  Labels: {},
};

function addVolume(
  { host, config }: Parts,
  { hostPath, volumeName, containerPath, readOnly, fromContainer }: Args,
): void {
  if (fromContainer !== undefined) host.VolumesFrom = [...((host.VolumesFrom as string[] | null) ?? []), fromContainer];
  else if (hostPath !== undefined && !String(hostPath).startsWith("/")) throw new NotExpressible("a relative path");
  else if (hostPath === undefined && volumeName === undefined)
    config.Volumes = { ...(config.Volumes as Body | null), [plain(containerPath)]: {} };
  else {
    const bind = `${String(hostPath ?? volumeName)}:${String(containerPath ?? hostPath)}${readOnly === true ? ":ro" : ""}`;
    host.Binds = [...((host.Binds as string[] | null) ?? []), bind];
  }
}

function disableLabels(host: Body): void {
  const options = (host.SecurityOpt as string[] | null) ?? [];
  if (!options.some((option) => option.startsWith("label"))) host.SecurityOpt = [...options, "label=disable"];
}

function network(name: string, { driver, internal }: Args): Body {
  return { Name: name, Driver: driver ?? "bridge", Internal: internal ?? false, IPAM: { Config: [] } };
}

function volume(name: string, { driver, driverOpts }: Args): Body {
  refuseUnknown(driverOpts);
  return { Name: name, Driver: driver ?? "local", Mountpoint: `/volumes/${name}`, Options: driverOpts ?? null };
}

function mounted(pulumi: Record<string, Args>): Record<string, Args> {
  const names = Object.values(pulumi).flatMap(({ volumes = [], mounts = [] }) => [
    ...(volumes as Args[]).map(({ volumeName }) => volumeName),
    ...(mounts as Args[]).filter(({ type }) => type === "volume").map(({ source }) => source),
  ]);
  return Object.fromEntries(names.filter((name) => typeof name === "string").map((name) => [name, {}]));
}

function set(part: "host" | "config", key: string) {
  return (parts: Parts, value: unknown) => {
    parts[part][key] = value;
  };
}

function nanoseconds(text: unknown): number {
  const parts = [...String(text).matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (NANOSECONDS[unit as string] as number), 0);
}

/** The same name has the same id, and no other has. */
function idOf(name: string): string {
  return Buffer.from(name).toString("hex").padEnd(64, "0").slice(0, 64);
}

function refuseUnknown(value: unknown): void {
  if (value === UNKNOWN) throw new NotExpressible("a value that is not known yet");
  if (typeof value !== "object" || value === null) return;
  if (SIGNATURE in value) throw new NotExpressible("a secret");
  for (const inner of Object.values(value)) refuseUnknown(inner);
}

function plain(value: unknown): string {
  if (typeof value !== "string" || value === UNKNOWN) throw new NotExpressible("a name that is not known");
  return value;
}

/** What the engine says of the image of all of them. */
export const IMAGE_BODY: Body = { Id: IMAGE, RepoTags: null, Config: { Env: CONFIG_DEFAULTS.Env } };
