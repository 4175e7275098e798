import fc from "fast-check";

/** Stands for a string that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Args = Record<string, unknown>;

const word = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,11}$/);
const text = fc.oneof(
  word,
  fc.constantFrom("", "a b", "$HOME/x", "$" + "{X:-y}", "#no", "'q'", '"q"', "ä€", "yes", "0755"),
);
const folder = fc.oneof(
  fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join("/")}`),
  fc.constantFrom("/", "/var//run/", "/srv/./data", "/srv/x/../y", "/etc/"),
);
const port = fc.integer({ min: 1, max: 65535 });
const megabytes = fc.constantFrom(0, 6, 64, 512, 4096);
const duration = fc.constantFrom("0s", "5s", "30s", "1m30s", "500ms", "1h");
const command = fc.array(text, { minLength: 1, maxLength: 4 });

/** Now and then a value that only a deployment knows. */
function often<T>(known: fc.Arbitrary<T>): fc.Arbitrary<T | string> {
  return fc.oneof({ weight: 12, arbitrary: known }, { weight: 1, arbitrary: fc.constant(UNKNOWN) });
}

/** An object in which each key may be missing. */
function some(parts: Record<string, fc.Arbitrary<unknown>>, required: readonly string[] = []): fc.Arbitrary<Args> {
  return fc.record(parts, { requiredKeys: [...required] }) as fc.Arbitrary<Args>;
}

function list(of: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> {
  return fc.array(of, { minLength: 1, maxLength: 3 });
}

const keyed = (values: fc.Arbitrary<unknown>) =>
  fc.dictionary(word, values, { minKeys: 1, maxKeys: 3, noNullPrototype: true });

const ports = list(
  some(
    {
      internal: port,
      external: port,
      ip: often(fc.constantFrom("", "0.0.0.0", "::", "127.0.0.1", "100.64.0.1", "::1")),
      protocol: fc.constantFrom("tcp", "udp", "sctp"),
    },
    ["internal"],
  ),
);

const healthcheck = some(
  {
    tests: fc.oneof(
      command.map((words) => ["CMD", ...words]),
      text.map((line) => ["CMD-SHELL", line]),
      fc.constant(["NONE"]),
      fc.constant(["CMD", UNKNOWN]),
    ),
    interval: duration,
    timeout: duration,
    startPeriod: duration,
    retries: fc.integer({ min: 0, max: 9 }),
  },
  ["tests"],
);

const volumes = list(
  fc.oneof(
    some({ hostPath: folder, containerPath: folder, readOnly: fc.boolean() }, ["hostPath", "containerPath"]),
    some({ volumeName: word, containerPath: folder, readOnly: fc.boolean() }, ["volumeName", "containerPath"]),
  ),
);

const mounts = list(
  fc.oneof(
    some(
      {
        type: fc.constant("bind"),
        source: often(folder),
        target: folder,
        readOnly: fc.boolean(),
        bindOptions: fc.record({ propagation: fc.constantFrom("rslave", "rprivate", "shared") }),
      },
      ["type", "source", "target"],
    ),
    some({ type: fc.constant("volume"), source: word, target: folder, readOnly: fc.boolean() }, ["type", "target"]),
    some({ type: fc.constant("tmpfs"), target: folder }, ["type", "target"]),
  ),
);

const capability = fc.constantFrom("NET_ADMIN", "CAP_SYS_TIME", "net_raw", "cap_chown", "ALL");

/**
 * Inputs of `docker.Container` that compose has words for, and that mean the same there. Left out: a stop
 * timeout of 0, which the provider ignores and compose takes for a kill at once.
 */
const SHARED: Record<string, fc.Arbitrary<unknown>> = {
  image: fc.constantFrom("nginx:1.27-alpine", "ghcr.io/a/b:1.0", "localhost:5000/x", `redis@sha256:${"ab".repeat(32)}`),
  command,
  entrypoints: command,
  user: often(fc.constantFrom("", "root", "0", "1000:1000", "www-data")),
  groupAdds: list(fc.constantFrom("docker", "998")),
  envs: fc
    .uniqueArray(fc.tuple(word, fc.option(text)), { minLength: 1, maxLength: 4, selector: ([key]) => key })
    .map((pairs) => pairs.map(([key, value]) => (value === null ? key : `${key}=${value}`))),
  labels: fc.uniqueArray(some({ label: word, value: often(text) }, ["label", "value"]), {
    minLength: 1,
    maxLength: 4,
    selector: ({ label }) => label,
  }),
  ports,
  dns: list(fc.constantFrom("1.1.1.1", "172.28.1.254")),
  volumes,
  mounts,
  tmpfs: fc.dictionary(folder, fc.constantFrom("", "size=64m", "rw,noexec"), {
    minKeys: 1,
    maxKeys: 2,
    noNullPrototype: true,
  }),
  devices: list(
    some(
      {
        hostPath: fc.constantFrom("/dev/kmsg", "/dev/dri/renderD128"),
        containerPath: fc.constant("/dev/x"),
        permissions: fc.constantFrom("r", "rwm"),
      },
      ["hostPath"],
    ),
  ),
  readOnly: fc.boolean(),
  shmSize: megabytes,
  privileged: fc.boolean(),
  capabilities: some({ adds: list(capability), drops: list(capability) }),
  securityOpts: list(
    fc.constantFrom(
      "no-new-privileges",
      "no-new-privileges:true",
      "seccomp=unconfined",
      "apparmor:unconfined",
      "label=disable",
    ),
  ),
  pidMode: fc.constantFrom("", "host", "container:x"),
  ipcMode: fc.constantFrom("", "host", "private", "shareable"),
  usernsMode: fc.constantFrom("", "host"),
  cgroupnsMode: fc.constantFrom("host", "private"),
  runtime: fc.constantFrom("runc", "nvidia"),
  init: fc.boolean(),
  sysctls: keyed(fc.constantFrom("1", "0", "4096")),
  ulimits: fc.uniqueArray(fc.record({ name: fc.constantFrom("nofile", "nproc"), soft: port, hard: port }), {
    minLength: 1,
    selector: ({ name }) => name,
  }),
  memory: megabytes,
  memorySwap: fc.oneof(megabytes, fc.constant(-1)),
  memoryReservation: megabytes,
  cpus: fc.constantFrom("0", "0.5", "2", "1.50"),
  restart: fc.constantFrom("no", "always", "unless-stopped", "on-failure"),
  healthcheck,
  logDriver: fc.constantFrom("json-file", "local", "none"),
  logOpts: keyed(fc.constantFrom("10m", "3")),
  stopTimeout: fc.integer({ min: 1, max: 120 }),
  stopSignal: fc.constantFrom("SIGINT", "SIGTERM"),
  uploads: list(fc.record({ file: folder, content: text })),
};

/** On networks, or in a mode: compose puts a service that names neither on a network of its project. */
const reach = fc.oneof(
  fc.record({ networkMode: fc.constantFrom("bridge", "default", "host", "none", "container:x") }),
  fc.record({
    networksAdvanced: fc.uniqueArray(
      some({ name: word, aliases: list(word), ipv4Address: fc.constant("172.28.1.250") }, ["name"]),
      { minLength: 1, maxLength: 3, selector: ({ name }) => name },
    ),
  }),
);

/** Realistic inputs of `docker.Container` that compose can say too. */
export const expressible: fc.Arbitrary<Args> = fc
  .tuple(some(SHARED, ["image"]), reach, fc.integer({ min: 1, max: 9 }))
  .map(([args, network, maxRetryCount]) => ({
    ...args,
    ...network,
    ...(args.restart === "on-failure" ? { maxRetryCount } : {}),
  }));

/** With the inputs that only Pulumi has. */
export const anything: fc.Arbitrary<Args> = fc
  .tuple(
    expressible,
    some({
      publishAllPorts: fc.boolean(),
      cgroupParent: fc.constantFrom("", "system.slice"),
      mustRun: fc.boolean(),
      hostname: word,
      workingDir: folder,
      rm: fc.boolean(),
    }),
  )
  .map(([shared, own]) => ({ ...shared, ...own }));

/** Every input that a rule can ask about, with a value that differs from what Docker does by itself. */
export const RICH: Args = {
  image: "ghcr.io/example/app:1.4.0",
  command: ["serve", "--price=$5"],
  entrypoints: ["/bin/app"],
  user: "1000:1000",
  groupAdds: ["998"],
  envs: ["TZ=Europe/Zurich", "FROM_SHELL", "EMPTY="],
  labels: [
    { label: "readiness.public-ports", value: "443/tcp" },
    { label: "traefik.http.routers.app.rule", value: "Host(`app.example`)" },
  ],
  uploads: [{ file: "/etc/app.yaml", content: "listen: 8080\n" }],
  ports: [
    { internal: 443, external: 443 },
    { internal: 8080, external: 18080, ip: "127.0.0.1", protocol: "tcp" },
    { internal: 53, ip: "100.64.0.1", protocol: "udp" },
  ],
  networksAdvanced: [
    { name: "web", aliases: ["app", "www"] },
    { name: "data", ipv4Address: "172.20.0.9" },
  ],
  dns: ["172.28.1.254"],
  volumes: [
    { hostPath: "/srv//data/", containerPath: "/data" },
    { volumeName: "state", containerPath: "/state", readOnly: true },
  ],
  mounts: [{ type: "bind", source: "/", target: "/rootfs", readOnly: true, bindOptions: { propagation: "rslave" } }],
  tmpfs: { "/tmp": "size=64m" },
  devices: [{ hostPath: "/dev/kmsg", permissions: "r" }],
  readOnly: true,
  shmSize: 128,
  privileged: true,
  capabilities: { adds: ["CAP_NET_ADMIN"], drops: ["ALL"] },
  securityOpts: ["no-new-privileges:true", "seccomp=unconfined"],
  pidMode: "host",
  ipcMode: "host",
  usernsMode: "host",
  cgroupnsMode: "host",
  runtime: "nvidia",
  init: true,
  sysctls: { "net.core.somaxconn": "4096" },
  ulimits: [{ name: "nofile", soft: 1024, hard: 4096 }],
  memory: 512,
  memorySwap: 1024,
  memoryReservation: 256,
  cpus: "1.5",
  restart: "on-failure",
  maxRetryCount: 5,
  healthcheck: {
    tests: ["CMD", "app", "ping"],
    interval: "30s",
    timeout: "5s",
    startPeriod: "1m30s",
    retries: 4,
  },
  logDriver: "json-file",
  logOpts: { "max-size": "10m", "max-file": "3" },
  stopTimeout: 45,
  stopSignal: "SIGINT",
};
