import * as pulumi from "@pulumi/pulumi";
import test from "ava";
import { containerArgs, type Service, type Surroundings, secret, tmpfs, volume } from "../../declare/index.ts";

const AROUND: Surroundings = {
  addresses: { public: "0.0.0.0", vpn: "100.64.0.9", loopback: "127.0.0.1" },
  edge: undefined,
  network: (name) => name,
  volume: (name) => name,
  secret: () => pulumi.secret("s3cret"),
};

const SERVICE: Service = {
  name: "web",
  image: "nginx:1.27-alpine",
  memory: 64,
  networks: ["edge"],
  healthcheck: { proves: "the page is served", test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1/"] },
};

test("a service of five lines gets the defaults of a production host", (t) => {
  t.deepEqual(containerArgs(SERVICE, AROUND), {
    name: "web",
    image: "nginx:1.27-alpine",
    restart: "unless-stopped",
    mustRun: true,
    logDriver: "json-file",
    logOpts: { "max-size": "10m", "max-file": "3" },
    securityOpts: ["no-new-privileges:true"],
    memory: 64,
    memorySwap: 64,
    healthcheck: {
      tests: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1/"],
      interval: "30s",
      timeout: "10s",
      retries: 3,
      startPeriod: "30s",
    },
    networksAdvanced: [{ name: "edge" }],
  });
});

test("a port listens where it says, and only a public one is called public", (t) => {
  const { ports, labels } = containerArgs(
    {
      ...SERVICE,
      ports: [
        { host: 443, container: 8443, on: "public" },
        { host: 53, protocol: "udp", on: "vpn" },
        { host: 9000, on: "loopback" },
        { host: 53, on: { address: "10.10.0.1" } },
      ],
    },
    AROUND,
  );
  t.deepEqual(ports, [
    { internal: 53, external: 53, protocol: "tcp", ip: "10.10.0.1" },
    { internal: 53, external: 53, protocol: "udp", ip: "100.64.0.9" },
    { internal: 8443, external: 443, protocol: "tcp", ip: "0.0.0.0" },
    { internal: 9000, external: 9000, protocol: "tcp", ip: "127.0.0.1" },
  ]);
  t.deepEqual(labels, [{ label: "readiness.public-ports", value: "443/tcp" }]);
});

test("a user other than root has no capability unless the data gives it one", (t) => {
  t.deepEqual(containerArgs({ ...SERVICE, user: "101:101" }, AROUND).capabilities, { drops: ["ALL"] });
  t.is(containerArgs({ ...SERVICE, user: "0:0" }, AROUND).capabilities, undefined);
  t.is(containerArgs({ ...SERVICE, user: "root" }, AROUND).capabilities, undefined);
  const capabilities = { drop: ["ALL"], add: ["NET_BIND_SERVICE"] };
  t.deepEqual(containerArgs({ ...SERVICE, user: "101", capabilities }, AROUND).capabilities, {
    adds: ["CAP_NET_BIND_SERVICE"],
    drops: ["ALL"],
  });
});

const FILES = [
  { path: "/etc/app.yml", content: "a: 1\n" },
  { path: "/run/secrets/key", content: secret("key") },
  { path: "/app.conf", content: "b: 1\n", writable: true },
];

test("where the container starts as root, a secret is read by its owner alone", (t) => {
  const files = [...FILES, { path: "/run/secrets/other", content: secret("other"), owner: 7 }];
  t.deepEqual(modes({ ...SERVICE, files }), [
    ["/etc/app.yml", "0444", "0"],
    ["/run/secrets/key", "0400", "0"],
    ["/app.conf", "0644", "0"],
    ["/run/secrets/other", "0400", "7"],
  ]);
});

test("where the container has a user, its files have no owner and their mode lets that user in", (t) => {
  t.deepEqual(modes({ ...SERVICE, user: "101:101", files: FILES }), [
    ["/etc/app.yml", "0444", undefined],
    ["/run/secrets/key", "0444", undefined],
    ["/app.conf", "0666", undefined],
  ]);
});

function modes(service: Service): readonly (readonly [string, string, string | undefined])[] {
  const uploads = containerArgs(service, AROUND).uploads as readonly {
    file: string;
    permissions: string;
    owner?: string;
  }[];
  return uploads.map(({ file, permissions, owner }) => [file, permissions, owner]);
}

test("durations are written the way the provider reads them back", (t) => {
  const healthcheck = { proves: "something", test: ["CMD", "x"], interval: "60s", timeout: "1m30s", startPeriod: "1h" };
  const { interval, timeout, startPeriod } = containerArgs({ ...SERVICE, healthcheck }, AROUND).healthcheck as Record<
    string,
    string
  >;
  t.deepEqual([interval, timeout, startPeriod], ["1m0s", "1m30s", "1h0m0s"]);
  t.throws(() => containerArgs({ ...SERVICE, healthcheck: { ...healthcheck, interval: "soon" } }, AROUND), {
    message: '"soon" is no duration such as 30s or 5m',
  });
});

test("a secret in the environment stays marked as one", async (t) => {
  const { envs } = containerArgs({ ...SERVICE, env: { MODE: "live", PASSWORD: secret("password") } }, AROUND);
  const [mode, password] = envs as [string, pulumi.Output<string>];
  t.is(mode, "MODE=live");
  t.true(await pulumi.isSecret(password));
});

test("mounts keep their kind, and memory is counted in bytes", (t) => {
  const mounts = [
    volume("data", "/data"),
    tmpfs("/tmp", 2),
    { bind: "/", target: "/rootfs", readOnly: true, propagation: "rslave" as const },
  ];
  t.deepEqual(containerArgs({ ...SERVICE, mounts }, AROUND).mounts, [
    { type: "volume", source: "data", target: "/data", readOnly: false },
    { type: "tmpfs", target: "/tmp", tmpfsOptions: { sizeBytes: 2 * 1024 * 1024 } },
    { type: "bind", source: "/", target: "/rootfs", readOnly: true, bindOptions: { propagation: "rslave" } },
  ]);
});

test("a stop timeout holds for a replacement as well as for a stop", (t) => {
  const { stopTimeout, destroyGraceSeconds } = containerArgs({ ...SERVICE, stopTimeout: 120 }, AROUND);
  t.deepEqual([stopTimeout, destroyGraceSeconds], [120, 120]);
});

test("where no healthcheck is possible none is declared, rather than one that is switched off", (t) => {
  t.false("healthcheck" in containerArgs({ ...SERVICE, healthcheck: { absent: "no program to run" } }, AROUND));
});
