import type {
  Attachment,
  Container,
  DeclaredFile,
  Dependency,
  Device,
  EnvVar,
  Healthcheck,
  Label,
  Logging,
  Mount,
  Named,
  Port,
  Restart,
  SecurityOption,
  Setting,
  Text,
  Ulimit,
} from "../container.ts";
import { type Image, parseImage } from "../image.ts";
import { cleanPath } from "../path.ts";
import { splitSecurityOption } from "../security-option.ts";
import { parseDuration } from "../units.ts";
import { UnknownValue } from "../unknown.ts";
import { readDeployment, readGpus, readVolumesFrom } from "./deployment.ts";
import { build, type Inputs } from "./inputs.ts";
import { locator } from "./locate.ts";

const MEBIBYTE = 1024 * 1024;

/**
 * Reads the inputs of `docker:index/container:Container` (@pulumi/docker 5), as they are given to
 * mocks (raw) or to a policy (after the provider's Check filled in its defaults): both give the
 * same model. Units: `memory`, `memorySwap` and `shmSize` are megabytes there.
 *
 * @param name logical name of the resource, used where `name` is left to auto-naming.
 */
export function readContainer(
  stack: string,
  name: string,
  inputs: Inputs,
  dependencies: readonly Dependency[],
): Container {
  const mountPaths: string[] = [];
  const locate = locator(mountPaths);
  return build<Container>({
    stack: () => stack,
    name: () => knownName(inputs) ?? name,
    source: () => "pulumi",
    locate: () => locate,
    image: () => image(inputs),
    command: () => texts(inputs, "command", "command"),
    entrypoint: () => texts(inputs, "entrypoints", "entrypoint"),
    user: () => inputs.string("user") || undefined,
    groups: () => names(inputs, "groupAdds", "groups"),
    env: () => inputs.strings("envs", "env", envVar, ["key", "value", "secret"]),
    labels: () => inputs.objects("labels", "labels", label, ["key", "value", "secret"]),
    files: () => inputs.objects("uploads", "files", file, ["target", "content", "secret"]),
    ports: () => inputs.objects("ports", "ports", port, ["ip", "external", "internal", "count", "protocol"]),
    publishAllPorts: () => inputs.boolean("publishAllPorts") ?? false,
    networkMode: () => networkMode(inputs.string("networkMode")),
    networks: () => inputs.objects("networksAdvanced", "networks", attachment, ["name", "aliases", "ipv4"]),
    dns: () => names(inputs, "dns", "dns"),
    mounts: () => mounts(inputs, mountPaths),
    devices: () => inputs.objects("devices", "devices", device, ["host", "container", "permissions"]),
    readOnly: () => inputs.boolean("readOnly") ?? false,
    shmSize: () => positive(inputs.number("shmSize"), MEBIBYTE),
    privileged: () => inputs.boolean("privileged") ?? false,
    capAdd: () => capabilities(inputs.object("capabilities"), "adds", "capAdd"),
    capDrop: () => capabilities(inputs.object("capabilities"), "drops", "capDrop"),
    securityOptions: () => inputs.strings("securityOpts", "securityOptions", securityOption, ["key", "value"]),
    pidMode: () => inputs.string("pidMode") || undefined,
    ipcMode: () => inputs.string("ipcMode") || undefined,
    utsMode: () => undefined,
    usernsMode: () => inputs.string("usernsMode") || undefined,
    cgroupnsMode: () => inputs.string("cgroupnsMode") || undefined,
    cgroupParent: () => inputs.string("cgroupParent") || undefined,
    runtime: () => inputs.string("runtime") || undefined,
    init: () => inputs.boolean("init") ?? false,
    sysctls: () => settings(inputs, "sysctls", "sysctls"),
    ulimits: () => inputs.objects("ulimits", "ulimits", ulimit, ["name", "soft", "hard"]),
    memory: () => positive(inputs.number("memory"), MEBIBYTE),
    memorySwap: () => swap(inputs.number("memorySwap")),
    memoryReservation: () => positive(inputs.number("memoryReservation"), MEBIBYTE),
    cpus: () => cpus(inputs),
    pidsLimit: () => undefined,
    restart: () => restart(inputs),
    runsOnce: () => inputs.boolean("mustRun") === false,
    healthcheck: () => healthcheck(inputs.object("healthcheck")),
    logging: () => logging(inputs),
    stopTimeout: () => positive(inputs.number("stopTimeout"), 1),
    stopSignal: () => inputs.string("stopSignal") || undefined,
    dependsOn: () => dependencies,
    deviceRules: () => names(inputs, "deviceCgroupRules", "deviceRules"),
    gpus: () => readGpus(inputs),
    volumesFrom: () => readVolumesFrom(inputs),
    terminal: () => inputs.boolean("tty") === true || inputs.boolean("stdinOpen") === true,
    buildArguments: () => [],
    links: () => [],
    apiSocket: () => false,
    deployment: () => readDeployment(inputs),
  });
}

/** A subject needs a name even where the declared one is not known; the reader of the stack reports that. */
function knownName(inputs: Inputs): string | undefined {
  try {
    return inputs.string("name") || undefined;
  } catch (error) {
    if (error instanceof UnknownValue) return undefined;
    throw error;
  }
}

function image(inputs: Inputs): Image | undefined {
  const text = inputs.string("image");
  if (text === undefined) return inputs.reject("image", "an image reference");
  return parseImage(text) ?? inputs.reject("image", "an image reference");
}

function texts(inputs: Inputs, key: string, at: string): Text[] {
  return inputs.strings(key, at, (value, field, secret) => ({ at: field, value, secret }), ["value", "secret"]);
}

function names(inputs: Inputs, key: string, at: string): Named[] {
  return inputs.strings(key, at, (name, field) => ({ at: field, name }), ["name"]);
}

function envVar(text: string, at: string, secret: boolean): EnvVar {
  const split = text.indexOf("=");
  return split < 0
    ? { at, key: text, value: undefined, secret }
    : { at, key: text.slice(0, split), value: text.slice(split + 1), secret };
}

function label(inputs: Inputs, at: string): Label {
  return build<Label>({
    at: () => at,
    key: () => inputs.string("label") ?? "",
    value: () => inputs.string("value") ?? "",
    secret: () => inputs.secretString("value")?.secret ?? inputs.secret,
  });
}

function file(inputs: Inputs, at: string): DeclaredFile {
  const content = () => inputs.secretString("content") ?? base64(inputs);
  return build<DeclaredFile>({
    at: () => at,
    target: () => inputs.string("file") ?? inputs.reject("file", "the path in the container"),
    content: () => content()?.value,
    secret: () => content()?.secret ?? inputs.secret,
  });
}

function base64(inputs: Inputs): { value: string; secret: boolean } | undefined {
  const encoded = inputs.secretString("contentBase64");
  return encoded && { value: Buffer.from(encoded.value, "base64").toString("utf8"), secret: encoded.secret };
}

function port(inputs: Inputs, at: string): Port {
  return build<Port>({
    at: () => at,
    ip: () => inputs.string("ip") || "0.0.0.0",
    external: () => positive(portNumber(inputs, "external"), 1),
    internal: () => portNumber(inputs, "internal") ?? inputs.reject("internal", "a port number"),
    count: () => 1,
    protocol: () => (inputs.string("protocol") || "tcp").toLowerCase(),
  });
}

function portNumber(inputs: Inputs, key: string): number | undefined {
  const value = inputs.number(key);
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= 65535)) return value;
  return inputs.reject(key, "a port number from 0 to 65535");
}

function attachment(inputs: Inputs, at: string): Attachment {
  return build<Attachment>({
    at: () => at,
    name: () => inputs.string("name") ?? inputs.reject("name", "the name of a network"),
    aliases: () => names(inputs, "aliases", `${at}.aliases`).map(({ name }) => name),
    ipv4: () => inputs.string("ipv4Address") || undefined,
  });
}

function networkMode(mode: string | undefined): string | undefined {
  return mode === undefined || mode === "" || mode === "bridge" || mode === "default" ? undefined : mode;
}

/** `volumes`, `mounts` and `tmpfs` are one list in the model; `paths` remembers where each came from. */
function mounts(inputs: Inputs, paths: string[]): Mount[] {
  const keys = ["type", "source", "target", "readOnly", "propagation", "options"];
  const all: Mount[] = [];
  const add = (mount: Mount, path: string) => {
    paths.push(path);
    all.push(mount);
  };
  for (const key of ["volumes", "mounts"] as const)
    inputs.objects<Mount>(key, "", key === "volumes" ? volumeMount : typedMount, keys).forEach((mount, index) => {
      if (mount.at === BORROWED) return;
      Object.defineProperty(mount, "at", { value: `mounts.${all.length}`, enumerable: true });
      add(mount, `${key}[${index}]`);
    });
  const tmpfs = inputs.object("tmpfs");
  for (const target of tmpfs?.keys() ?? [])
    add(
      build<Mount>({
        at: () => `mounts.${all.length}`,
        type: () => "tmpfs",
        source: () => undefined,
        target: () => cleanPath(target),
        readOnly: () => false,
        propagation: () => undefined,
        options: () => tmpfs?.string(target) || undefined,
      }),
      `tmpfs[${JSON.stringify(target)}]`,
    );
  return all;
}

/** Marks an element of `volumes` that names a container instead of a mount. */
const BORROWED = "volumesFrom";

function volumeMount(inputs: Inputs): Mount {
  if (inputs.string("fromContainer")) return { at: BORROWED } as Mount;
  const isBind = () => inputs.string("hostPath") !== undefined && inputs.string("hostPath") !== "";
  return build<Mount>({
    at: () => "",
    type: () => (isBind() ? "bind" : "volume"),
    source: () => (isBind() ? cleaned(inputs.string("hostPath")) : inputs.string("volumeName") || undefined),
    target: () =>
      cleaned(inputs.string("containerPath") ?? inputs.string("hostPath")) ?? inputs.reject("containerPath", "a path"),
    readOnly: () => inputs.boolean("readOnly") ?? false,
    propagation: () => undefined,
    options: () => undefined,
  });
}

function cleaned(path: string | undefined): string | undefined {
  return path === undefined ? undefined : cleanPath(path);
}

function typedMount(inputs: Inputs): Mount {
  return build<Mount>({
    at: () => "",
    type: () => {
      const type = inputs.string("type");
      if (type === "bind" || type === "volume" || type === "tmpfs" || type === "npipe") return type;
      return inputs.reject("type", "bind, volume, tmpfs or npipe");
    },
    source: () =>
      (inputs.string("type") === "bind" ? cleaned(inputs.string("source")) : inputs.string("source")) || undefined,
    target: () => cleaned(inputs.string("target")) ?? inputs.reject("target", "a path in the container"),
    readOnly: () => inputs.boolean("readOnly") ?? false,
    propagation: () => inputs.object("bindOptions")?.string("propagation") || undefined,
    options: () => undefined,
  });
}

function device(inputs: Inputs, at: string): Device {
  const host = () => inputs.string("hostPath") ?? inputs.reject("hostPath", "the path of a device");
  return build<Device>({
    at: () => at,
    host,
    container: () => inputs.string("containerPath") || host(),
    permissions: () => inputs.string("permissions") || "rwm",
  });
}

function capabilities(inputs: Inputs | undefined, key: string, at: string): Named[] {
  if (inputs === undefined) return [];
  return inputs.strings(key, at, (name, field) => ({ at: field, name: name.toUpperCase().replace(/^CAP_/, "") }), [
    "name",
  ]);
}

function securityOption(text: string, at: string): SecurityOption {
  return { at, ...splitSecurityOption(text) };
}

function settings(inputs: Inputs, key: string, at: string): Setting[] {
  const map = inputs.object(key);
  return (map?.keys() ?? []).map((name) =>
    build<Setting>({ at: () => `${at}.${name}`, key: () => name, value: () => map?.string(name) ?? "" }),
  );
}

function ulimit(inputs: Inputs, at: string): Ulimit {
  return build<Ulimit>({
    at: () => at,
    name: () => inputs.string("name") ?? inputs.reject("name", "the name of a limit"),
    soft: () => inputs.number("soft") ?? 0,
    hard: () => inputs.number("hard") ?? 0,
  });
}

/** In microseconds; the engine's default. https://docs.docker.com/engine/containers/resource_constraints/#cpu */
const CPU_PERIOD = 100_000;

/** `cpus`, or the share of time that `cpuQuota` leaves. */
function cpus(inputs: Inputs): number | undefined {
  const text = inputs.string("cpus");
  if (text === undefined || text === "") {
    const quota = positive(inputs.number("cpuQuota"), 1);
    return quota === undefined ? undefined : quota / (positive(inputs.number("cpuPeriod"), 1) ?? CPU_PERIOD);
  }
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value || undefined : inputs.reject("cpus", "a number of cores");
}

function swap(megabytes: number | undefined): number | undefined {
  return megabytes === -1 ? -1 : positive(megabytes, MEBIBYTE);
}

function positive(value: number | undefined, unit: number): number | undefined {
  return value === undefined || value <= 0 ? undefined : value * unit;
}

function restart(inputs: Inputs): Restart {
  return build<Restart>({
    at: () => "restart",
    policy: () => inputs.string("restart") || "no",
    maxRetries: () => positive(inputs.number("maxRetryCount"), 1),
  });
}

/** Test grammar: https://docs.docker.com/reference/api/engine/ (HealthConfig.Test). */
function healthcheck(inputs: Inputs | undefined): Healthcheck | undefined {
  if (inputs === undefined) return undefined;
  const words = () => texts(inputs, "tests", "healthcheck.test");
  return build<Healthcheck>({
    at: () => "healthcheck",
    kind: () => {
      const first = words()[0]?.value;
      if (first === undefined) return "inherit";
      if (first === "NONE") return "disabled";
      if (first === "CMD") return "exec";
      if (first === "CMD-SHELL") return "shell";
      return inputs.reject("tests", "a test that begins with CMD, CMD-SHELL or NONE");
    },
    test: () =>
      words()
        .slice(1)
        .map((word, index) => Object.defineProperty(word, "at", { value: `healthcheck.test.${index}` })),
    interval: () => duration(inputs, "interval"),
    timeout: () => duration(inputs, "timeout"),
    startPeriod: () => duration(inputs, "startPeriod"),
    retries: () => positive(inputs.number("retries"), 1),
  });
}

function duration(inputs: Inputs, key: string): number | undefined {
  const text = inputs.string(key);
  if (text === undefined || text === "") return undefined;
  const value = parseDuration(text);
  if (value === undefined) return inputs.reject(key, "a duration such as 30s");
  return value || undefined;
}

function logging(inputs: Inputs): Logging {
  return build<Logging>({
    at: () => "logging",
    driver: () => inputs.string("logDriver") || undefined,
    options: () => settings(inputs, "logOpts", "logging.options"),
  });
}
