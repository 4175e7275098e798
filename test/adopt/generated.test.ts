import { isDeepStrictEqual } from "node:util";
import test from "ava";
import fc from "fast-check";
import { stringify } from "yaml";
import { readStack } from "../../model/from-pulumi/stack.ts";
import { comparable } from "./support/compared.ts";
import { run, written } from "./support/declared.ts";

/** Texts that end a string, a comment, a template or a statement where they are not escaped. */
const HOSTILE = [
  '"); globalThis.broken = true; ("',
  "`${globalThis.broken = true}`",
  "'; globalThis.broken = true; //",
  "*/ globalThis.broken = true; /*",
  "\n globalThis.broken = true;\n",
  "\u2028 globalThis.broken = true;",
  '\\"); globalThis.broken = true; //',
  "${globalThis.broken = true}",
  "__proto__",
  "constructor",
  "\u202egnp.exe",
].map((text) => text.replaceAll("$", "$$$$"));

const text = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-z0-9 ._:/-]{0,12}$/) },
  { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) },
);
const key = fc
  .oneof(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,10}$/), fc.constantFrom(...HOSTILE))
  .filter((name) => !name.includes("="));
const word = text.filter((one) => one.trim() !== "");
const path = fc.constantFrom(
  "/srv/data",
  "./data",
  "../shared",
  ".",
  "~/conf",
  "/srv/with space",
  "./it's",
  "./`$${x}`",
);
const target = fc.uniqueArray(fc.stringMatching(/^\/[a-z]{1,6}(\/[a-z`"']{1,6})?$/), { maxLength: 3 });
const size = fc.constantFrom("64m", "1g", "512m", "1500000", "100k", "0");
const duration = fc.constantFrom("30s", "1m30s", "500ms", "1h", "1500ms", "2h0m1s", "0s", "250us");
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const texts = (most = 3) => fc.array(word, { maxLength: most });
/** Pulumi loses a setting called `__proto__`, which the notes say. */
const settings = fc.dictionary(
  key.filter((name) => name !== "__proto__"),
  word,
  { maxKeys: 4 },
);
const map = (value: fc.Arbitrary<unknown> = text) => fc.dictionary(key, value, { maxKeys: 4 });
const port = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("", "127.0.0.1:", "10.0.0.1:", "[::1]:"),
      fc.integer({ min: 1, max: 60_000 }),
      fc.integer({ min: 1, max: 60_000 }),
      fc.constantFrom("", "/udp", "/tcp"),
    )
    .map(([ip, host, inside, protocol]) => `${ip}${host}:${inside}${protocol}`),
  fc.integer({ min: 1, max: 65_000 }).map(String),
  fc.integer({ min: 1, max: 60_000 }).map((first) => `127.0.0.1:${first}-${first + 3}:${first}-${first + 3}`),
  fc.record({
    target: fc.integer({ min: 1, max: 65_000 }),
    host_ip: fc.constantFrom("127.0.0.1", "::", "100.64.0.1"),
    published: fc.integer({ min: 1, max: 65_000 }).map(String),
    protocol: fc.constantFrom("tcp", "udp"),
  }),
);
const mounts = fc
  .tuple(
    target,
    fc.infiniteStream(fc.tuple(fc.constantFrom("bind", "volume", "anonymous", "memory", "long"), path, fc.boolean())),
  )
  .map(([targets, stream]) =>
    targets.map((at) => {
      const [kind, source, readOnly] = stream.next().value;
      if (kind === "anonymous") return at;
      if (kind === "volume") return `data:${at}${readOnly ? ":ro" : ""}`;
      if (kind === "memory") return { type: "tmpfs", target: at, tmpfs: { size: 1_000_000, mode: 0o1777 } };
      if (kind === "long")
        return { type: "bind", source, target: at, read_only: readOnly, bind: { propagation: "rslave" } };
      return `${source}:${at}${readOnly ? ":ro,rshared" : ""}`;
    }),
  );
const test_ = fc.oneof(
  word,
  texts().map((words) => ["CMD", "true", ...words]),
  word.map((line) => ["CMD-SHELL", line]),
  fc.constant(["NONE"]),
);

const service = fc.record(
  {
    image: some(fc.constantFrom("nginx:1.27.3", `ghcr.io/a/b@sha256:${"a".repeat(64)}`, "localhost:5000/x:y")),
    build: fc.constant("."),
    container_name: some(fc.stringMatching(/^[a-z][a-z0-9_.-]{1,8}$/)),
    command: some(fc.oneof(texts(), fc.constant("sh -c 'echo hello'"))),
    entrypoint: some(texts()),
    user: some(fc.constantFrom("1000:1000", "root", "nobody")),
    group_add: some(fc.constant(["video", "44"])),
    environment: some(fc.oneof(map(), fc.constant(["A=1", "B=x=y", "PASSED_ON", "DB_PASSWORD=hunter2-hunter2"]))),
    labels: some(map()),
    ports: some(fc.array(port, { maxLength: 3 })),
    networks: some(
      fc.constantFrom(["front"], ["front", "out"], { front: { aliases: ["a", "b"], ipv4_address: "10.9.0.4" } }),
    ),
    dns: some(fc.constantFrom("1.1.1.1", ["1.1.1.1", "9.9.9.9"])),
    volumes: some(mounts),
    tmpfs: some(fc.constantFrom("/run", ["/tmpfs:size=64m,ro", "/x"])),
    devices: some(fc.constant(["/dev/dri", "/dev/a:/dev/b:r"])),
    device_cgroup_rules: some(fc.constant(["c 189:* rwm"])),
    gpus: some(fc.constantFrom("all", [{ count: 2 }])),
    read_only: some(fc.boolean()),
    privileged: some(fc.boolean()),
    cap_add: some(fc.constant(["cap_net_admin", "SYS_TIME"])),
    cap_drop: some(fc.constant(["all"])),
    security_opt: some(fc.constant(["no-new-privileges", "apparmor=unconfined", "label:type:svirt"])),
    pid: some(fc.constantFrom("host", "service:s0")),
    ipc: some(fc.constantFrom("host", "shareable")),
    uts: some(fc.constant("host")),
    userns_mode: some(fc.constant("host")),
    cgroup: some(fc.constantFrom("host", "private")),
    cgroup_parent: some(word),
    runtime: some(fc.constant("runsc")),
    init: some(fc.boolean()),
    sysctls: some(settings),
    ulimits: some(fc.constant({ nofile: 1024, nproc: { soft: 10, hard: 20 } })),
    mem_limit: some(size),
    memswap_limit: some(fc.constantFrom("-1", "2g")),
    mem_reservation: some(size),
    shm_size: some(size),
    cpus: some(fc.constantFrom("0.5", "2", "1.25")),
    pids_limit: some(fc.constant(100)),
    restart: some(fc.constantFrom("no", "always", "unless-stopped", "on-failure:3")),
    healthcheck: some(
      fc.record({
        test: some(test_),
        interval: some(duration),
        timeout: some(duration),
        start_period: some(duration),
        retries: some(fc.integer({ min: 0, max: 5 })),
      }),
    ),
    logging: some(fc.record({ driver: some(fc.constantFrom("json-file", "local")), options: some(settings) })),
    stop_grace_period: some(fc.constantFrom("1m30s", "5s")),
    stop_signal: some(fc.constant("SIGINT")),
    depends_on: some(
      fc.constantFrom(["s0"], {
        s0: { condition: "service_completed_successfully" },
        s1: { condition: "service_healthy" },
      }),
    ),
    links: some(fc.constant(["s0"])),
    volumes_from: some(fc.constantFrom(["s0"], ["s0:ro", "container:other"])),
    tty: some(fc.boolean()),
    working_dir: some(word),
    hostname: some(word),
  },
  { noNullPrototype: true },
);
const projects = fc
  .tuple(
    fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/),
    fc.array(service, { minLength: 1, maxLength: 4 }),
    some(word),
    some(settings),
  )
  .map(([name, services, named, options]) => ({
    name,
    services: Object.fromEntries(services.map((one, index) => [`s${index}`, without(one, index)])),
    networks: {
      front: { ipam: { config: [{ subnet: "10.9.0.0/24" }] }, internal: true },
      out: { external: true, name: named },
    },
    volumes: { data: { name: named, driver_opts: options }, other: { external: true } },
  }));

/** Without undefined values, and with names that are not taken twice. */
function without(one: { readonly container_name?: string | undefined }, index: number): object {
  const name = one.container_name === undefined ? undefined : `${one.container_name}${index}`;
  return Object.fromEntries(
    Object.entries({ ...one, container_name: name }).filter(([, value]) => value !== undefined),
  );
}

test.serial("whatever compose can say is declared as it was found, or named as lost", async (t) => {
  t.timeout(170_000);
  await fc.assert(
    fc.asyncProperty(projects, async (project) => {
      const { source, written: module } = written({
        file: "generated.yaml",
        text: stringify(project, { version: "1.1" }),
      });
      // What could not be read is said, and is another test's affair.
      fc.pre(module.notes.every(({ unread }) => !unread));
      const declared = readStack(source.name, await run(module, source.name));
      const moved = new Set(module.secrets.flatMap(({ uses }) => uses));
      const [is, was] = [comparable(declared, moved), comparable(source, moved)];
      // Describing values as large as these takes longer than all the rest.
      if (!isDeepStrictEqual(is, was)) t.deepEqual(is, was);
      const said = module.notes.map(({ message }) => message).join("\n");
      for (const { pidsLimit, utsMode, links } of source.containers) {
        if (pidsLimit !== undefined) t.true(said.includes("limit of 100 processes"));
        if (utsMode !== undefined) t.true(said.includes("uts mode"));
        if (links !== undefined && links.length > 0) t.true(said.includes("links"));
      }
      t.false("broken" in globalThis, "a name or a text was run as code");
    }),
    { numRuns: 40, endOnFailure: true },
  );
});
