import { stringify } from "yaml";
import { MISTAKES, SERVICES, type Sketch } from "./catalogue.ts";
import { Random } from "./random.ts";

/** A compose file, and under which name each of its services runs. */
export interface ComposeFile {
  readonly name: string;
  readonly text: string;
  /** Service by the name of its container. */
  readonly services: ReadonlyMap<string, string>;
}

type Service = Record<string, unknown>;

/** How a file was written: one person, one habit. */
interface Habits {
  readonly limits: boolean;
  readonly readOnly: boolean;
  readonly dropped: boolean;
  readonly guarded: boolean;
  readonly everyAddress: boolean;
  readonly movingTags: boolean;
  readonly digests: boolean;
  readonly literals: boolean;
  readonly addresses: boolean;
  readonly longPorts: boolean;
  readonly listedEnv: boolean;
  readonly shared: Service | undefined;
  readonly network: boolean;
  readonly fileSecrets: boolean;
}

/**
 * Compose files as people write them, the same in every run. The share of files that lack or do
 * something follows a published study of 5,279 public compose files: read-only root 90.8 % absent,
 * dropped capabilities 90.7 %, limits 89.6 %, no-new-privileges 89.4 %, every address 64.3 %, digest
 * 49.2 %, moving tag 45.9 %, literal credential 19.7 %, socket 7.6 %, privileged 2.3 %.
 */
export function composeFiles(count: number, seed: number): ComposeFile[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, index) => composeFile(random, `stack-${String(index).padStart(4, "0")}`));
}

function composeFile(random: Random, name: string): ComposeFile {
  const habits = habitsOf(random);
  const chosen = choose(random);
  const keys = new Set(chosen.map(({ key }) => key));
  const services: Record<string, Service> = {};
  for (const sketch of chosen) services[sketch.key] = service(random, sketch, habits, keys, name);
  for (const { share, adds } of MISTAKES)
    if (random.chance(share)) add(services[random.pick(chosen).key] as Service, adds);
  for (const one of Object.values(services)) if (one.network_mode !== undefined) leaveNetworks(one);
  const volumes = [...new Set(Object.values(services).flatMap(namedVolumes))];
  const document = {
    ...(random.chance(0.3) ? { version: "3.8" } : {}),
    ...(habits.shared === undefined ? {} : { "x-common": habits.shared }),
    services,
    ...(habits.network ? { networks: { backend: {} } } : {}),
    ...(volumes.length === 0 ? {} : { volumes: Object.fromEntries(volumes.map((volume) => [volume, null])) }),
    ...(habits.fileSecrets ? { secrets: { password: { file: "./password.txt" } } } : {}),
  };
  return {
    name: `${name}.yaml`,
    text: withComments(random, stringify(document, { lineWidth: 0, nullStr: "" })),
    services: new Map(
      Object.entries(services).map(([key, { container_name }]) => [String(container_name ?? `${name}-${key}-1`), key]),
    ),
  };
}

function habitsOf(random: Random): Habits {
  const shared = { restart: "unless-stopped", logging: { driver: "local" } };
  const movingTags = random.chance(0.459);
  return {
    readOnly: !random.chance(0.908),
    dropped: !random.chance(0.907),
    limits: !random.chance(0.896),
    guarded: !random.chance(0.894),
    everyAddress: random.chance(0.643),
    movingTags,
    digests: !random.chance(0.492),
    literals: random.chance(0.197),
    addresses: random.chance(0.05),
    longPorts: random.chance(0.1),
    listedEnv: random.chance(0.45),
    shared: random.chance(0.15) ? shared : undefined,
    network: random.chance(0.4),
    fileSecrets: random.chance(0.06),
  };
}

/** One to twelve services, mostly three or four. */
function choose(random: Random): Sketch[] {
  let wanted = 1;
  while (wanted < 12 && random.chance(0.72)) wanted++;
  const chosen = new Set<Sketch>();
  while (chosen.size < wanted) {
    const sketch = random.pick(SERVICES);
    const needed = SERVICES.find(({ key }) => key === sketch.needs);
    if (needed !== undefined && chosen.size + 1 < wanted) chosen.add(needed);
    chosen.add(sketch);
  }
  return [...chosen];
}

function service(random: Random, sketch: Sketch, habits: Habits, keys: ReadonlySet<string>, name: string): Service {
  const { key, command, volumes, needs } = sketch;
  const made: Service = {
    ...(habits.shared === undefined ? {} : { "<<": habits.shared }),
    image: imageOf(random, sketch, habits),
    ...(random.chance(0.35) ? { container_name: `${name}-${key}` } : {}),
    ...(habits.shared !== undefined || !random.chance(0.7)
      ? {}
      : { restart: random.pick(["unless-stopped", "always", "always", "on-failure"]) }),
    ...(command === undefined ? {} : { command }),
    ...environmentOf(random, sketch, habits),
    ...portsOf(random, sketch, habits),
    ...(volumes === undefined ? {} : { volumes: [...volumes] }),
    ...healthOf(random, sketch),
    ...(habits.network ? { networks: ["backend"] } : {}),
    ...labelsOf(random, sketch),
  };
  if (needs !== undefined && keys.has(needs))
    made.depends_on = random.chance(0.3) ? { [needs]: { condition: "service_healthy" } } : [needs];
  if (habits.readOnly) add(made, { read_only: true, tmpfs: ["/tmp"] });
  if (habits.dropped) made.cap_drop = ["ALL"];
  if (habits.guarded) made.security_opt = ["no-new-privileges:true"];
  if (habits.limits)
    add(
      made,
      random.chance(0.5)
        ? { mem_limit: "512m", cpus: "1.0" }
        : { deploy: { resources: { limits: { memory: "512M", cpus: "0.50" } } } },
    );
  return made;
}

function imageOf(random: Random, { image, tag }: Sketch, { movingTags, digests }: Habits): string {
  if (movingTags && random.chance(0.6)) return random.chance(0.3) ? image : `${image}:latest`;
  return digests ? `${image}:${tag}@sha256:${random.hex(64)}` : `${image}:${tag}`;
}

const COMMON_VARIABLES = [
  ["TZ", "Europe/Berlin"],
  ["LOG_LEVEL", "info"],
  ["PUID", "1000"],
  ["PGID", "1000"],
  ["UMASK", "022"],
  ["BASE_URL", "https://apps.example.org"],
  ["SMTP_HOST", "mail.example.org"],
  ["SMTP_PORT", "587"],
] as const;

function environmentOf(random: Random, { env = {}, password, address }: Sketch, habits: Habits): Service {
  const all: Record<string, string> = { ...env };
  for (const [key, value] of COMMON_VARIABLES) if (random.chance(0.25)) all[key] ??= value;
  if (password !== undefined) {
    if (habits.fileSecrets) all[`${password}_FILE`] = "/run/secrets/password";
    else
      all[password] = habits.literals
        ? random.pick(["changeme", "S3cret-Pa55", "example", random.hex(24)])
        : variable(random, password);
  }
  if (address !== undefined) {
    const [name, scheme, host] = address;
    all[name] = `${scheme}://app:${habits.addresses ? random.hex(12) : variable(random, "DB_PASSWORD")}@${host}`;
  }
  if (Object.keys(all).length === 0) return {};
  const listed = Object.entries(all).map(([key, value]) => `${key}=${value}`);
  return {
    environment: habits.listedEnv ? listed : all,
    ...(habits.fileSecrets && password !== undefined ? { secrets: ["password"] } : {}),
  };
}

function variable(random: Random, name: string): string {
  return random.chance(0.8) ? `\${${name}}` : `\${${name}:?set it}`;
}

function portsOf(random: Random, { ports }: Sketch, { everyAddress, longPorts }: Habits): Service {
  if (ports === undefined || random.chance(0.35)) return {};
  const written = ports.map(([host, target]) => {
    const address = everyAddress ? (random.chance(0.05) ? "0.0.0.0" : undefined) : "127.0.0.1";
    if (longPorts) return { target, published: String(host), ...(address === undefined ? {} : { host_ip: address }) };
    const short = `${host}:${target}${random.chance(0.05) ? "/tcp" : ""}`;
    return address === undefined ? short : `${address}:${short}`;
  });
  return { ports: written };
}

function healthOf(random: Random, { test }: Sketch): Service {
  if (test === undefined || random.chance(0.4)) return {};
  return { healthcheck: { test: [...test], interval: "30s", timeout: "5s", retries: 3 } };
}

function labelsOf(random: Random, { key, route }: Sketch): Service {
  if (route === undefined || random.chance(0.6)) return {};
  return {
    labels: [
      "traefik.enable=true",
      `traefik.http.routers.${key}.rule=Host(\`${key}.example.org\`)`,
      `traefik.http.services.${key}.loadbalancer.server.port=${route}`,
    ],
  };
}

const REMARKS = [
  "# change before the first start",
  "# see the documentation for all settings",
  "# uncomment to reach it from other machines",
  "# - ./config:/config",
  "# keep in step with the database",
  "# restart: always",
];

/** A line about the file, a blank line between services, and a remark here and there. */
function withComments(random: Random, text: string): string {
  const lines = text.split("\n").flatMap((line, index, all) => {
    const isService = /^ {2}[a-z]/.test(line) && all[index - 1] !== "services:";
    const remark = /^ {4}[a-z]/.test(line) && random.chance(0.12) ? [`    ${random.pick(REMARKS)}`] : [];
    return [...(isService ? [""] : []), ...remark, line];
  });
  return `# docker compose up -d\n${lines.join("\n")}`;
}

/** Lists grow, anything else is replaced. */
function add(service: Service, adds: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(adds))
    service[key] = Array.isArray(value) ? [...((service[key] as unknown[] | undefined) ?? []), ...value] : value;
}

/** Compose refuses a service that has both, and one that publishes ports of the host's network. */
function leaveNetworks(service: Service): void {
  delete service.networks;
  delete service.ports;
}

function namedVolumes({ volumes }: Service): string[] {
  return ((volumes as unknown[] | undefined) ?? []).flatMap((volume) => {
    const source = typeof volume === "string" ? (volume.split(":")[0] ?? "") : "";
    return /^[a-z]/.test(source) ? [source] : [];
  });
}
