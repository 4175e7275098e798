import { stringify } from "yaml";
import { readCompose } from "../../../model/from-compose/read-compose.ts";
import type { Stack } from "../../../model/stack.ts";
import type { Case } from "./case.ts";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Raised where compose has no words for what the Pulumi inputs say. */
class NotExpressible extends Error {}

type Args = Record<string, unknown>;
type Translate = (value: never, args: Args) => Record<string, unknown>;

/** How each input of `docker.Container` is written in compose; an input that is missing here is not expressible. */
const INPUTS: Record<string, Translate> = {
  name: () => ({}),
  image: (image: string) => ({ image }),
  command: (command: string[]) => ({ command }),
  entrypoints: (entrypoint: string[]) => ({ entrypoint }),
  user: (user: string) => ({ user }),
  groupAdds: (group_add: string[]) => ({ group_add }),
  envs: (environment: string[]) => ({ environment }),
  labels: (labels: { label: string; value: string }[]) => ({
    labels: labels.map(({ label, value }) => `${label}=${value}`),
  }),
  ports: (ports: Args[]) => ({ ports: ports.map(port) }),
  networkMode: (network_mode: string) => ({ network_mode }),
  networksAdvanced: (networks: Args[]) => ({
    networks: Object.fromEntries(
      networks.map(({ name, aliases, ipv4Address }) => [
        name,
        {
          ...(aliases === undefined ? {} : { aliases }),
          ...(ipv4Address === undefined ? {} : { ipv4_address: ipv4Address }),
        },
      ]),
    ),
  }),
  dns: (dns: string[]) => ({ dns }),
  volumes: (volumes: Args[]) => ({ volumes: volumes.map(volume) }),
  mounts: (mounts: Args[]) => ({ volumes: mounts.map(mount) }),
  tmpfs: (tmpfs: Record<string, string>) => ({
    tmpfs: Object.entries(tmpfs).map(([path, options]) => (options === "" ? path : `${path}:${options}`)),
  }),
  devices: (devices: Args[]) => ({
    devices: devices.map(({ hostPath, containerPath, permissions }) =>
      [hostPath, containerPath ?? hostPath, ...(permissions === undefined ? [] : [permissions])].map(String).join(":"),
    ),
  }),
  readOnly: (read_only: boolean) => ({ read_only }),
  shmSize: (size: number) => ({ shm_size: megabytes(size) }),
  privileged: (privileged: boolean) => ({ privileged }),
  capabilities: ({ adds, drops }: Args) => ({
    ...(adds === undefined ? {} : { cap_add: adds }),
    ...(drops === undefined ? {} : { cap_drop: drops }),
  }),
  securityOpts: (security_opt: string[]) => ({ security_opt }),
  pidMode: (pid: string) => ({ pid }),
  ipcMode: (ipc: string) => ({ ipc }),
  usernsMode: (userns_mode: string) => ({ userns_mode }),
  cgroupnsMode: (cgroup: string) => ({ cgroup }),
  runtime: (runtime: string) => ({ runtime }),
  init: (init: boolean) => ({ init }),
  sysctls: (sysctls: Args) => ({ sysctls }),
  ulimits: (ulimits: Args[]) => ({
    ulimits: Object.fromEntries(ulimits.map(({ name, soft, hard }) => [name, { soft, hard }])),
  }),
  memory: (size: number) => ({ mem_limit: megabytes(size) }),
  memorySwap: (size: number) => ({ memswap_limit: size === -1 ? -1 : megabytes(size) }),
  memoryReservation: (size: number) => ({ mem_reservation: megabytes(size) }),
  cpus: (cpus: string) => ({ cpus }),
  restart: (policy: string, { maxRetryCount }: Args) => ({
    restart: maxRetryCount === undefined ? policy : `${policy}:${String(maxRetryCount)}`,
  }),
  maxRetryCount: (_count: number, { restart }: Args) => {
    if (restart === undefined) throw new NotExpressible("a count without a policy");
    return {};
  },
  healthcheck: ({ tests, interval, timeout, startPeriod, retries }: Args) => ({
    healthcheck: {
      ...(tests === undefined ? {} : { test: tests }),
      ...(interval === undefined ? {} : { interval }),
      ...(timeout === undefined ? {} : { timeout }),
      ...(startPeriod === undefined ? {} : { start_period: startPeriod }),
      ...(retries === undefined ? {} : { retries }),
    },
  }),
  logDriver: (driver: string, { logOpts }: Args) => ({
    logging: { driver, ...(logOpts === undefined ? {} : { options: logOpts }) },
  }),
  logOpts: (options: Args, { logDriver }: Args) => (logDriver === undefined ? { logging: { options } } : {}),
  stopTimeout: (seconds: number) => ({ stop_grace_period: typeof seconds === "number" ? `${seconds}s` : seconds }),
  deviceCgroupRules: (device_cgroup_rules: string[]) => ({ device_cgroup_rules }),
  gpus: (gpus: string) => ({ gpus }),
  deviceRequests: (requests: Args[]) => ({ gpus: requests.map(gpuRequest) }),
  tty: (tty: boolean) => ({ tty }),
  stdinOpen: (stdin_open: boolean) => ({ stdin_open }),
  cpuQuota: (cpu_quota: number) => ({ cpu_quota }),
  cgroupParent: (cgroup_parent: string) => ({ cgroup_parent }),
  stopSignal: (stop_signal: string) => ({ stop_signal }),
  uploads: (uploads: Args[]) => ({
    configs: uploads.map(({ file }, index) => ({ source: `upload-${index}-${file}`, target: file })),
  }),
};

/** The stack of a case as compose would declare it; undefined where compose has no words for it. */
export function asCompose(example: Case): Stack | undefined {
  const text = asComposeText(example);
  return text === undefined ? undefined : readCompose({ file: "case.yaml", text });
}

/** The compose file itself. */
export function asComposeText(example: Case): string | undefined {
  try {
    return stringify(example.compose ?? fromPulumi(example), { aliasDuplicateObjects: false });
  } catch (error) {
    if (error instanceof NotExpressible) return undefined;
    throw error;
  }
}

function fromPulumi({ pulumi = {}, networks, volumes }: Case): Record<string, unknown> {
  const used = Object.values(pulumi).flatMap(({ networksAdvanced }) => (networksAdvanced as Args[] | undefined) ?? []);
  const external = Object.fromEntries(used.map(({ name }) => [plain(name), { external: true, name: plain(name) }]));
  const configs: Record<string, unknown> = {};
  const services = Object.fromEntries(
    Object.entries(pulumi).map(([name, args]) => [name, service(name, escaped(args) as Args, configs)]),
  );
  return {
    services,
    networks: { ...external, ...named(networks) },
    volumes: { ...mountedVolumes(pulumi), ...named(volumes) },
    ...(Object.keys(configs).length === 0 ? {} : { configs }),
  };
}

/** Inputs that compose writes in another form, element by element: a variable has no form. */
const STRUCTURED: ReadonlySet<string> = new Set(
  "labels ports networksAdvanced volumes mounts tmpfs devices ulimits uploads capabilities healthcheck deviceRequests".split(
    " ",
  ),
);

function holdsVariable(value: unknown): boolean {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the variable is for compose
  const isVariable = (text: unknown) => text === "${UNKNOWN}";
  return isVariable(value) || (Array.isArray(value) && value.some(isVariable));
}

function service(name: string, args: Args, configs: Record<string, unknown>): Args {
  const result: Args = { container_name: plain(args.name ?? name) };
  for (const [key, value] of Object.entries(args)) {
    if (STRUCTURED.has(key) && holdsVariable(value)) throw new NotExpressible(`${key} that are not known`);
    const translate = INPUTS[key];
    if (translate === undefined) throw new NotExpressible(key);
    for (const [word, part] of Object.entries(translate(value as never, args)))
      result[word] = Array.isArray(result[word]) ? [...(result[word] as unknown[]), ...(part as unknown[])] : part;
  }
  if (Array.isArray(args.uploads))
    args.uploads.forEach((upload: Args, index) => {
      if (upload.content === undefined) throw new NotExpressible("uploads without content");
      const source = `upload-${index}-${upload.file}`;
      const earlier = configs[source] as Args | undefined;
      if (earlier !== undefined && earlier.content !== upload.content)
        throw new NotExpressible("two contents of a file");
      configs[source] = { content: upload.content };
    });
  return result;
}

/** Compose interpolates: a literal dollar is doubled, an unknown value is a variable without a default. */
function escaped(value: unknown): unknown {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the variable is for compose
  if (value === UNKNOWN) return "${UNKNOWN}";
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "object" || value === null) return value;
  // Nothing in compose is marked as a secret.
  if (SIGNATURE in value) throw new NotExpressible("a secret");
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
}

function port({ internal, external, ip, protocol }: Args): unknown {
  return {
    target: internal,
    ...(external === undefined ? {} : { published: typeof external === "number" ? String(external) : external }),
    ...(ip === undefined ? {} : { host_ip: ip }),
    ...(protocol === undefined ? {} : { protocol }),
  };
}

function gpuRequest({ driver, count, deviceIds }: Args): unknown {
  // Without either the engine gets no device at all, and compose asks for all of them.
  if (count === undefined && deviceIds === undefined) throw new NotExpressible("a request for nothing");
  return {
    ...(driver === undefined ? {} : { driver }),
    ...(count === undefined ? {} : { count: count === -1 ? "all" : count }),
    ...(deviceIds === undefined ? {} : { device_ids: deviceIds }),
  };
}

function volume({ hostPath, volumeName, containerPath, readOnly, fromContainer }: Args): unknown {
  if (fromContainer !== undefined) throw new NotExpressible("fromContainer");
  return {
    type: hostPath === undefined ? "volume" : "bind",
    ...(hostPath === undefined && volumeName === undefined ? {} : { source: hostPath ?? volumeName }),
    target: containerPath ?? hostPath,
    ...(readOnly === undefined ? {} : { read_only: readOnly }),
  };
}

function mount({ type, source, target, readOnly, bindOptions }: Args): unknown {
  return {
    type,
    ...(source === undefined ? {} : { source }),
    target,
    ...(readOnly === undefined ? {} : { read_only: readOnly }),
    ...(bindOptions === undefined ? {} : { bind: bindOptions }),
  };
}

function mountedVolumes(pulumi: Record<string, Args>): Record<string, unknown> {
  const names = Object.values(pulumi).flatMap(({ volumes = [], mounts = [] }) => [
    ...(volumes as Args[]).map(({ volumeName }) => volumeName),
    ...(mounts as Args[]).filter(({ type }) => type === "volume").map(({ source }) => source),
  ]);
  const known = names.filter((name): name is string => typeof name === "string" && name !== UNKNOWN);
  return Object.fromEntries(known.map((name) => [name, { name }]));
}

function named(resources: Record<string, Args>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(resources).map(([name, { driver, driverOpts, internal }]) => [
      name,
      {
        name,
        ...(driver === undefined ? {} : { driver }),
        ...(driverOpts === undefined ? {} : { driver_opts: driverOpts }),
        ...(internal === undefined ? {} : { internal }),
      },
    ]),
  );
}

function megabytes(size: unknown): unknown {
  return typeof size === "number" ? `${size}m` : size;
}

function plain(value: unknown): string {
  if (typeof value !== "string" || value === UNKNOWN) throw new NotExpressible("a name that is not known");
  return value;
}
