// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of compose
import test from "ava";
import { one, stackOf, unknownPath } from "./reading.ts";

test("a service says everything that the model asks for", (t) => {
  const web = one(
    `image: ghcr.io/acme/app:1.2
    container_name: web
    command: serve --name 'two words'
    entrypoint: [/bin/run]
    user: "1000:1000"
    group_add: [video, 44]
    environment: {A: 1, EMPTY: "", SHELL_SIDE: }
    labels: [traefik.enable=true, bare]
    networks: {front: {aliases: [www], ipv4_address: 10.0.0.5}, back: }
    dns: 1.1.1.1
    devices: ["/dev/dri:/dev/gpu:r", /dev/kmsg]
    read_only: true
    shm_size: 64m
    privileged: "yes"
    cap_add: [cap_net_admin]
    cap_drop: [all]
    security_opt: [no-new-privileges, "label=disable", seccomp:unconfined]
    pid: host
    ipc: shareable
    uts: host
    userns_mode: host
    cgroup: private
    cgroup_parent: /x
    runtime: runc
    init: true
    sysctls: [net.core.somaxconn=1024]
    ulimits: {nproc: 5, nofile: {soft: 1, hard: -1}}
    mem_limit: 512m
    memswap_limit: -1
    mem_reservation: 1g
    cpus: "0.5"
    pids_limit: 100
    gpus: all
    deploy: {resources: {reservations: {devices: [{capabilities: [gpu], device_ids: [a, b]}]}}}
    build: {context: ., args: [VERSION=1.2, FROM_SHELL]}
    restart: on-failure:5
    healthcheck: {test: [CMD, curl, -f, http://localhost], interval: 1m30s, timeout: 500ms, start_period: 5s, retries: 2}
    logging: {driver: json-file, options: {max-size: 10m}}
    stop_grace_period: 1m
    stop_signal: SIGINT`,
    { rest: "networks: {front: {name: edge}, back: {external: true}}\n" },
  );
  const { locate, image, ...rest } = web;
  t.is(image?.repository, "acme/app");
  const plain = JSON.parse(
    JSON.stringify(rest, (key, value) => (key === "at" || key === "secret" ? undefined : value)),
  );
  t.deepEqual(plain, {
    stack: "web",
    name: "web",
    source: "compose",
    command: [{ value: "serve" }, { value: "--name" }, { value: "two words" }],
    entrypoint: [{ value: "/bin/run" }],
    user: "1000:1000",
    groups: [{ name: "video" }, { name: "44" }],
    env: [{ key: "A", value: "1" }, { key: "EMPTY", value: "" }, { key: "SHELL_SIDE" }],
    labels: [
      { key: "traefik.enable", value: "true" },
      { key: "bare", value: "" },
    ],
    files: [],
    ports: [],
    publishAllPorts: false,
    networks: [
      { name: "edge", aliases: ["www"], ipv4: "10.0.0.5" },
      { name: "back", aliases: [] },
    ],
    dns: [{ name: "1.1.1.1" }],
    mounts: [],
    devices: [
      { host: "/dev/dri", container: "/dev/gpu", permissions: "r" },
      { host: "/dev/kmsg", container: "/dev/kmsg", permissions: "rwm" },
    ],
    readOnly: true,
    shmSize: 67_108_864,
    privileged: true,
    capAdd: [{ name: "NET_ADMIN" }],
    capDrop: [{ name: "ALL" }],
    securityOptions: [
      { key: "no-new-privileges", value: "true" },
      { key: "label", value: "disable" },
      { key: "seccomp", value: "unconfined" },
    ],
    pidMode: "host",
    ipcMode: "shareable",
    utsMode: "host",
    usernsMode: "host",
    cgroupnsMode: "private",
    cgroupParent: "/x",
    runtime: "runc",
    init: true,
    sysctls: [{ key: "net.core.somaxconn", value: "1024" }],
    ulimits: [
      { name: "nproc", soft: 5, hard: 5 },
      { name: "nofile", soft: 1, hard: -1 },
    ],
    memory: 536_870_912,
    memorySwap: -1,
    memoryReservation: 1_073_741_824,
    cpus: 0.5,
    pidsLimit: 100,
    restart: { policy: "on-failure", maxRetries: 5 },
    runsOnce: false,
    healthcheck: {
      kind: "exec",
      test: [{ value: "curl" }, { value: "-f" }, { value: "http://localhost" }],
      interval: 90_000,
      timeout: 500,
      startPeriod: 5000,
      retries: 2,
    },
    logging: { driver: "json-file", options: [{ key: "max-size", value: "10m" }] },
    stopTimeout: 60,
    stopSignal: "SIGINT",
    dependsOn: [],
    deviceRules: [],
    gpus: [{ name: "all" }, { name: "2" }],
    buildArguments: [{ key: "VERSION", value: "1.2" }, { key: "FROM_SHELL" }],
    volumesFrom: [],
    links: [],
    terminal: false,
    apiSocket: false,
  });
});

test("what a service does not say is the engine's default", (t) => {
  const web = one("image: x");
  t.is(web.name, "web-web-1");
  t.like(web, {
    user: undefined,
    privileged: false,
    memory: undefined,
    healthcheck: undefined,
    networkMode: undefined,
  });
  t.is(web.restart.policy, "no");
  t.deepEqual(
    web.networks.map(({ name }) => name),
    ["web_default"],
  );
  t.deepEqual(
    stackOf("image: x").networks.map(({ name }) => name),
    ["web_default"],
  );
});

test("a zero is no limit, and bridge is the default network", (t) => {
  const web = one("image: x\n    mem_limit: 0\n    memswap_limit: 0\n    cpus: 0\n    network_mode: bridge");
  t.like(web, { memory: undefined, memorySwap: undefined, cpus: undefined, networkMode: undefined });
  t.deepEqual(web.networks, []);
  t.is(one("image: x\n    network_mode: host").networkMode, "host");
});

test("limits and restart policy are found under deploy as well", (t) => {
  const web = one(`image: x
    restart: always
    deploy:
      restart_policy: {condition: on-failure, max_attempts: 3}
      resources: {limits: {memory: 1g, cpus: "2", pids: 9}, reservations: {memory: 1m}}`);
  t.like(web, { memory: 1_073_741_824, cpus: 2, pidsLimit: 9, memoryReservation: 1_048_576 });
  t.like(web.restart, { policy: "on-failure", maxRetries: 3 });
  t.is(web.locate("memory").path, "services.web.deploy.resources.limits.memory");
  t.is(one("image: x\n    cpu_quota: 50000").cpus, 0.5);
});

test("two limits that differ are not chosen from", (t) => {
  const { containers, problems } = stackOf(
    "image: x\n    mem_limit: 1g\n    deploy: {resources: {limits: {memory: 2g}}}",
  );
  t.is(
    unknownPath(() => containers[0]?.memory),
    "services.web.mem_limit",
  );
  t.is(problems.length, 1);
});

test("each form of a health test is told apart", (t) => {
  const kind = (healthcheck: string) => {
    const check = one(`image: x\n    healthcheck: ${healthcheck}`).healthcheck;
    return [check?.kind, ...(check?.test ?? []).map(({ value }) => value)];
  };
  t.deepEqual(kind("{test: curl -f x || exit 1}"), ["shell", "curl -f x || exit 1"]);
  t.deepEqual(kind("{test: [CMD-SHELL, pg_isready]}"), ["shell", "pg_isready"]);
  t.deepEqual(kind("{test: [CMD, pg_isready, -q]}"), ["exec", "pg_isready", "-q"]);
  t.deepEqual(kind("{test: [NONE]}"), ["disabled"]);
  t.deepEqual(kind("{test: NONE}"), ["disabled"]);
  t.deepEqual(kind("{disable: true, test: [CMD, a]}"), ["disabled"]);
  t.deepEqual(kind("{disable: false, test: [CMD, a]}"), ["exec", "a"]);
  t.deepEqual(kind("{interval: 5s}"), ["inherit"]);
  t.deepEqual(kind("{test: []}"), ["inherit"]);
});

test("words after the test of CMD-SHELL are never run, and that is said", (t) => {
  const { containers, problems } = stackOf("image: x\n    healthcheck: {test: [CMD-SHELL, 'true', curl]}");
  t.deepEqual(
    containers[0]?.healthcheck?.test.map(({ value }) => value),
    ["true"],
  );
  t.is(problems[0]?.location.path, "services.web.healthcheck.test[2]");
});

test("a service that others wait for to complete runs once, and dependencies go by container names", (t) => {
  const { containers } = stackOf(
    "image: x\n    depends_on: {migrate: {condition: service_completed_successfully}, db: {condition: service_healthy}}",
    { rest: "  migrate: {image: y}\n  db: {image: z, container_name: database, depends_on: [migrate]}\n" },
  );
  t.deepEqual(
    containers.map(({ runsOnce }) => runsOnce),
    [false, true, false],
  );
  t.deepEqual(
    containers.flatMap(({ dependsOn }) => dependsOn.map(({ name, condition }) => [name, condition])),
    [
      ["web-migrate-1", "service_completed_successfully"],
      ["database", "service_healthy"],
      ["web-migrate-1", "service_started"],
    ],
  );
});

test("an anchor, its aliases and merges read as if they were written out", (t) => {
  const web = one("<<: [*base, *more]\n    image: x\n    user: *user", {
    head: "x-user: &user '1000'\nx-base: &base {restart: always, user: root}\nx-more: &more {restart: 'no', init: true}\n",
  });
  t.like(web, { user: "1000", init: true });
  t.is(web.restart.policy, "always");
  t.like(web.locate("restart"), { path: "services.web.restart", line: 2 });
});

test("a variable without a default makes its own element unknown and nothing else", (t) => {
  const web = one(`image: "app:\${TAG}"
    command: serve --key \${KEY} --ok
    environment: ["A=\${A}", "\${B}", C=c]
    mem_limit: \${M}`);
  t.is(
    unknownPath(() => web.image),
    "services.web.image",
  );
  t.is(web.command[3]?.value, "--ok");
  t.is(
    unknownPath(() => web.command[2]?.value),
    "services.web.command",
  );
  t.is(web.env[0]?.key, "A");
  t.is(
    unknownPath(() => web.env[0]?.value),
    "services.web.environment[0]",
  );
  t.is(
    unknownPath(() => web.env[1]?.key),
    "services.web.environment[1]",
  );
  t.is(web.env[2]?.value, "c");
  const error = t.throws(() => web.memory);
  t.like(error, { path: "services.web.mem_limit", cure: "set M in .env or give it a default" });
});

test("the variables of an env_file that nobody can read are unseen, so a search that finds nothing is no proof", (t) => {
  const web = one("image: x\n    environment: [PGDATA=/d]\n    env_file: [a.env, {path: b.env, required: false}]");
  t.is(web.env.find(({ key }) => key === "PGDATA")?.value, "/d");
  t.is(
    unknownPath(() => web.env.find(({ key }) => key === "DOCKER_HOST")),
    "services.web.env_file[0]",
  );
  t.is(
    unknownPath(() => one("image: x\n    env_file: .env").env.some(({ key }) => key === "X")),
    "services.web.env_file",
  );
});

test("with an extends that leads nowhere, all that may be inherited is unknown and the file says that it was not judged", (t) => {
  const { containers, problems } = stackOf(
    "extends: {file: base.yaml, service: base}\n    ports: [80:80]\n    privileged: true",
  );
  const [web] = containers;
  t.true(web?.privileged);
  for (const field of ["image", "ports", "memory", "healthcheck", "mounts"] as const)
    t.is(
      unknownPath(() => web?.[field]),
      "services.web.extends",
      field,
    );
  t.deepEqual(
    problems.map(({ container, location }) => [container, location.path]),
    [["web-web-1", "services.web.extends"]],
  );
});

test("included files, foreign keys and services of a provider are not judged in silence", (t) => {
  const { containers, problems } = stackOf("image: x\n    memlimit: 1g", {
    head: "include: [other.yaml]\nservice: {}\nx-mine: {}\n",
    rest: "  cloud: {provider: {type: aws}}\n",
  });
  t.is(containers.length, 1);
  t.deepEqual(
    problems.map(({ location }) => location.path),
    ["service", "include[0]", "services.web.memlimit", "services.cloud"],
  );
});

test("a name that hangs on a variable is stood in for, and that is said", (t) => {
  const { containers, problems } = stackOf('image: x\n    container_name: "${NAME}"');
  t.is(containers[0]?.name, "web-web-1");
  t.is(problems[0]?.location.path, "services.web.container_name");
});
