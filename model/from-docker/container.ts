import type {
  Container,
  Dependency,
  Device,
  EnvVar,
  Label,
  Logging,
  Named,
  Restart,
  SecurityOption,
  Setting,
  Text,
  Ulimit,
} from "../container.ts";
import { build, type Inputs } from "../from-pulumi/inputs.ts";
import { type Image, parseImage } from "../image.ts";
import { splitSecurityOption } from "../security-option.ts";
import { UnknownValue } from "../unknown.ts";
import { type Around, namespaceOf } from "./around.ts";
import { readHealthcheck } from "./health.ts";
import type { InspectedImage } from "./image.ts";
import { readMounts } from "./mounts.ts";
import { readAttachments, readPorts } from "./network.ts";
import type { Sheet } from "./sheet.ts";

/** Bytes that the engine gives to /dev/shm by itself. */
const SHM_SIZE = 64 * 1024 * 1024;
/** In microseconds. https://docs.docker.com/engine/containers/resource_constraints/#cpu */
const CPU_PERIOD = 100_000;

/** One container as it is inspected, and what is around it. */
export interface ContainerBody {
  readonly inputs: Inputs;
  readonly name: string;
  readonly sheet: Sheet;
  readonly around: Around;
  /** The image that it was made from; undefined where that was not inspected. */
  readonly image: InspectedImage | undefined;
  /** True where its lists of hidden and of write-protected system paths are there and empty. */
  readonly showsAll: boolean;
}

/**
 * Reads what `docker inspect` says of one container, so that a container which was made from a
 * declaration reads as that declaration: what the engine fills in by itself is left out again.
 * Variables, labels, command and entry point of the image are left out where the image is known;
 * its user and its healthcheck stay, because they hold.
 */
export function readContainer({ inputs, name, sheet, around, image, ...body }: ContainerBody): Container {
  const host = () => inputs.object("HostConfig") ?? inputs.reject("HostConfig", "an object");
  const config = () => inputs.object("Config") ?? inputs.reject("Config", "an object");
  const flag = (key: string) => () => host().boolean(key) ?? false;
  const limit = (key: string) => () => positive(host().number(key));
  const text = (key: string) => () => host().string(key) || undefined;
  return build<Container>({
    stack: () => around.stack,
    name: () => name,
    source: () => "docker",
    locate: () => sheet.forField,
    image: () => imageOf(config(), image),
    command: () => ownWords(config(), "Cmd", "command", ownEntrypoint(config(), image) ? undefined : image?.command),
    entrypoint: () => ownWords(config(), "Entrypoint", "entrypoint", image?.entrypoint),
    user: () => config().string("User") || undefined,
    groups: () => names(host(), "GroupAdd", "groups"),
    env: () => variables(config(), image),
    labels: () => labels(config(), sheet, image),
    files: () => [],
    ports: () => readPorts(host(), sheet),
    publishAllPorts: flag("PublishAllPorts"),
    networkMode: () => networkMode(host(), around),
    networks: () => readAttachments(inputs, host(), sheet),
    dns: () => names(host(), "Dns", "dns"),
    mounts: () => readMounts(host(), config(), sheet, image),
    devices: () => host().objects("Devices", "devices", device, ["host", "container", "permissions"]),
    readOnly: flag("ReadonlyRootfs"),
    shmSize: () => unless(SHM_SIZE, positive(host().number("ShmSize"))),
    privileged: flag("Privileged"),
    capAdd: () => names(host(), "CapAdd", "capAdd", capability),
    capDrop: () => names(host(), "CapDrop", "capDrop", capability),
    securityOptions: () => securityOptions(host(), sheet, body.showsAll),
    pidMode: () => namespaceOf(host().string("PidMode"), around, []),
    ipcMode: () => namespaceOf(host().string("IpcMode"), around, ["private"]),
    utsMode: text("UTSMode"),
    usernsMode: text("UsernsMode"),
    cgroupnsMode: () => cgroupNamespace(host(), around),
    cgroupParent: text("CgroupParent"),
    runtime: () => unless("runc", host().string("Runtime") || undefined),
    init: flag("Init"),
    sysctls: () => settings(host().object("Sysctls"), "sysctls", sheet, ["HostConfig", "Sysctls"]),
    ulimits: () => host().objects("Ulimits", "ulimits", ulimit, ["name", "soft", "hard"]),
    memory: limit("Memory"),
    memorySwap: () => swap(host()),
    memoryReservation: limit("MemoryReservation"),
    cpus: () => cpus(host()),
    pidsLimit: limit("PidsLimit"),
    restart: () => restart(host()),
    runsOnce: () => false,
    healthcheck: () => readHealthcheck(config()),
    logging: () => logging(host(), sheet),
    stopTimeout: () => positive(config().number("StopTimeout")),
    stopSignal: () => config().string("StopSignal") || undefined,
    dependsOn: () => dependencies(),
    deviceRules: () => names(host(), "DeviceCgroupRules", "deviceRules"),
    gpus: () => host().objects("DeviceRequests", "gpus", gpu, ["name"]),
    volumesFrom: () => names(host(), "VolumesFrom", "volumesFrom", (text) => text.replace(/:(ro|rw|z|Z)$/, "")),
    links: () => names(host(), "Links", "links", (text) => text.replace(/^\//, "").replace(/:.*$/s, "")),
    terminal: () => (config().boolean("Tty") ?? false) || (config().boolean("OpenStdin") ?? false),
    apiSocket: () => false,
  });
}

/** By name where the engine knows only its id, as after a provider that creates by id. */
function imageOf(config: Inputs, image: InspectedImage | undefined): Image | undefined {
  const text = config.string("Image");
  const name = text !== undefined && /^(sha256:)?[0-9a-f]{12,64}$/.test(text) ? namedBy(config, image) : text;
  return (name === undefined ? undefined : parseImage(name)) ?? config.reject("Image", "an image reference");
}

function namedBy(config: Inputs, image: InspectedImage | undefined): string {
  const name = image?.tags[0] ?? image?.digests[0];
  if (name === undefined)
    throw new UnknownValue(config.path("Image"), "Inspect the image as well: its id alone does not say what it is.");
  return name;
}

function ownEntrypoint(config: Inputs, image: InspectedImage | undefined): boolean {
  return image !== undefined && !same(words(config, "Entrypoint", "entrypoint"), image.entrypoint);
}

/** Words, unless they are the image's own. */
function ownWords(config: Inputs, key: string, at: string, own: readonly string[] | undefined): Text[] {
  const all = words(config, key, at);
  return own !== undefined && same(all, own) ? [] : all;
}

function words(config: Inputs, key: string, at: string): Text[] {
  return config.strings(key, at, (value, field) => ({ at: field, value, secret: false }), ["value", "secret"]);
}

function same(texts: readonly Text[], others: readonly string[]): boolean {
  return texts.length === others.length && texts.every(({ value }, index) => value === others[index]);
}

function variables(config: Inputs, image: InspectedImage | undefined): EnvVar[] {
  const own = new Set(image?.env);
  return config
    .strings<EnvVar & { text?: string }>("Env", "env", variable, ["key", "value", "secret"])
    .filter(({ text }) => text === undefined || !own.has(text))
    .map((one) => {
      delete one.text;
      return one;
    });
}

function variable(text: string, at: string): EnvVar & { text?: string } {
  const split = text.indexOf("=");
  return split < 0
    ? { at, key: text, value: undefined, secret: false, text }
    : { at, key: text.slice(0, split), value: text.slice(split + 1), secret: false, text };
}

function labels(config: Inputs, sheet: Sheet, image: InspectedImage | undefined): Label[] {
  const map = config.object("Labels");
  return (map?.keys() ?? []).flatMap((key, index) => {
    const at = sheet.put(`labels.${index}`, "Config", "Labels", key);
    const label = build<Label>({
      at: () => at,
      key: () => key,
      value: () => map?.string(key) ?? "",
      secret: () => false,
    });
    const own = image?.labels.get(key);
    return own !== undefined && own === map?.string(key) ? [] : [label];
  });
}

function names(inputs: Inputs, key: string, at: string, clean: (text: string) => string = (text) => text): Named[] {
  return inputs.strings(key, at, (text, field) => ({ at: field, name: clean(text) }), ["name"]);
}

function capability(text: string): string {
  return text.toUpperCase().replace(/^CAP_/, "");
}

/** A network of its own name is no mode: it stands among the networks. */
function networkMode(host: Inputs, around: Around): string | undefined {
  const mode = namespaceOf(host.string("NetworkMode"), around, ["default", "bridge"]);
  return mode === "host" || mode === "none" || mode?.startsWith("container:") ? mode : undefined;
}

/** `private` is the engine's default on control groups of version 2, `host` on version 1. */
function cgroupNamespace(host: Inputs, { hostCgroupsByDefault }: Around): string | undefined {
  return unless(hostCgroupsByDefault ? "host" : "private", host.string("CgroupnsMode") || undefined);
}

/**
 * The engine adds `label=disable` by itself to a container that shares a namespace with the host or is
 * privileged (`generateSecurityOpt`, https://github.com/moby/moby/blob/master/daemon/create.go), and the command
 * line turns `systempaths=unconfined` into empty lists (https://docs.docker.com/reference/cli/docker/container/run/#security-opt).
 */
function securityOptions(host: Inputs, sheet: Sheet, showsAll: boolean): SecurityOption[] {
  const options = host.strings<SecurityOption & { text?: string }>(
    "SecurityOpt",
    "securityOptions",
    (text, at) => ({ at, ...splitSecurityOption(text), text }),
    ["key", "value"],
  );
  const privileged = host.boolean("Privileged") ?? false;
  if (options.at(-1)?.text === "label=disable" && (privileged || sharesWithHost(host))) options.pop();
  for (const option of options) delete option.text;
  if (!privileged && showsAll) {
    const at = sheet.put(`securityOptions.${options.length}`, "HostConfig", "MaskedPaths");
    options.push({ at, key: "systempaths", value: "unconfined" });
  }
  return options;
}

function sharesWithHost(host: Inputs): boolean {
  return host.string("PidMode") === "host" || host.string("IpcMode") === "host";
}

function device(inputs: Inputs, at: string): Device {
  const path = () => inputs.string("PathOnHost") ?? inputs.reject("PathOnHost", "the path of a device");
  return build<Device>({
    at: () => at,
    host: path,
    container: () => inputs.string("PathInContainer") || path(),
    permissions: () => inputs.string("CgroupPermissions") || "rwm",
  });
}

function ulimit(inputs: Inputs, at: string): Ulimit {
  return build<Ulimit>({
    at: () => at,
    name: () => inputs.string("Name") ?? inputs.reject("Name", "the name of a limit"),
    soft: () => inputs.number("Soft") ?? 0,
    hard: () => inputs.number("Hard") ?? 0,
  });
}

function gpu(inputs: Inputs, at: string): Named {
  return build<Named>({
    at: () => at,
    name: () =>
      inputs.number("Count") === -1 ? "all" : `${inputs.list("DeviceIDs").length || inputs.number("Count") || 0}`,
  });
}

function settings(map: Inputs | undefined, at: string, sheet: Sheet, path: readonly string[]): Setting[] {
  return (map?.keys() ?? []).map((key) => {
    const field = sheet.put(`${at}.${key}`, ...path, key);
    return build<Setting>({ at: () => field, key: () => key, value: () => map?.string(key) ?? "" });
  });
}

/** Where only the memory is limited, the engine allows as much swap again; that is what an undeclared limit means. */
function swap(host: Inputs): number | undefined {
  const both = host.number("MemorySwap");
  if (both === -1) return -1;
  const memory = positive(host.number("Memory"));
  return unless(memory === undefined ? undefined : 2 * memory, positive(both));
}

function cpus(host: Inputs): number | undefined {
  const nano = positive(host.number("NanoCpus"));
  if (nano !== undefined) return nano / 1e9;
  const quota = positive(host.number("CpuQuota"));
  return quota === undefined ? undefined : quota / (positive(host.number("CpuPeriod")) ?? CPU_PERIOD);
}

function restart(host: Inputs): Restart {
  const policy = host.object("RestartPolicy");
  return build<Restart>({
    at: () => "restart",
    policy: () => policy?.string("Name") || "no",
    maxRetries: () => positive(policy?.number("MaximumRetryCount")),
  });
}

/** Driver and options that hold, the engine's defaults among them. */
function logging(host: Inputs, sheet: Sheet): Logging {
  const log = host.object("LogConfig");
  return build<Logging>({
    at: () => "logging",
    driver: () => log?.string("Type") || undefined,
    options: () => settings(log?.object("Config"), "logging.options", sheet, ["HostConfig", "LogConfig", "Config"]),
  });
}

/** The engine knows no order of containers. */
function dependencies(): Dependency[] {
  throw new UnknownValue("dependsOn", "Judge the declaration: a running container does not say what it waits for.");
}

function positive(value: number | undefined): number | undefined {
  return value === undefined || value <= 0 ? undefined : value;
}

function unless<T>(standard: T, value: T): T | undefined {
  return value === standard ? undefined : value;
}
